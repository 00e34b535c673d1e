// What was applied last, read from git: definitions at the applied commit, and those that were applied since.
import { isFatal } from '../diagnostic.ts'
import { type Applied, type Commit, GitTrouble, type Repository } from '../io/git/index.ts'
import { UsageError } from '../io/statsig/console-api/index.ts'
import type { Known } from '../load/index.ts'
import type { Settings } from '../load/settings/index.ts'
import { stricter } from '../load/settings/stricter-settings.ts'
import { loadTree, type Workspace } from '../load/workspace.ts'
import type { Address, Definition, Desired } from '../model.ts'

export interface Bases {
  readonly desired: Desired
  /** The commit that each was applied at. */
  readonly commits: ReadonlyMap<Address, string>
  /** Of the applied commit; absent where there is none yet. */
  readonly settings?: Settings
  /** A commit whose definitions have faults by today’s rules. */
  readonly faulty?: string
}

/** What the files were at a commit. */
export type Then = Pick<Workspace, 'desired' | 'diagnostics' | 'settings' | 'sources'>
export type ReadThen = (commit: string) => Promise<Then>

export const nothingApplied: Bases = { desired: new Map(), commits: new Map() }

export const basesOf = async (
  applied: Pick<Applied, 'commit' | 'parts'>,
  at: ReadThen,
): Promise<Bases> => {
  const whole = applied.commit === undefined ? undefined : await at(applied.commit)
  let settings = whole?.settings
  const desired = new Map<Address, Definition>(whole?.desired)
  const commits = new Map<Address, string>(
    [...desired.keys()].map((address) => [address, applied.commit ?? '']),
  )
  let faulty = whole && isFatal(whole.diagnostics) ? applied.commit : undefined
  for (const { addresses, commit } of applied.parts) {
    const part = await at(commit)
    settings ??= part.settings
    if (isFatal(part.diagnostics)) faulty = commit
    for (const each of addresses) {
      const address = addressIn(part.desired, each) ?? addressIn(desired, each)
      if (address === undefined) continue
      const definition = part.desired.get(address)
      if (definition) desired.set(address, definition)
      else desired.delete(address)
      commits.set(address, commit)
    }
  }
  return {
    desired,
    commits,
    ...(settings && { settings }),
    ...(faulty !== undefined && { faulty }),
  }
}

const addressIn = (desired: Desired, text: string): Address | undefined =>
  [...desired.keys()].find((each) => each === text)

/** Each commit is read once. Where the settings of then know no such target, nothing was applied to it. */
export const readingThen = (
  repository: Repository,
  target: string | undefined,
  known: Known,
): ReadThen => {
  const read = async (commit: string): Promise<Then> => {
    const tree = repository.tree(commit)
    try {
      return await loadTree(tree, [], { target, known })
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      const { settings } = await loadTree(tree, [], { isLocal: true, known })
      return { desired: new Map(), diagnostics: [], sources: [], settings }
    }
  }
  const seen = new Map<string, Promise<Then>>()
  return (commit) => {
    const found = seen.get(commit) ?? read(commit)
    seen.set(commit, found)
    return found
  }
}

/** A target under a new name has no record: what holds for the others holds for it, until it has one. */
export const settingsElsewhere = async (
  repository: Repository,
  target: string,
  at: ReadThen,
): Promise<Settings | undefined> => {
  let strictest: Settings | undefined
  for (const other of await repository.targets()) {
    const applied = other === target ? undefined : await repository.applied(other)
    const commit = applied?.commit ?? applied?.parts.at(-1)?.commit
    const then = commit === undefined ? undefined : (await at(commit)).settings
    if (then) strictest = strictest ? stricter(then, strictest, undefined).settings : then
  }
  return strictest
}

/** A name that leads nowhere was misspelt on the command line. */
const resolved = async (repository: Repository, base: string): Promise<Commit> => {
  try {
    return await repository.resolve(base)
  } catch (error) {
    throw error instanceof GitTrouble ? new UsageError(error.message) : error
  }
}

/** What a person names was applied to the project that is recorded, if any is. */
export const namedBase = async (
  repository: Repository,
  base: string,
  recorded: Applied | undefined,
): Promise<Applied> => {
  const { at, id } = await resolved(repository, base)
  const project = recorded?.project
  return { version: 1, id, at, commit: id, parts: [], ...(project !== undefined && { project }) }
}
