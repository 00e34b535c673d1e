// Archives or deletes a resource, and treats one that is already removed as done. A read may return an old state, so
// that only an answer of Statsig or a delayed read proves a removal.
import type { Operation, Outcome, Resource } from '../model/index.ts'
import type { CheckBeforeSend } from '../resources/api.ts'
import { isArchived, isInReview } from '../resources/live.ts'
import { type ApplyContext, confirmDelays, pollDelays, pollUntil, sendRequest } from './context.ts'
import {
  alreadyDoneOutcome,
  doneOutcome,
  failedOutcome,
  interruptedOutcome,
  notAcceptedOutcome,
  pendingReviewOutcome,
  writeStateOf,
} from './outcomes.ts'
import {
  checkPrecondition,
  type PreconditionResult,
  pathIdsOf,
  preconditionOutcome,
} from './precondition.ts'
import { retireRequest } from './requests.ts'
import { simultaneousWriteOutcome } from './simultaneous-write.ts'

export const retireResource = async (
  operation: Operation,
  context: ApplyContext,
): Promise<Outcome> => {
  const { kind } = context.registry(operation.kind)
  const isDeletion = operation.action === 'delete'
  const isDone = (current: Resource | undefined): boolean =>
    current === undefined ? isDeletion : !isDeletion && isArchived(kind, current)
  const isFinal = (current: Resource | undefined) =>
    isDone(current) || (current !== undefined && isInReview(current))
  const pathIds = pathIdsOf(operation, context)
  if (pathIds === undefined) return alreadyDoneOutcome(operation, 'already-removed')
  const poll = (delays: readonly number[]) =>
    pollUntil(operation, pathIds, delays, isFinal, context)
  const request = retireRequest(operation, kind)
  const turn: { latest: PreconditionResult } = { latest: { status: 'deleted' } }
  const check: CheckBeforeSend = async (api, mayBeWritten) => {
    const readContext = { ...context, api }
    turn.latest = await checkPrecondition(
      operation,
      kind,
      readContext,
      mayBeWritten ? isDone : undefined,
    )
    return turn.latest.status === 'as-planned' ? request : undefined
  }

  const result = await sendRequest(request, pathIds, context, { isIdempotent: true, check })
  switch (result.status) {
    case 'accepted': {
      const current = await poll(confirmDelays)
      if (current && !isDone(current))
        return isInReview(current)
          ? pendingReviewOutcome(operation)
          : failedOutcome(operation, { code: 'not-removed' }, 'unknown')
      const before = turn.latest.status === 'as-planned' ? turn.latest.resource : undefined
      const conflict =
        current &&
        before &&
        (await simultaneousWriteOutcome(operation, before, current, kind, context))
      context.cache.remove(operation.address)
      return conflict ?? doneOutcome(operation)
    }
    case 'refused': {
      if (result.cause === 'key-refused') return notAcceptedOutcome(operation, result)
      if (result.cause === 'not-found') return alreadyDoneOutcome(operation, 'already-removed')
      // A proxy may have sent the request twice, and Statsig accepted the first one.
      return !isDeletion && isDone(await poll([0]))
        ? alreadyDoneOutcome(operation, 'already-set')
        : notAcceptedOutcome(operation, result)
    }
    case 'unsent': {
      if (result.cause === 'stopped') return interruptedOutcome(operation, writeStateOf(result))
      const { status } = turn.latest
      if (status === 'reached' || (status === 'deleted' && result.mayBeWritten)) {
        context.cache.remove(operation.address)
        return doneOutcome(operation, [{ code: 'answer-lost' }])
      }
      if (status === 'deleted') return alreadyDoneOutcome(operation, 'already-removed')
      return preconditionOutcome(
        operation,
        status === 'as-planned' ? 'changed' : status,
        writeStateOf(result),
      )
    }
    case 'unknown': {
      const current = await poll(isDeletion ? pollDelays.slice(1) : pollDelays)
      if (current && isInReview(current)) return pendingReviewOutcome(operation)
      return isDone(current)
        ? doneOutcome(operation, [{ code: 'answer-lost' }])
        : notAcceptedOutcome(operation, result)
    }
  }
}
