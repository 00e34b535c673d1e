// Checks in the turn of each request of a sub-resource that no other client has changed it.
import { isJsonObject, itemsOf, type Json, type JsonObject, pick } from '../core/json.ts'
import { topLevelName } from '../core/pointer.ts'
import { differencesBetween } from '../fields/compare/index.ts'
import { canonicalText } from '../fields/normalize.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Operation, Resource } from '../model/index.ts'
import type { CheckBeforeSend, PathIds } from '../resources/api.ts'
import { subResourceDigest } from '../resources/digest.ts'
import { isInReview } from '../resources/live.ts'
import { type ApplyContext, confirmDelays, type ReadContext } from './context.ts'
import { maxCacheAge } from './precondition.ts'
import { type ReadOwner, readWithSubResource, withUsualSpelling } from './sub-resource-read.ts'

/** A longer list of ids is not read again for each request, which names only ids that the plan adds or removes. */
const maxCheckedIds = 1_000

/** What the check of a request found. */
export interface SubResourceTurn {
  /** `reached`: as wanted, by an earlier request or attempt. `already-set`: by another client. */
  status: 'as-expected' | 'already-set' | 'reached' | 'changed' | 'deleted' | 'in-review'
}

export interface SubResourceStep {
  readonly body: Json | undefined
  /** Whether earlier requests of the operation have written. */
  readonly isLater: boolean
}

/** A check for one request. What it finds is in `turn`. */
export const checkSubResource =
  (
    operation: Operation,
    owner: Resource,
    { body, isLater }: SubResourceStep,
    turn: SubResourceTurn,
    context: ApplyContext,
  ): CheckBeforeSend =>
  async (api, mayBeWritten) => {
    const inTurn: ReadContext = { ...context, api }
    turn.status = await readStatus(operation, owner, isLater, mayBeWritten, inTurn)
    return turn.status === 'as-expected' ? { ...(body !== undefined && { body }) } : undefined
  }

/** The owner is read where it was not read in the last seconds. A read that contradicts the plan is repeated. */
const readStatus = async (
  operation: Operation,
  owner: Resource,
  isLater: boolean,
  mayBeWritten: boolean,
  context: ReadContext,
): Promise<SubResourceTurn['status']> => {
  const { api, cache, clock, registry } = context
  const { address, kind: kindName, subResource: name = '' } = operation
  const { kind } = registry(kindName)
  const cached = cache.find(address)
  const isFresh = cached !== undefined && clock.now() - cached.readAt <= maxCacheAge
  const found = isFresh && !mayBeWritten ? owner : await api.find(kindName, pathIdsOfOwner(owner))
  if (found === undefined) return 'deleted'
  if (isInReview(found)) return 'in-review'
  const hasWritten = isLater || mayBeWritten
  if (isUncheckedList(operation, owner) && !mayBeWritten) return 'as-expected'
  for (const delay of isFresh ? confirmDelays : [0]) {
    if (delay > 0) await clock.sleep(delay)
    const current = await readWithSubResource(found, name, context)
    const status = statusOf(operation, owner, current, hasWritten, kind, context)
    if (status !== 'changed') return status
  }
  return 'changed'
}

const statusOf = (
  operation: Operation,
  planned: Resource,
  found: Resource,
  hasWritten: boolean,
  kind: Kind,
  context: Pick<ApplyContext, 'cache'>,
): SubResourceTurn['status'] => {
  if (isAsWanted(operation, found, kind, context)) return hasWritten ? 'reached' : 'already-set'
  const isExpected = hasWritten
    ? isBetween(operation, planned, found, kind, context)
    : isAsPlanned(operation, kind, found)
  return isExpected ? 'as-expected' : 'changed'
}

export const isAsPlanned = (
  { liveDigest, members, subResource: name = '' }: Operation,
  kind: Kind,
  { raw }: Resource,
): boolean =>
  subResourceDigest(kind, name, raw, members) ===
  (liveDigest ?? subResourceDigest(kind, name, {}, members))

export const isAsWanted = (
  { members, subResource: name = '' }: Pick<Operation, 'members' | 'subResource'>,
  { raw }: Pick<Resource, 'raw'>,
  kind: Kind,
  { cache }: Pick<ApplyContext, 'cache'>,
): boolean =>
  differencesBetween(kind.fields, raw, members, cache.resolveName).every(
    // `members` also has the lists whose items the sub-resource names.
    ({ edit }) => topLevelName(edit.pointer) !== name,
  )

/** Whether the requests of the operation, or Statsig that empties a form, have led from the planned value to this one. */
const isBetween = (
  operation: Operation,
  planned: Resource,
  found: Resource,
  kind: Kind,
  context: Pick<ApplyContext, 'cache'>,
): boolean => {
  const { members, subResource: name = '' } = operation
  const field = kind.fields[name]
  const [before, now, after] = [planned.raw[name], found.raw[name], members[name]]
  const write = field?.subResource?.write
  if (field === undefined || write === undefined) return false
  if (write.by === 'add-remove') return isListBetween(before, now, after)
  // The write of one form may empty single members of another.
  const forms = write.forms?.flat().map((each) => [each]) ?? [
    Object.keys({ ...asObject(before), ...asObject(after), ...asObject(now) }),
  ]
  return forms.every((form) => {
    const part = (value: Json | undefined) => pick(asObject(value), (each) => form.includes(each))
    const text = (value: JsonObject) => canonicalText(field, value, context.cache.resolveName)
    const wanted = { ...operation, members: { ...members, [name]: part(after) } }
    return (
      [text(part(before)), text({})].includes(text(part(now))) ||
      isAsWanted(wanted, { raw: { ...found.raw, [name]: part(now) } }, kind, context)
    )
  })
}

const isListBetween = (
  before: Json | undefined,
  now: Json | undefined,
  after: Json | undefined,
): boolean => {
  const [old, current, wanted] = [before, now, after].map((each) => new Set(itemsOf(each)))
  return (
    [...(current ?? [])].every((id) => old?.has(id) || wanted?.has(id)) &&
    [...(old ?? [])].every((id) => !wanted?.has(id) || current?.has(id))
  )
}

const isUncheckedList = ({ subResource: name = '' }: Operation, { raw }: Resource): boolean =>
  itemsOf(raw[name]).length > maxCheckedIds

/** The owner with the value that the plan was made from, without a request: the check of each request reads it. */
export const plannedOwner = (
  operation: Operation,
  kind: Kind,
  { cache }: ApplyContext,
): ReadOwner | undefined => {
  const cached = cache.find(operation.address)?.resource
  const write = kind.fields[operation.subResource ?? '']?.subResource?.write
  return cached !== undefined &&
    write?.by !== 'replace' &&
    isAsPlanned(operation, kind, cached) &&
    !isUncheckedList(operation, cached)
    ? withUsualSpelling(cached)
    : undefined
}

const pathIdsOfOwner = ({ pathId, fallbackPathId }: Resource): PathIds => ({
  pathId,
  ...(fallbackPathId !== undefined && { fallbackPathId }),
})

const asObject = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {})
