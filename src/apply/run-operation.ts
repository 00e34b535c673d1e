// Runs one operation by its action.
import type { Operation, Outcome } from '../model/index.ts'
import type { SendResult, Writer } from '../resources/api.ts'
import type { ApplyContext } from './context.ts'
import { createResource } from './create.ts'
import { failedOutcome, toOperationError, type WriteState } from './outcomes.ts'
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
  const track = async (send: () => Promise<SendResult>): Promise<SendResult> => {
    const before = wrote
    if (before === 'no') wrote = 'unknown'
    const result = await send()
    if (result.status === 'accepted') wrote = 'yes'
    if (result.status === 'refused') wrote = before
    return result
  }
  const trackingWriter: Writer = {
    ...context.api,
    send: (...args) => track(() => context.api.send(...args)),
    sendReview: (...args) => track(() => context.api.sendReview(...args)),
  }
  try {
    return await dispatchOperation(operation, { ...context, api: trackingWriter })
  } catch (error) {
    const { isKeyRefused, reason } = toOperationError(error)
    return failedOutcome(operation, reason, wrote, { isKeyRefused })
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
