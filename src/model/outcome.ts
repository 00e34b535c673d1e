// Tells whether an operation has written.
import type { Outcome } from './index.ts'

/** Whether the operation has written, or may have. */
export const hasWritten = (outcome: Outcome): boolean =>
  (outcome.status === 'done' && outcome.wrote !== 'no') ||
  outcome.status === 'pending-review' ||
  (outcome.status === 'failed' && outcome.wrote !== 'no')

/** The reason of a signal whose run ends because its lease does. */
export const leaseEnded = 'lease-ended'
