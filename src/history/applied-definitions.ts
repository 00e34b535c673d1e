// Reads the applied definitions from git: those at the applied commit, and those that were applied since.
import { isFatal } from '../core/diagnostic.ts'
import { UsageError } from '../core/usage-error.ts'
import type { ParseCache } from '../load/index.ts'
import type { Settings } from '../load/settings/index.ts'
import { stricterSettings } from '../load/settings/stricter-settings.ts'
import { loadWorkspace, type Workspace } from '../load/workspace.ts'
import type { Address, Definition, DesiredState } from '../model/index.ts'
import {
  type AppliedRecordCommit,
  type Commit,
  GitError,
  type GitRepository,
} from '../model/repository.ts'

export interface AppliedDefinitions {
  readonly desired: DesiredState
  /** The commit at which each definition was applied. */
  readonly commits: ReadonlyMap<Address, string>
  /** The settings at the applied commit; absent before the first apply. */
  readonly settings?: Settings
  /** A commit whose definitions this version does not accept. */
  readonly faulty?: string
}

/** The files of a commit. */
export type CommittedWorkspace = Pick<Workspace, 'desired' | 'diagnostics' | 'settings' | 'sources'>
export type ReadCommit = (commit: string) => Promise<CommittedWorkspace>

export const noAppliedDefinitions: AppliedDefinitions = { desired: new Map(), commits: new Map() }

export const readAppliedDefinitions = async (
  applied: Pick<AppliedRecordCommit, 'commit' | 'parts'>,
  at: ReadCommit,
): Promise<AppliedDefinitions> => {
  const fullWorkspace = applied.commit === undefined ? undefined : await at(applied.commit)
  let settings = fullWorkspace?.settings
  const desired = new Map<Address, Definition>(fullWorkspace?.desired)
  const commits = new Map<Address, string>(
    [...desired.keys()].map((address) => [address, applied.commit ?? '']),
  )
  let faultyCommit =
    fullWorkspace && isFatal(fullWorkspace.diagnostics) ? applied.commit : undefined
  for (const { addresses, commit } of applied.parts) {
    const workspace = await at(commit)
    settings ??= workspace.settings
    if (isFatal(workspace.diagnostics)) faultyCommit = commit
    for (const each of addresses) {
      const address = findAddress(workspace.desired, each) ?? findAddress(desired, each)
      if (address === undefined) continue
      const definition = workspace.desired.get(address)
      if (definition) desired.set(address, definition)
      else desired.delete(address)
      commits.set(address, commit)
    }
  }
  return {
    desired,
    commits,
    ...(settings && { settings }),
    ...(faultyCommit !== undefined && { faulty: faultyCommit }),
  }
}

const findAddress = (desired: DesiredState, text: string): Address | undefined =>
  [...desired.keys()].find((each) => each === text)

/** Reads each commit once. Where the settings at that commit do not have the target, nothing was applied to it. */
export const commitReader = (
  repository: GitRepository,
  target: string | undefined,
  parseCache: ParseCache,
): ReadCommit => {
  const read = async (commit: string): Promise<CommittedWorkspace> => {
    const tree = repository.tree(commit)
    try {
      return await loadWorkspace(tree, [], { target, parseCache })
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      const { settings } = await loadWorkspace(tree, [], { isTargetOptional: true, parseCache })
      return { desired: new Map(), diagnostics: [], sources: [], settings }
    }
  }
  const cache = new Map<string, Promise<CommittedWorkspace>>()
  return (commit) => {
    const pending = cache.get(commit) ?? read(commit)
    cache.set(commit, pending)
    return pending
  }
}

/** A target without a record gets the strictest settings of the other targets until it has a record. */
export const strictestOtherSettings = async (
  repository: GitRepository,
  target: string,
  at: ReadCommit,
): Promise<Settings | undefined> => {
  let strictest: Settings | undefined
  for (const other of await repository.appliedRecords()) {
    if (other.root !== repository.root || other.target === target) continue
    const applied = await repository.readApplied(other.target)
    const commit = applied?.commit ?? applied?.parts.at(-1)?.commit
    const otherSettings = commit === undefined ? undefined : (await at(commit)).settings
    if (otherSettings)
      strictest = strictest
        ? stricterSettings(otherSettings, strictest, undefined).settings
        : otherSettings
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

/** The commit that `--base` names counts as applied to the recorded project. */
export const appliedAtBase = async (
  repository: GitRepository,
  base: string,
  recorded: AppliedRecordCommit | undefined,
): Promise<AppliedRecordCommit> => {
  const { at, id } = await resolveBase(repository, base)
  const project = recorded?.project
  return { version: 1, id, at, commit: id, parts: [], ...(project !== undefined && { project }) }
}
