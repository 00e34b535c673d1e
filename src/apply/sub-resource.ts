// Writes a sub-resource: reads it before the write and verifies it afterwards.

import { type JsonObject, pick } from '../core/json.ts'
import { topLevelName } from '../core/pointer.ts'
import { differencesBetween } from '../fields/compare/index.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Operation, Outcome, Resource } from '../model/index.ts'
import type { SendResult } from '../resources/api.ts'
import { subResourceDigest } from '../resources/digest.ts'
import { isInReview } from '../resources/live.ts'
import { type ApplyContext, createRequestContext, pollDelays, sendRequest } from './context.ts'
import {
  alreadyDoneOutcome,
  doneOutcome,
  failedOutcome,
  notAcceptedOutcome,
  pendingReviewOutcome,
} from './outcomes.ts'
import { maxCacheAge, preconditionOutcome } from './precondition.ts'
import type { RequestTemplate } from './requests.ts'
import { restoreRequests, subResourceRequests } from './sub-resource-requests.ts'

export const writeSubResource = async (
  operation: Operation,
  context: ApplyContext,
): Promise<Outcome> => {
  const { kind } = context.registry(operation.kind)
  const name = operation.subResource ?? ''
  const isAsPlanned = ({ raw }: Resource) =>
    subResourceDigest(kind, name, raw[name]) ===
    (operation.liveDigest ?? subResourceDigest(kind, name, undefined))
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
  const requestContext = createRequestContext(kind, resource.raw, context)
  const result = await sendAll(subResourceRequests(operation, requestContext), resource, context)
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
  { api, clock, cache, registry }: ApplyContext,
): Promise<Resource | undefined> => {
  const cached = cache.find(address)
  const isFresh = cached !== undefined && clock.now() - cached.readAt <= maxCacheAge
  const isReplaced = registry(kind).kind.fields[name]?.subResource?.write.by === 'replace'
  if (isFresh && !isReplaced && Object.hasOwn(cached.resource.raw, name)) return cached.resource
  const pathIds = cached?.resource ?? (pathId === undefined ? undefined : { pathId })
  const found = isFresh ? cached.resource : pathIds && (await api.find(kind, pathIds))
  if (found === undefined) return undefined
  const read = async () => withSubResource(found, name, await api.readSubResources(found, [name]))
  const first = await read()
  if (!isFresh || isExpected(first)) return first
  // A read may return an old state: a read that contradicts a recent one is repeated.
  await clock.sleep(2_000)
  return read()
}

const withSubResource = (resource: Resource, name: string, values: JsonObject): Resource => ({
  ...resource,
  raw: { ...pick(resource.raw, (each) => each !== name), ...values },
})

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
    const current = withSubResource(before, name, await api.readSubResources(before, [name]))
    if (isAsWanted(operation, current, kind, context)) return 'as-wanted'
    const owner = await api.find(operation.kind, before)
    if (owner && isInReview(owner)) return 'in-review'
    const requestContext = createRequestContext(kind, current.raw, context)
    const restored = await sendAll(restoreRequests(operation, requestContext), before, context)
    if (restored.count === 0) continue
    const afterRestore = withSubResource(before, name, await api.readSubResources(before, [name]))
    if (isAsWanted(operation, afterRestore, kind, context)) return 'as-wanted'
  }
  return 'otherwise'
}

interface BatchResult {
  readonly last: SendResult
  /** The number of accepted requests. */
  readonly count: number
}

/** Sends the requests in order, and stops at the first that is not accepted. Each is idempotent. */
const sendAll = async (
  templates: readonly RequestTemplate[],
  resource: Resource,
  context: ApplyContext,
): Promise<BatchResult> => {
  let count = 0
  let last: SendResult = { status: 'accepted', data: undefined }
  for (const template of templates) {
    last = await sendWithBusyRetry(template, resource, context)
    if (last.status !== 'accepted') break
    count += 1
  }
  return { last, count }
}

/** Delays before a request is sent again while Statsig processes another change: two minutes in total. */
const busyRetryDelays: readonly number[] = [2_000, 4_000, 8_000, 16_000, 30_000, 60_000]

const sendWithBusyRetry = async (
  template: RequestTemplate,
  resource: Resource,
  context: ApplyContext,
): Promise<SendResult> => {
  let result = await sendRequest(template, resource, context, true)
  for (const delay of busyRetryDelays) {
    if (result.status !== 'refused' || result.cause !== 'busy') break
    await context.clock.sleep(delay)
    result = await sendRequest(template, resource, context, true)
  }
  return result
}
