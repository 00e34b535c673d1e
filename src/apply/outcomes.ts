// What became of an operation, as data that all of them share.
import type { FailureReason, Note, Operation, Outcome, Trouble } from '../model.ts'
import { type Sent, Unreadable } from '../resources/api.ts'

type Step = NonNullable<Extract<FailureReason, { code: 'not-accepted' }>['step']>
export type Wrote = 'no' | 'yes' | 'unknown'
export type NotAccepted = Exclude<Sent, { status: 'accepted' }>

export const done = (operation: Operation, notes: readonly Note[] = []): Outcome => ({
  status: 'done',
  operation,
  notes,
})

export const alreadySo = (
  operation: Operation,
  code: 'there-already' | 'so-already' | 'gone-already',
): Outcome => ({
  status: 'done',
  operation,
  notes: [{ code }],
  wrote: 'no',
})

export const waiting = (operation: Operation): Outcome => ({
  status: 'waiting',
  operation,
  reason: { code: 'in-review' },
})

/** A second change would meet the first in the reviewer's hands. */
export const inReview = (operation: Operation): Outcome => ({
  status: 'waiting',
  operation,
  reason: { code: 'earlier-change-in-review' },
})

export const failed = (
  operation: Operation,
  reason: FailureReason,
  wrote: Wrote,
  more: { readonly moved?: boolean; readonly isKeyRefused?: boolean } = {},
): Outcome => ({
  status: 'failed',
  operation,
  reason,
  wrote,
  moved: more.moved ?? false,
  isKeyRefused: more.isKeyRefused ?? false,
})

export const movedSince = (operation: Operation): Outcome =>
  failed(operation, { code: 'moved-since-plan' }, 'no', { moved: true })

/** `least`: what earlier requests of the same operation have already made of it. */
export const notAccepted = (
  operation: Operation,
  sent: NotAccepted,
  least: Wrote = 'no',
  step?: Step,
): Outcome =>
  failed(
    operation,
    { code: 'not-accepted', detail: sent.reason, ...(step && { step }) },
    least === 'no' && sent.status === 'unknown' ? 'unknown' : least,
    {
      moved: least === 'no' && sent.status === 'refused' && sent.because === 'not-found',
      isKeyRefused: sent.status === 'refused' && sent.because === 'key-refused',
    },
  )

/** What was thrown: Statsig that could not be asked, or a bug, which must not pass for one. */
export const troubleOf = (
  error: unknown,
): { readonly reason: Trouble; readonly isKeyRefused: boolean } => {
  if (error instanceof Unreadable) {
    const { isKeyRefused, message } = error
    return { reason: { code: 'unreadable', detail: message }, isKeyRefused }
  }
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return { reason: { code: 'internal-error', detail }, isKeyRefused: false }
}
