// Writes a sub-resource: reads it in the turn of each request and verifies it afterwards.

import type { Kind } from '../kinds/kind.ts'
import type { Operation, Outcome, Resource } from '../model/index.ts'
import { isInReview } from '../resources/live.ts'
import { type ApplyContext, createRequestContext, pollDelays } from './context.ts'
import {
  alreadyDoneOutcome,
  doneOutcome,
  failedOutcome,
  interruptedOutcome,
  notAcceptedOutcome,
  pendingReviewOutcome,
  type WriteState,
  writeStateOf,
} from './outcomes.ts'
import { preconditionOutcome } from './precondition.ts'
import { type CheckRequest, sendAll, sendFirstAccepted } from './send-requests.ts'
import {
  checkSubResource,
  isAsPlanned,
  isAsWanted,
  plannedOwner,
  type SubResourceTurn,
} from './sub-resource-check.ts'
import { readOwner, readWithSubResource } from './sub-resource-read.ts'
import { requestAlternatives, restoreRequests } from './sub-resource-requests.ts'

export const writeSubResource = async (
  operation: Operation,
  context: ApplyContext,
): Promise<Outcome> => {
  const { kind } = context.registry(operation.kind)
  const name = operation.subResource ?? ''
  const isDone = (owner: Resource) => isAsWanted(operation, owner, kind, context)
  const resource =
    plannedOwner(operation, kind, context) ??
    (await readOwner(
      operation,
      (owner) => isDone(owner) || isAsPlanned(operation, kind, owner),
      context,
    ))
  if (resource === undefined) return preconditionOutcome(operation, 'deleted')
  if (isInReview(resource)) return preconditionOutcome(operation, 'in-review')
  if (isDone(resource)) return alreadyDoneOutcome(operation, 'already-set')
  if (!isAsPlanned(operation, kind, resource)) return preconditionOutcome(operation, 'changed')
  const turn: SubResourceTurn = { status: 'as-expected' }
  const { count, last } = await sendFirstAccepted(
    requestAlternatives(operation, createRequestContext(kind, resource.raw, context), resource),
    resource,
    context,
    checkEach(operation, resource, 0, turn, context),
  )
  const wrote = count > 0 ? 'yes' : 'no'
  if (last.status === 'refused') return notAcceptedOutcome(operation, last, wrote)
  if (last.status === 'unsent') {
    const written = writeStateOf(last, wrote)
    if (last.cause === 'stopped') return interruptedOutcome(operation, written)
    const unsent = unsentOutcome(operation, turn, written)
    if (unsent !== undefined) return unsent
  }
  const isAnswerLost = last.status === 'unknown' || (last.status === 'unsent' && last.mayBeWritten)
  const confirmation = await confirmWrite(operation, resource, kind, context)
  if (confirmation === 'in-review') return pendingReviewOutcome(operation)
  if (confirmation === 'as-wanted')
    return doneOutcome(operation, isAnswerLost ? [{ code: 'answer-lost' }] : [])
  return last.status === 'unknown'
    ? notAcceptedOutcome(operation, last, wrote)
    : failedOutcome(operation, { code: 'field-differs-after-write', field: name }, 'yes')
}

/** Checks each request in its turn. `earlier`: how many requests were accepted before the first of them. */
const checkEach =
  (
    operation: Operation,
    owner: Resource,
    earlier: number,
    turn: SubResourceTurn,
    context: ApplyContext,
  ): CheckRequest =>
  ({ body }, count) =>
    checkSubResource(operation, owner, { body, isLater: earlier + count > 0 }, turn, context)

/** The outcome of requests that their check stopped; `undefined` where the value is the wanted one by then. */
const unsentOutcome = (
  operation: Operation,
  { status }: SubResourceTurn,
  wrote: WriteState,
): Outcome | undefined => {
  switch (status) {
    case 'already-set':
      return alreadyDoneOutcome(operation, 'already-set')
    case 'reached':
      return undefined
    case 'as-expected':
    case 'changed':
      return preconditionOutcome(operation, 'changed', wrote)
    case 'deleted':
    case 'in-review':
      return preconditionOutcome(operation, status, wrote)
  }
}

/** Reads the sub-resource until it has the wanted value, and restores forms that the write has emptied. */
const confirmWrite = async (
  operation: Operation,
  before: Resource,
  kind: Kind,
  context: ApplyContext,
): Promise<'as-wanted' | 'in-review' | 'otherwise'> => {
  const { api, clock } = context
  const name = operation.subResource ?? ''
  const turn: SubResourceTurn = { status: 'as-expected' }
  for (const delay of pollDelays) {
    if (delay > 0) await clock.sleep(delay)
    const current = await readWithSubResource(before, name, context)
    if (isAsWanted(operation, current, kind, context)) return 'as-wanted'
    const owner = await api.find(operation.kind, before)
    if (owner && isInReview(owner)) return 'in-review'
    const requestContext = createRequestContext(kind, current.raw, context)
    const requests = restoreRequests(operation, requestContext, current)
    const checkFor = checkEach(operation, before, 1, turn, context)
    const restored = await sendAll(requests, before, context, checkFor)
    if (restored.count === 0) continue
    const afterRestore = await readWithSubResource(before, name, context)
    if (isAsWanted(operation, afterRestore, kind, context)) return 'as-wanted'
  }
  return 'otherwise'
}
