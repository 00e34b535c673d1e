// Who changed what a plan leaves alone or is in conflict with, as far as Statsig's audit log tells.
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
} from '../model.ts'
import { topLevelName } from '../pointer.ts'
import type { Reader } from '../resources/api.ts'
import { createNameCollisionCheck, lastAuthor } from '../resources/last-author.ts'
import { mergeLiveStates } from '../resources/live.ts'
import { createNameResolver, findLiveResource } from '../resources/name-resolver.ts'

/** Entries of the audit log that are read at most: what is further back is nobody's news. */
const maxLogEntries = 1_000

interface AttributionContext {
  readonly desired: DesiredState
  readonly base: DesiredState
  /** Whether a person has let the file win there. */
  readonly isOverwriteNamed: (address: Address) => boolean
  readonly live: LiveState
  readonly registry: KindRegistry
  /** When it was applied last: what a key did before that was most likely done by an apply. */
  readonly appliedAt?: string | undefined
}

export const addAuthors = async (
  plan: Plan,
  { base, desired, isOverwriteNamed, live, appliedAt, registry }: AttributionContext,
  reader: Pick<Reader, 'readAuditLog' | 'read'>,
): Promise<Plan> => {
  if (
    !plan.kept.some(needsAuthor) &&
    !plan.operations.some((each) => isContested(each) || isPruneOperation(each))
  )
    return plan
  const auditLog = await reader.readAuditLog(undefined, maxLogEntries)
  const entries = auditLog?.filter(({ at, isApiKey }) => !isApiKey || !isBefore(at, appliedAt))
  const liveWithNamesakes = await readNamesakes(plan, live, registry, reader)
  const names = createNameResolver([], live.resources.values())
  const authorFor = (address: Address, members: readonly string[]): Author => {
    const before = base.get(address)
    const definition = desired.get(address) ?? before
    if (definition === undefined) return { type: 'unknown' }
    const found = findLiveResource(definition, live, names)
    const liveAddress = found?.address ?? address
    // Since then it may have got another name: the log has the one of its day.
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
        return refuseIfAppliedElsewhere(
          { ...each, author },
          isOverwriteNamed(each.address),
          plan.target,
        )
      }
      return isPruneOperation(each)
        ? refuseIfChanged(each, authorFor(each.address, []), appliedAt)
        : each
    }),
  }
}

/** The log tells names and no kinds: those that share its words have to be looked at, too. */
const readNamesakes = async (
  { kept, operations }: Plan,
  live: LiveState,
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
      return isKindName(kind) ? (registry(kind).kind.auditActions ?? []) : []
    }),
  )
  const unreadKinds = kinds.flatMap(({ kind, auditActions = [] }) =>
    !live.kinds.has(kind) && auditActions.some((word) => sharedActions.has(word)) ? [kind] : [],
  )
  if (unreadKinds.length === 0) return live
  const unread = new Set(unreadKinds)
  return mergeLiveStates([live, await reader.read(unread, unread)])
}

/** The log tells whole seconds. */
const isBefore = (at: string | undefined, appliedAt: string | undefined): boolean =>
  at !== undefined && appliedAt !== undefined && at.slice(0, 19) <= appliedAt.slice(0, 19)

const isPruneOperation = ({ deletionProof, refusal }: Operation): boolean =>
  deletionProof !== undefined && refusal === undefined

/** A general rule does not undo what another clone may have applied: its key is the hand that the log shows. */
const refuseIfAppliedElsewhere = (
  operation: Operation,
  isOverwriteNamed: boolean,
  target: string,
): Operation => {
  const { author, overwrites, refusal } = operation
  if (overwrites === undefined || isOverwriteNamed || refusal || author?.type !== 'api-key')
    return operation
  return { ...operation, refusal: { isConflict: true, code: 'changed-by-key', target } }
}

/** Files need not name what somebody has changed since: that somebody has is enough to ask first. */
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
