// Finds the record that a root or target without one had before it was moved or renamed.
import { isFatal } from '../core/diagnostic.ts'
import type { Settings } from '../load/settings/index.ts'
import { hasTarget } from '../load/settings/select-target.ts'
import type { Workspace } from '../load/workspace.ts'
import type { DesiredState } from '../model/index.ts'
import type { RecordName } from '../model/record-name.ts'
import {
  type AppliedRecordCommit,
  type Commit,
  GitError,
  type GitRepository,
} from '../model/repository.ts'
import { placeOf, type ReadCommit, readAppliedDefinitions } from './applied-definitions.ts'

export interface FormerRecord {
  readonly name: RecordName
  /** With the root and target of all its commits. */
  readonly applied: AppliedRecordCommit
  /** It may be of this folder or of another one that had definitions at its commit. */
  readonly isShared?: true
}

export interface FormerRecords {
  /** Records whose root or target is gone, and whose definitions are here and nowhere else. */
  readonly fitting: readonly FormerRecord[]
  /** Records whose root is gone, and that may be of another folder as well. */
  readonly copied: readonly RecordName[]
}

const noFormerRecords: FormerRecords = { fitting: [], copied: [] }

/** The record to continue: the only one, or the only one of the project. `undefined` where it is unclear. */
export const chooseFormerRecord = (
  { copied, fitting }: FormerRecords,
  project: string | undefined,
): FormerRecord | undefined => {
  const possible = fitting.filter(
    ({ applied }) =>
      project === undefined || applied.project === undefined || applied.project === project,
  )
  return possible.length === 1 && copied.length === 0 ? possible[0] : undefined
}

/** Whether definitions are those of a record: at least half of its addresses are still there. */
export const areSameDefinitions = (recorded: DesiredState, current: DesiredState): boolean => {
  const count = [...recorded.keys()].filter((address) => current.has(address)).length
  return count > 0 && 2 * count >= recorded.size
}

export const findFormerRecords = async (
  repository: GitRepository,
  own: RecordName,
  { desired, settings }: Workspace,
  head: Commit | undefined,
  readCommit: ReadCommit,
): Promise<FormerRecords> => {
  if (head === undefined) return noFormerRecords
  const found: FormerRecord[] = []
  const copied: RecordName[] = []
  for (const former of await readGoneRecords(repository, own, settings, head, readCommit)) {
    const { name } = former
    const recorded = (await readAppliedDefinitions(former.applied, own, own, readCommit)).desired
    if (!areSameDefinitions(recorded, desired)) continue
    const isCopied =
      former.isShared ||
      (name.root !== own.root && (await isElsewhere(repository, recorded, own, head, readCommit)))
    if (isCopied) copied.push(name)
    else found.push(former)
  }
  return { fitting: await withoutContinued(repository, found), copied }
}

/** The record that continues the own one, where a folder was moved back or a target has its first name again. */
export const findContinuation = async (
  repository: GitRepository,
  own: RecordName,
  recorded: AppliedRecordCommit,
  { settings }: Workspace,
  head: Commit,
  readCommit: ReadCommit,
): Promise<FormerRecord | undefined> => {
  const continuing: FormerRecord[] = []
  for (const former of await readGoneRecords(repository, own, settings, head, readCommit))
    if ((await repository.contains(former.applied.id, recorded.id)) === 'yes')
      continuing.push({ ...former, applied: { ...former.applied, ownId: recorded.id } })
  const [only, ...others] = await withoutContinued(repository, continuing)
  return others.length === 0 ? only : undefined
}

/** The records of the same root or target that the commit has nothing for any more. */
const readGoneRecords = async (
  repository: GitRepository,
  own: RecordName,
  settings: Settings,
  head: Commit,
  readCommit: ReadCommit,
): Promise<readonly FormerRecord[]> => {
  const found: FormerRecord[] = []
  for (const name of await repository.appliedRecords()) {
    if ((name.root === own.root) === (name.target === own.target)) continue
    if (!(await isGone(name, own, settings, head, readCommit))) continue
    const former = await readFormerRecord(repository, name, own, readCommit)
    if (former !== undefined) found.push(former)
  }
  return found
}

