// Finds in Statsig's audit log who changed the kept differences and the conflicts of a plan.

import { topLevelName } from '../core/pointer.ts'
import { isKindName, kinds } from '../kinds/index.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import {
  type Address,
  type Author,
  type DesiredState,
  isConflict,
  isDrift,
  type KeptDifference,
  type LiveState,
  type Operation,
  type Plan,
} from '../model/index.ts'
import { addRefusal, judgeWith } from '../plan/guards/guard.ts'
import { changedByKey } from '../plan/guards/run.ts'
import type { AuditEntry, Reader } from '../resources/api.ts'
import { actionsOfKind, isKnownAction } from '../resources/audit-actions.ts'
import { createNameCollisionCheck, lastAuthor } from '../resources/last-author.ts'
import { createNameResolver, findLiveResource } from '../resources/name-resolver.ts'
import { withNamesakes } from './namesakes.ts'

/** The maximum number of entries that are read: older entries are not worth the requests. */
export const maxLogEntries = 1_000

interface AttributionContext {
  readonly desired: DesiredState
  readonly base: DesiredState
  /** Whether an option overwrites the resource as a whole. */
  readonly overwritesWhole: (address: Address) => boolean
  readonly live: LiveState
  readonly registry: KindRegistry
  /** The time of the last apply: a change by an API key before it was most likely made by an apply. */
  readonly appliedAt?: string | undefined
  /** The folder of the root within the repository; absent for the repository itself. */
  readonly root?: string | undefined
}

export const addAuthors = async (
  plan: Plan,
  { base, desired, overwritesWhole, live, appliedAt, registry, root }: AttributionContext,
  reader: Pick<Reader, 'readAuditLog' | 'read'>,
): Promise<Plan> => {
  if (!needsAuthors(plan)) return plan
  const auditLog = await reader.readAuditLog(undefined, maxLogEntries)
  const entries = auditLog?.filter(
    ({ action, at, isApiKey }) => !isApiKey || !isBefore(at, appliedAt) || !isKnownAction(action),
  )
  const liveWithNamesakes = await readNamesakes(plan, live, entries ?? [], registry, reader)
  const names = createNameResolver([], live.resources.values())
  const authorFor = (address: Address, members: readonly string[]): Author => {
    const before = base.get(address)
    const definition = desired.get(address) ?? before
    if (definition === undefined) return { type: 'unknown' }
    const found = findLiveResource(definition, live, names)
    const liveAddress = found?.address ?? address
    // The resource may have been renamed: the log has the name at the time of the change.
    const knownAs = [found, definition, before].flatMap((each) =>
      each === undefined ? [] : [{ address, raw: 'raw' in each ? each.raw : each.members }],
    )
    const authors = knownAs.map((each) =>
      lastAuthor(registry(definition.kind).kind, each, entries, {
        members,
        isDeleted: found === undefined,
        isNameTaken: createNameCollisionCheck(liveWithNamesakes, kinds, liveAddress),
      }),
    )
    return authors.find(({ type }) => type !== 'unknown') ?? { type: 'unknown' }
  }
  const topLevelMembers = ({ edits }: Pick<KeptDifference, 'edits'>) => [
    ...new Set(edits.map(({ pointer }) => topLevelName(pointer))),
  ]
  return {
    ...plan,
    kept: plan.kept.map((each) =>
      needsAuthor(each)
        ? { ...each, author: authorFor(each.address, topLevelMembers(each)) }
        : each,
    ),
    operations: plan.operations.map((each) => {
      if (isContested(each)) {
        const author = authorFor(each.address, topLevelMembers(each))
        return refuseIfAppliedElsewhere({ ...each, author }, overwritesWhole(each.address), {
          target: plan.target,
          ...(root !== undefined && { root }),
        })
      }
      return isPruneOperation(each)
        ? refuseIfChanged(each, authorFor(each.address, []), appliedAt)
        : each
    }),
  }
}

/** Whether the audit log is read for the plan. */
export const needsAuthors = ({ kept, operations }: Plan): boolean =>
  kept.some(needsAuthor) || operations.some((each) => isContested(each) || isPruneOperation(each))

/** The log has names and no kinds, so that kinds with the same actions are read, too, where the log has these actions. */
const readNamesakes = async (
  { kept, operations }: Plan,
  live: LiveState,
  entries: readonly AuditEntry[],
  registry: KindRegistry,
  reader: Pick<Reader, 'read'>,
): Promise<LiveState> => {
  const attributable = [
    ...kept.filter(needsAuthor),
    ...operations.filter((each) => isContested(each) || isPruneOperation(each)),
  ]
  const sharedActions = new Set(
    attributable.flatMap(({ address }) => {
      const kind = address.slice(0, address.indexOf('/'))
      return isKindName(kind) ? actionsOfKind(registry(kind).kind) : []
    }),
  )
  const inLog = new Set(
    entries.flatMap(({ action }) => (sharedActions.has(action) ? [action] : [])),
  )
  return withNamesakes(live, inLog, reader)
}

/** The log has a resolution of one second. */
const isBefore = (at: string | undefined, appliedAt: string | undefined): boolean =>
  at !== undefined && appliedAt !== undefined && at.slice(0, 19) <= appliedAt.slice(0, 19)

const isPruneOperation = ({ deletionProof, refusal }: Operation): boolean =>
  deletionProof !== undefined && refusal === undefined

/** Only an option that names it overwrites what may have been applied elsewhere. */
const refuseIfAppliedElsewhere = (
  operation: Operation,
  isWholeNamed: boolean,
  name: { readonly target: string; readonly root?: string },
): Operation => {
  const { author, overwrites = [] } = operation
  const isNamed =
    isWholeNamed || overwrites.every((each) => each.code === 'edit' && each.namedBy !== undefined)
  return addRefusal(
    operation,
    judgeWith([changedByKey], { ...operation, author, isNamed, ...name }),
  )
}

/** A resource that a person changed after the last apply is not pruned, whichever field was changed. */
const refuseIfChanged = (
  operation: Operation,
  author: Author,
  appliedAt: string | undefined,
): Operation =>
  author.type === 'person' && author.at.slice(0, 19) >= (appliedAt ?? '').slice(0, 19)
    ? {
        ...operation,
        author,
        refusal: { isConflict: true, code: 'removed-and-changed', changed: [] },
      }
    : operation

const needsAuthor = ({ cause }: KeptDifference): boolean =>
  isDrift(cause) || cause === 'not-yet-managed'

const isContested = ({ overwrites, refusal }: Operation): boolean =>
  overwrites !== undefined || isConflict(refusal)
