// What became of an operation, as data that all of them share.
import type { FailureReason, Note, Operation, OperationError, Outcome } from '../model.ts'
import { ReadError, type SendResult } from '../resources/api.ts'

type Step = NonNullable<Extract<FailureReason, { code: 'not-accepted' }>['step']>
export type WriteState = 'no' | 'yes' | 'unknown'
export type NotAcceptedResult = Exclude<SendResult, { status: 'accepted' }>

export const doneOutcome = (operation: Operation, notes: readonly Note[] = []): Outcome => ({
  status: 'done',
  operation,
  notes,
})

export const alreadyDoneOutcome = (
  operation: Operation,
  code: 'already-exists' | 'already-set' | 'already-removed',
): Outcome => ({
  status: 'done',
  operation,
  notes: [{ code }],
  wrote: 'no',
})

export const pendingReviewOutcome = (operation: Operation): Outcome => ({
  status: 'pending-review',
  operation,
  reason: { code: 'in-review' },
})

/** A second change would meet the first in the reviewer's hands. */
export const earlierReviewOutcome = (operation: Operation): Outcome => ({
  status: 'pending-review',
  operation,
  reason: { code: 'earlier-change-in-review' },
})

export const failedOutcome = (
  operation: Operation,
  reason: FailureReason,
  wrote: WriteState,
  flags: { readonly moved?: boolean; readonly isKeyRefused?: boolean } = {},
): Outcome => ({
  status: 'failed',
  operation,
  reason,
  wrote,
  isStale: flags.moved ?? false,
  isKeyRefused: flags.isKeyRefused ?? false,
})

export const staleOutcome = (operation: Operation): Outcome =>
  failedOutcome(operation, { code: 'changed-since-plan' }, 'no', { moved: true })

/** `least`: what earlier requests of the same operation have already made of it. */
export const notAcceptedOutcome = (
  operation: Operation,
  result: NotAcceptedResult,
  earlierWrites: WriteState = 'no',
  step?: Step,
): Outcome =>
  failedOutcome(
    operation,
    { code: 'not-accepted', detail: result.reason, ...(step && { step }) },
    earlierWrites === 'no' && result.status === 'unknown' ? 'unknown' : earlierWrites,
    {
      moved: earlierWrites === 'no' && result.status === 'refused' && result.cause === 'not-found',
      isKeyRefused: result.status === 'refused' && result.cause === 'key-refused',
    },
  )

/** What was thrown: Statsig that could not be asked, or a bug, which must not pass for one. */
export const toOperationError = (
  error: unknown,
): { readonly reason: OperationError; readonly isKeyRefused: boolean } => {
  if (error instanceof ReadError) {
    const { isKeyRefused, message } = error
    return { reason: { code: 'read-failed', detail: message }, isKeyRefused }
  }
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return { reason: { code: 'internal-error', detail }, isKeyRefused: false }
}