/** The record with this id, that a saved plan continues. */
export const findFormerRecord = async (
  repository: GitRepository,
  own: RecordName,
  id: string,
  current: AppliedRecordCommit | undefined,
  readCommit: ReadCommit,
): Promise<AppliedRecordCommit | undefined> => {
  for (const name of await repository.appliedRecords()) {
    const former = await readFormerRecord(repository, name, own, readCommit)
    if (former?.applied.id !== id) continue
    if (current === undefined) return former.applied
    // After an apply the own record contains the former one: the plan is out of date.
    return (await repository.contains(id, current.id)) === 'yes'
      ? { ...former.applied, ownId: current.id }
      : undefined
  }
  return undefined
}

/** Whether the commit has nothing any more for a root and target. */
const isGone = async (
  name: RecordName,
  own: RecordName,
  { targets }: Settings,
  head: Commit,
  readCommit: ReadCommit,
): Promise<boolean> => {
  if (name.root === own.root) return !hasTarget(targets, name.target)
  try {
    const { desired, diagnostics } = await readCommit(head.id, name)
    return desired.size === 0 && !isFatal(diagnostics)
  } catch (error) {
    // Behind a link or a submodule: it is there, and cannot be read.
    if (error instanceof GitError) return false
    throw error
  }
}

/** `undefined` where it cannot be read: it is not the record of this root and target. */
export const readFormerRecord = async (
  repository: GitRepository,
  name: RecordName,
  own: RecordName,
  readCommit: ReadCommit,
): Promise<FormerRecord | undefined> => {
  try {
    const applied = await repository.readApplied(name.target, name.root)
    if (applied === undefined) return undefined
    const folders = await foldersOfRecord(own, applied, name, repository, readCommit)
    if (!folders.includes(own.root)) return { name, applied: asFormer(applied, name) }
    const former = { name, applied: asFormer(applied, own) }
    return folders.length === 1 ? former : { ...former, isShared: true }
  } catch (error) {
    if (error instanceof GitError) return undefined
    throw error
  }
}

const asFormer = (applied: AppliedRecordCommit, name: RecordName): AppliedRecordCommit => ({
  ...applied,
  ...placeOf(applied, name),
  parts: applied.parts.map((part) => ({ ...part, ...placeOf(part, name) })),
  isFormer: true,
})

/**
 * Before each root had a record, all wrote that of the repository's own root. Where that root had no definitions, the record
 * is of one of the folders with some. None for another record.
 */
const foldersOfRecord = async (
  own: RecordName,
  applied: AppliedRecordCommit,
  name: RecordName,
  repository: GitRepository,
  readCommit: ReadCommit,
): Promise<readonly string[]> => {
  const commit = applied.commit ?? applied.parts.at(-1)?.commit
  if (name.root !== '' || own.root === '' || applied.root !== undefined || commit === undefined)
    return []
  if ((await readCommit(commit, name)).desired.size > 0) return []
  return definitionFolders(repository, commit)
}

const isElsewhere = async (
  repository: GitRepository,
  recorded: DesiredState,
  own: RecordName,
  head: Commit,
  readCommit: ReadCommit,
): Promise<boolean> => {
  for (const root of await definitionFolders(repository, head.id)) {
    if (root === own.root) continue
    const { desired } = await readCommit(head.id, { ...own, root })
    if (areSameDefinitions(recorded, desired)) return true
  }
  return false
}

/** The folders of a commit that look like a root: with settings, or with a folder `statsig`. */
const definitionFolders = async (
  repository: GitRepository,
  commit: string,
): Promise<readonly string[]> => {
  const files = await repository
    .tree(commit, '')
    .readFiles(['**/statsig.yaml', '**/statsig/**/*.{yaml,yml}'])
  const folders = files.map(({ path }) => {
    const segments = path.split('/')
    const end = segments.findIndex((each) => each === 'statsig' || each === 'statsig.yaml')
    return segments.slice(0, end).join('/')
  })
  return [...new Set(folders)]
}

/** A record that another one continues is over. */
const withoutContinued = async (
  repository: GitRepository,
  records: readonly FormerRecord[],
): Promise<readonly FormerRecord[]> => {
  const kept: FormerRecord[] = []
  for (const record of records) {
    const others = records.filter((other) => other !== record)
    const isContinued = await Promise.all(
      others.map(({ applied }) => repository.contains(applied.id, record.applied.id)),
    )
    if (!isContinued.includes('yes')) kept.push(record)
  }
  return kept
}
