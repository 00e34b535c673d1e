// Writes a sub-resource: reads it before the write and verifies it afterwards.

import { pick } from '../core/json.ts'
import { topLevelName } from '../core/pointer.ts'
import { differencesBetween } from '../fields/compare/index.ts'
import { referenceFormOf } from '../fields/reference-form.ts'
import { hasRepeatedItems } from '../fields/sub-resource-spelling.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Operation, Outcome, Resource } from '../model/index.ts'
import { subResourceDigest } from '../resources/digest.ts'
import { isInReview } from '../resources/live.ts'
import { spellSubResources } from '../resources/spell-sub-resources.ts'
import { type ApplyContext, createRequestContext, pollDelays } from './context.ts'
import {
  alreadyDoneOutcome,
  doneOutcome,
  failedOutcome,
  notAcceptedOutcome,
  pendingReviewOutcome,
} from './outcomes.ts'
import { maxCacheAge, preconditionOutcome } from './precondition.ts'
import { sendAll, sendFirstAccepted } from './send-requests.ts'
import { type LiveSpelling, requestAlternatives, restoreRequests } from './sub-resource-requests.ts'

export const writeSubResource = async (
  operation: Operation,
  context: ApplyContext,
): Promise<Outcome> => {
  const { kind } = context.registry(operation.kind)
  const name = operation.subResource ?? ''
  const isAsPlanned = ({ raw }: Resource) =>
    subResourceDigest(kind, name, raw, operation.members) ===
    (operation.liveDigest ?? subResourceDigest(kind, name, {}, operation.members))
  const isDone = (owner: Resource) => isAsWanted(operation, owner, kind, context)
  const resource = await readOwner(
    operation,
    (owner) => isDone(owner) || isAsPlanned(owner),
    context,
  )
  if (resource === undefined) return preconditionOutcome(operation, 'deleted')
  if (isInReview(resource)) return preconditionOutcome(operation, 'in-review')
  if (isDone(resource)) return alreadyDoneOutcome(operation, 'already-set')
  if (!isAsPlanned(resource)) return preconditionOutcome(operation, 'changed')
  const result = await sendFirstAccepted(
    requestAlternatives(operation, createRequestContext(kind, resource.raw, context), resource),
    resource,
    context,
  )
  const wrote = result.count > 0 ? 'yes' : 'no'
  if (result.last.status === 'refused') return notAcceptedOutcome(operation, result.last, wrote)
  const isAnswerLost = result.last.status === 'unknown'
  const confirmation = await confirmWrite(operation, resource, kind, context)
  if (confirmation === 'in-review') return pendingReviewOutcome(operation)
  if (confirmation === 'as-wanted')
    return doneOutcome(operation, isAnswerLost ? [{ code: 'answer-lost' }] : [])
  return result.last.status === 'unknown'
    ? notAcceptedOutcome(operation, result.last, wrote)
    : failedOutcome(operation, { code: 'field-differs-after-write', field: name }, 'yes')
}

/** The current resource with its sub-resource. A recent read is enough, unless the request replaces the whole value. */
const readOwner = async (
  { address, pathId, kind, subResource: name = '' }: Operation,
  isExpected: (owner: Resource) => boolean,
  context: ApplyContext,
): Promise<ReadOwner | undefined> => {
  const { api, clock, cache, registry } = context
  const cached = cache.find(address)
  const isFresh = cached !== undefined && clock.now() - cached.readAt <= maxCacheAge
  const isReplaced = registry(kind).kind.fields[name]?.subResource?.write.by === 'replace'
  if (isFresh && !isReplaced && Object.hasOwn(cached.resource.raw, name))
    return { ...cached.resource, form: 'usual', isRepeated: false }
  const pathIds = cached?.resource ?? (pathId === undefined ? undefined : { pathId })
  const found = isFresh ? cached.resource : pathIds && (await api.find(kind, pathIds))
  if (found === undefined) return undefined
  const read = () => readWithSubResource(found, name, context)
  const first = await read()
  if (!isFresh || isExpected(first)) return first
  // A read may return an old state: a read that contradicts a recent one is repeated.
  await clock.sleep(2_000)
  return read()
}

const readWithSubResource = async (
  resource: Resource,
  name: string,
  { api, cache, registry }: ApplyContext,
): Promise<ReadOwner> => {
  const { kind } = registry(resource.kind)
  const values = await api.readSubResources(resource, [name])
  const raw = pick(resource.raw, (each) => each !== name)
  const field = kind.fields[name]
  return {
    ...resource,
    raw: { ...raw, ...spellSubResources(kind, raw, values) },
    form: field ? referenceFormOf(field, values[name], kind.fields, raw, cache) : 'usual',
    isRepeated: field !== undefined && hasRepeatedItems(field, values[name], raw),
  }
}

/** A live resource with its sub-resource. */
type ReadOwner = Resource & LiveSpelling

const isAsWanted = (
  { members, subResource: name = '' }: Operation,
  { raw }: Resource,
  kind: Kind,
  { cache }: ApplyContext,
): boolean =>
  differencesBetween(kind.fields, raw, members, cache.resolveName).every(
    // `members` also has the lists whose items the sub-resource names.
    ({ edit }) => topLevelName(edit.pointer) !== name,
  )

/** Reads the sub-resource until it has the wanted value, and restores forms that the write has emptied. */
const confirmWrite = async (
  operation: Operation,
  before: Resource,
  kind: Kind,
  context: ApplyContext,
): Promise<'as-wanted' | 'in-review' | 'otherwise'> => {
  const { api, clock } = context
  const name = operation.subResource ?? ''
  for (const delay of pollDelays) {
    if (delay > 0) await clock.sleep(delay)
    const current = await readWithSubResource(before, name, context)
    if (isAsWanted(operation, current, kind, context)) return 'as-wanted'
    const owner = await api.find(operation.kind, before)
    if (owner && isInReview(owner)) return 'in-review'
    const requestContext = createRequestContext(kind, current.raw, context)
    const requests = restoreRequests(operation, requestContext, current)
    const restored = await sendAll(requests, before, context)
    if (restored.count === 0) continue
    const afterRestore = await readWithSubResource(before, name, context)
    if (isAsWanted(operation, afterRestore, kind, context)) return 'as-wanted'
  }
  return 'otherwise'
}
