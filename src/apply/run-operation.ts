// Runs one operation by its action.
import { topLevelName } from '../core/pointer.ts'
import type { Operation, Outcome } from '../model/index.ts'
import { type CheckBeforeSend, ReadError, type SendResult, type Writer } from '../resources/api.ts'
import type { ApplyContext } from './context.ts'
import { createResource } from './create.ts'
import {
  failedOutcome,
  interruptedOutcome,
  toOperationError,
  type WriteState,
  writeStateOf,
} from './outcomes.ts'
import { isUnreviewed } from './precondition.ts'
import { retireResource } from './retire.ts'
import { createForReview } from './reviews/create-for-review.ts'
import { runReviewed } from './reviews/run-reviewed.ts'
import { writeSubResource } from './sub-resource.ts'
import { transitionStatus } from './transition.ts'
import { updateResource } from './update.ts'

/** Never throws: an error becomes a failed outcome of the operation, which says whether it may have written. */
export const runOperation = async (
  operation: Operation,
  context: ApplyContext,
): Promise<Outcome> => {
  let wrote: WriteState = 'no'
  const track = async (
    check: CheckBeforeSend | undefined,
    send: (check: CheckBeforeSend | undefined) => Promise<SendResult>,
  ): Promise<SendResult> => {
    const before = wrote
    const begin = (): void => {
      if (wrote === 'no') wrote = 'unknown'
    }
    const trackingCheck: CheckBeforeSend = async (reader, mayBeWritten) => {
      if (!mayBeWritten) wrote = before
      const checked = await check?.(reader, mayBeWritten)
      if (checked !== undefined) begin()
      return checked
    }
    if (check === undefined) begin()
    const result = await send(check && trackingCheck)
    if (result.status === 'accepted') wrote = 'yes'
    if (result.status === 'refused') wrote = before
    if (result.status === 'unsent') wrote = writeStateOf(result, before)
    return result
  }
  const trackingWriter: Writer = {
    ...context.api,
    send: (request, options) =>
      track(options.check, (check) =>
        context.api.send(request, check === undefined ? options : { ...options, check }),
      ),
    sendReview: (kind, pathIds, request, ownCheck) =>
      track(ownCheck, (check) => context.api.sendReview(kind, pathIds, request, check)),
  }
  try {
    const outcome = await dispatchOperation(operation, { ...context, api: trackingWriter })
    return isLiveWithoutReview(outcome, context)
      ? failedOutcome(operation, { code: 'written-without-review' }, 'yes')
      : outcome
  } catch (error) {
    if (error instanceof ReadError && error.isStopped) return interruptedOutcome(operation, wrote)
    const { reason, ...flags } = toOperationError(error)
    return failedOutcome(operation, reason, wrote, flags)
  }
}

const dispatchOperation = (operation: Operation, context: ApplyContext): Promise<Outcome> => {
  const { review } = operation
  if (review === undefined) return writeDirectly(operation, context)
  if (review.byHeader) return context.byHeader(operation, () => writeDirectly(operation, context))
  return operation.action === 'create'
    ? createForReview(operation, review, context)
    : runReviewed(operation, review, context)
}

const writeDirectly = (operation: Operation, context: ApplyContext): Promise<Outcome> => {
  switch (operation.action) {
    case 'create':
      return createResource(operation, context)
    case 'update':
      return operation.subResource === undefined
        ? updateResource(operation, context)
        : writeSubResource(operation, context)
    case 'start':
    case 'conclude':
    case 'decide':
    case 'abandon':
      return transitionStatus(operation, context)
    case 'archive':
    case 'delete':
      return operation.edits.length > 0
        ? transitionStatus(operation, context)
        : retireResource(operation, context)
  }
}

/** The resource asks for reviews, which the operation did not change, and shows what was written without one. */
const isLiveWithoutReview = (outcome: Outcome, context: ApplyContext): boolean => {
  const { operation, status } = outcome
  if (status !== 'done' || outcome.wrote === 'no') return false
  const { kind } = context.registry(operation.kind)
  const setting = kind.reviews?.ownSetting?.record
  const found = context.cache.find(operation.address)
  const isNew = operation.pathId === undefined
  return (
    !isNew &&
    found !== undefined &&
    !operation.edits.some(({ pointer }) => topLevelName(pointer) === setting) &&
    isUnreviewed(operation, kind, found.resource, context)
  )
}
