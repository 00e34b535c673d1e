// Reads the applied definitions from git: those at the applied commit, and those that were applied since.
import { isFatal } from '../core/diagnostic.ts'
import type { Settings } from '../load/settings/index.ts'
import type { Workspace } from '../load/workspace.ts'
import type { Address, Definition, DesiredState } from '../model/index.ts'
import type { RecordName } from '../model/record-name.ts'
import type { AppliedPlace, AppliedRecordCommit } from '../model/repository.ts'

export interface AppliedDefinitions {
  readonly desired: DesiredState
  /** The commit at which each definition was applied. */
  readonly commits: ReadonlyMap<Address, string>
  /** The root within the repository where each definition lies at that commit, where it is another one than now. */
  readonly roots: ReadonlyMap<Address, string>
  /** The settings at the applied commit; absent before the first apply. */
  readonly settings?: Settings
  /** A commit whose definitions this version does not accept. */
  readonly faulty?: string
}

/** The files of a commit. */
export type CommittedWorkspace = Pick<Workspace, 'desired' | 'diagnostics' | 'settings' | 'sources'>
/** The default is the root and target that are planned. */
export type ReadCommit = (commit: string, place?: RecordName) => Promise<CommittedWorkspace>

export const noAppliedDefinitions: AppliedDefinitions = {
  desired: new Map(),
  commits: new Map(),
  roots: new Map(),
}

/** `own` is the root and target that are planned, `name` those of the ref with the record. */
export const readAppliedDefinitions = async (
  applied: Pick<AppliedRecordCommit, 'commit' | 'ids' | 'parts' | 'root' | 'target'>,
  name: RecordName,
  own: RecordName,
  at: ReadCommit,
): Promise<AppliedDefinitions> => {
  const desired = new Map<Address, Definition>()
  const commits = new Map<Address, string>()
  const roots = new Map<Address, string>()
  const setPlace = (address: Address, commit: string, root: string): void => {
    commits.set(address, commit)
    if (root === own.root) roots.delete(address)
    else roots.set(address, root)
  }
  const place = await findPlace(applied, name, at)
  const full = applied.commit === undefined ? undefined : await at(applied.commit, place)
  let settings = full?.settings
  for (const [address, definition] of full?.desired ?? []) {
    desired.set(address, definition)
    setPlace(address, applied.commit ?? '', place.root)
  }
  let faultyCommit = full && isFatal(full.diagnostics) ? applied.commit : undefined
  for (const part of applied.parts) {
    const { addresses, commit } = part
    const partPlace = placeOf(part, name)
    const workspace = await at(commit, partPlace)
    settings ??= workspace.settings
    if (isFatal(workspace.diagnostics)) faultyCommit = commit
    for (const each of addresses) {
      const address = findAddress(workspace.desired, each) ?? findAddress(desired, each)
      if (address === undefined) continue
      const definition = workspace.desired.get(address)
      if (definition) desired.set(address, definition)
      else desired.delete(address)
      setPlace(address, commit, partPlace.root)
    }
  }
  return {
    desired: withRecordedIds(desired, applied.ids),
    commits,
    roots,
    ...(settings && { settings }),
    ...(faultyCommit !== undefined && { faulty: faultyCommit }),
  }
}

/** With the ids at the last apply, where the files have none: they find a resource that was renamed in Statsig. */
export const withRecordedIds = (
  desired: DesiredState,
  ids: Readonly<Record<string, string>> = {},
): DesiredState =>
  Object.keys(ids).length === 0
    ? desired
    : new Map(
        [...desired].map(([address, definition]) => {
          const matchId =
            definition.matchId ?? (Object.hasOwn(ids, address) ? ids[address] : undefined)
          return [address, matchId === undefined ? definition : { ...definition, matchId }] as const
        }),
      )

/** A record without a root may have been written at the repository's own root, and its ref moved here by hand. */
export const findPlace = async (
  applied: Pick<AppliedRecordCommit, 'commit' | 'root' | 'target'>,
  name: RecordName,
  at: ReadCommit,
): Promise<RecordName> => {
  const place = placeOf(applied, name)
  if (applied.commit === undefined || applied.root !== undefined || name.root === '') return place
  const isHere = (await at(applied.commit, place)).desired.size > 0
  return isHere ? place : { ...place, root: '' }
}

export const placeOf = ({ root, target }: AppliedPlace, name: RecordName): RecordName => ({
  root: root ?? name.root,
  target: target ?? name.target,
})

const findAddress = (desired: DesiredState, text: string): Address | undefined =>
  [...desired.keys()].find((each) => each === text)
