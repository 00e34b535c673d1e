// Reads the settings and definitions of a commit, of any root and target.
import { UsageError } from '../core/usage-error.ts'
import type { ParseCache } from '../load/index.ts'
import { readSettings, type Settings, settingsFile } from '../load/settings/index.ts'
import { defaultTarget } from '../load/settings/select-target.ts'
import { stricterSettings } from '../load/settings/stricter-settings.ts'
import { loadWorkspace } from '../load/workspace.ts'
import type { RecordName } from '../model/record-name.ts'
import {
  type AppliedRecordCommit,
  type Commit,
  GitError,
  type GitRepository,
} from '../model/repository.ts'
import { type CommittedWorkspace, findPlace, type ReadCommit } from './applied-definitions.ts'

/** Reads each commit once. Where the settings at that commit do not have the target, nothing was applied to it. */
export const commitReader = (
  repository: Pick<GitRepository, 'root' | 'tree'>,
  target: string,
  parseCache: ParseCache,
): ReadCommit => {
  const read = async (commit: string, place: RecordName): Promise<CommittedWorkspace> => {
    const tree = repository.tree(commit, place.root)
    const name = place.target === defaultTarget ? undefined : place.target
    try {
      return await loadWorkspace(tree, [], { target: name, parseCache })
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      const { settings } = readSettings(await tree.readFile(settingsFile))
      return { desired: new Map(), diagnostics: [], sources: [], settings }
    }
  }
  const cache = new Map<string, Promise<CommittedWorkspace>>()
  return (commit, place = { root: repository.root, target }) => {
    const key = JSON.stringify([commit, place.root, place.target])
    const pending = cache.get(key) ?? read(commit, place)
    cache.set(key, pending)
    return pending
  }
}

/** The records of the other targets of a root. */
export const readOtherRecords = async (
  repository: GitRepository,
  own: RecordName,
): Promise<readonly { readonly name: RecordName; readonly applied: AppliedRecordCommit }[]> => {
  const found = []
  for (const name of await repository.appliedRecords()) {
    if (name.root !== own.root || name.target === own.target) continue
    const applied = await repository.readApplied(name.target)
    if (applied) found.push({ name, applied })
  }
  return found
}

/** The newest commit of a record. */
const newestCommit = ({ commit, parts }: AppliedRecordCommit): string | undefined =>
  commit ?? parts.at(-1)?.commit

/** A root and target without a record gets the strictest settings of the given records until it has one. */
export const strictestSettings = async (
  records: readonly { readonly name: RecordName; readonly applied: AppliedRecordCommit }[],
  at: ReadCommit,
): Promise<Settings | undefined> => {
  let strictest: Settings | undefined
  for (const { applied, name } of records) {
    const commit = newestCommit(applied)
    if (commit === undefined) continue
    const { settings } = await at(commit, await findPlace(applied, name, at))
    strictest = strictest ? stricterSettings(settings, strictest, undefined) : settings
  }
  return strictest
}

/** A name that git does not know is wrong usage. */
const resolveBase = async (repository: GitRepository, base: string): Promise<Commit> => {
  try {
    return await repository.resolve(base)
  } catch (error) {
    throw error instanceof GitError ? new UsageError(error.message) : error
  }
}

/** The commit that `--base` names counts as applied to the recorded project. The record itself counts as what it says. */
export const appliedAtBase = async (
  repository: GitRepository,
  base: string,
  recorded: AppliedRecordCommit | undefined,
): Promise<AppliedRecordCommit> => {
  const { at, id } = await resolveBase(repository, base)
  if (recorded?.id === id) return recorded
  const project = recorded?.project
  return { version: 1, id, at, commit: id, parts: [], ...(project !== undefined && { project }) }
}
