// Reads what is needed to tell whose a live state is: the definitions at the commits of unfinished applies, and the log.

import { isFatal } from '../../core/diagnostic.ts'
import type { KindRegistry } from '../../kinds/registry.ts'
import type { Address, Definition, DesiredState, LiveState } from '../../model/index.ts'
import { GitError } from '../../model/repository.ts'
import type { AppliedState } from '../../plan/applied-state.ts'
import { ReadError, type Reader } from '../../resources/api.ts'
import { withRecordedIds } from '../applied-definitions.ts'
import { maxLogEntries } from '../attribution.ts'
import { findDeletionProofs } from '../deletion-proof.ts'
import type { GitState, UnfinishedApply } from '../history.ts'
import { entriesSince } from './evidence.ts'
import type { Finding, LoadedApply, Resolution } from './model.ts'
import { resolveUnfinished } from './resolve.ts'

/**
 * An apply whose commit cannot be read, or has no valid definitions, makes nothing ours. Where a person names another base,
 * that one counts.
 */
export const loadUnfinished = async ({
  applied,
  readCommit,
  recorded,
  unfinished,
}: Pick<GitState, 'applied' | 'readCommit' | 'recorded' | 'unfinished'>): Promise<
  readonly LoadedApply[]
> => {
  const loaded: LoadedApply[] = []
  if (applied?.id !== recorded?.id) return loaded
  for (const apply of unfinished) {
    const definitions = await readDefinitions(apply, readCommit)
    if (definitions === undefined) continue
    loaded.push({ apply, definitions: withRecordedIds(definitions, applied?.ids) })
  }
  return loaded
}

const readDefinitions = async (
  { commit }: UnfinishedApply,
  readCommit: GitState['readCommit'],
): Promise<DesiredState | undefined> => {
  try {
    const { desired, diagnostics } = await readCommit(commit)
    return isFatal(diagnostics) ? undefined : desired
  } catch (error) {
    if (error instanceof GitError) return undefined
    throw error
  }
}

/** The definitions that the applies name, which a plan reads beside its own. The last of each address counts. */
export const begunDefinitions = (applies: readonly LoadedApply[]): DesiredState =>
  new Map(
    applies.flatMap(({ apply, definitions }) => {
      const named = new Set(apply.operations.map(({ address }) => address))
      return [...definitions].filter(([address]) => named.has(address))
    }),
  )

/** The definitions with members that only a begun one has, for reads: an apply may have written them. */
export const withBegunMembers = (desired: DesiredState, begun: DesiredState): DesiredState =>
  new Map<Address, Definition>([
    ...begun,
    ...[...desired].map(([address, definition]): readonly [Address, Definition] => {
      const members = begun.get(address)?.members
      return [
        address,
        members ? { ...definition, members: { ...members, ...definition.members } } : definition,
      ]
    }),
  ])

export interface ResolvedState {
  readonly state: AppliedState
  readonly findings: readonly Finding[]
}

/** The applied state with what unfinished applies have written. */
export const resolveAppliedState = async (
  state: AppliedState,
  gitState: Pick<GitState, 'appliedDefinitions' | 'commit' | 'repository'>,
  applies: readonly LoadedApply[],
  { desired, live, reader, registry }: ResolveContext,
): Promise<ResolvedState> => {
  const log = await readLog(reader)
  const { base, commits, findings } = resolveUnfinished({
    base: state.base,
    applies,
    live,
    registry,
    entriesOf: (apply) => entriesSince(apply, log),
  })
  return { findings, state: await withBegunProofs({ ...state, base }, commits, gitState, desired) }
}

interface ResolveContext {
  readonly desired: DesiredState
  readonly live: LiveState
  readonly registry: KindRegistry
  readonly reader: Pick<Reader, 'readAuditLog'>
}

/** Finds the proof that a definition was deleted also where only an unfinished apply has written it. */
const withBegunProofs = async (
  state: AppliedState,
  commits: Resolution['commits'],
  { appliedDefinitions, commit, repository }: Parameters<typeof resolveAppliedState>[1],
  desired: DesiredState,
): Promise<AppliedState> => {
  const { prunePolicy } = state
  const added = new Map(
    [...state.base].filter(([address]) => commits.has(address) && !desired.has(address)),
  )
  if (added.size === 0) return state
  const find = await findDeletionProofs(
    repository,
    { ...appliedDefinitions, desired: added, commits, roots: new Map() },
    desired,
    commit,
    prunePolicy.mode !== 'off',
  )
  const findDeletionProof = (definition: Definition) =>
    added.has(definition.address) ? find(definition) : prunePolicy.findDeletionProof(definition)
  return { ...state, prunePolicy: { ...prunePolicy, findDeletionProof } }
}

const readLog = async ({ readAuditLog }: Pick<Reader, 'readAuditLog'>) => {
  try {
    const entries = await readAuditLog(undefined, maxLogEntries)
    return entries && { entries, isWhole: entries.length < maxLogEntries }
  } catch (error) {
    if (error instanceof ReadError && !error.isKeyRefused && !error.isStopped) return undefined
    throw error
  }
}
