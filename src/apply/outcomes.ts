// Builds the outcomes of operations.
import type {
  FailureReason,
  Note,
  Operation,
  OperationError,
  Outcome,
  PendingReviewReason,
  ReviewReference,
} from '../model/index.ts'
import { ReadError, type SendResult } from '../resources/api.ts'

type Step = NonNullable<Extract<FailureReason, { code: 'not-accepted' }>['step']>
export type WriteState = 'no' | 'yes' | 'unknown'
export type UnsentResult = Extract<SendResult, { status: 'unsent' }>
export type NotAcceptedResult = Exclude<SendResult, { status: 'accepted' | 'unsent' }>

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

/** An earlier change still waits for a review: a second one would interfere with it. */
export const earlierReviewOutcome = (operation: Operation): Outcome => ({
  status: 'pending-review',
  operation,
  reason: { code: 'earlier-change-in-review' },
})

/** The change waits for this review. */
export const waitingOutcome = (
  operation: Operation,
  code: PendingReviewReason['code'],
  review: ReviewReference,
  detail?: string,
): Outcome => ({
  status: 'pending-review',
  operation,
  reason: { code, review, ...(detail !== undefined && { detail }) },
})

export const failedOutcome = (
  operation: Operation,
  reason: FailureReason,
  wrote: WriteState,
  flags: {
    readonly isStale?: boolean
    readonly isKeyRefused?: boolean
    readonly isUnanswered?: boolean
  } = {},
): Outcome => ({
  status: 'failed',
  operation,
  reason,
  wrote,
  isStale: flags.isStale ?? false,
  isKeyRefused: flags.isKeyRefused ?? false,
  ...(flags.isUnanswered && { isUnanswered: true }),
})

export const staleOutcome = (operation: Operation, wrote: WriteState = 'no'): Outcome =>
  failedOutcome(operation, { code: 'changed-since-plan' }, wrote, { isStale: true })

/** The run was interrupted. `wrote`: by earlier requests of the operation. */
export const interruptedOutcome = (operation: Operation, wrote: WriteState): Outcome =>
  wrote === 'no'
    ? { status: 'skipped', operation, reason: { code: 'interrupted' } }
    : failedOutcome(operation, { code: 'interrupted' }, wrote)

/** What earlier requests and earlier attempts of one that was not sent again have written. */
export const writeStateOf = (
  { mayBeWritten }: UnsentResult,
  earlierWrites: WriteState = 'no',
): WriteState => (earlierWrites === 'no' && mayBeWritten ? 'unknown' : earlierWrites)

/** `earlierWrites`: whether earlier requests of the same operation have written. */
export const notAcceptedOutcome = (
  operation: Operation,
  result: NotAcceptedResult,
  earlierWrites: WriteState = 'no',
  step?: Step,
): Outcome =>
  failedOutcome(
    operation,
    {
      code: 'not-accepted',
      detail: result.reason,
      ...(result.summary !== undefined && { summary: result.summary }),
      ...(step && { step }),
    },
    earlierWrites === 'no' && result.status === 'unknown' ? 'unknown' : earlierWrites,
    {
      isStale:
        earlierWrites === 'no' && result.status === 'refused' && result.cause === 'not-found',
      isKeyRefused: result.status === 'refused' && result.cause === 'key-refused',
      isUnanswered: result.isUnanswered ?? false,
    },
  )

/** Classifies a thrown error: a failed read of Statsig, or a bug, which must not be reported as a failed read. */
export const toOperationError = (
  error: unknown,
): {
  readonly reason: OperationError
  readonly isKeyRefused: boolean
  readonly isUnanswered: boolean
} => {
  if (error instanceof ReadError) {
    const { isKeyRefused, isUnanswered, message, summary } = error
    return { reason: { code: 'read-failed', detail: message, summary }, isKeyRefused, isUnanswered }
  }
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return { reason: { code: 'internal-error', detail }, isKeyRefused: false, isUnanswered: false }
}
