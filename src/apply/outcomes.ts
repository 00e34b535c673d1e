// What became of an operation, in the words that all of them share.
import type { Operation, Outcome } from '../model.ts'
import { type Sent, Unreadable } from '../resources/api.ts'

export type Wrote = 'no' | 'yes' | 'unknown'
export type NotAccepted = Exclude<Sent, { status: 'accepted' }>

export const done = (operation: Operation, notes: readonly string[] = []): Outcome => ({
  status: 'done',
  operation,
  notes,
})

export const alreadySo = (operation: Operation, note: string): Outcome => ({
  status: 'done',
  operation,
  notes: [note],
  wrote: 'no',
})

export const waiting = (operation: Operation): Outcome => ({
  status: 'waiting',
  operation,
  reason: 'it waits for a review in Statsig',
})

/** A second change would meet the first in the reviewer's hands. */
export const inReview = (operation: Operation): Outcome => ({
  status: 'waiting',
  operation,
  reason: 'an earlier change of it waits for a review in Statsig; nothing was sent',
})

export const failed = (
  operation: Operation,
  reason: string,
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
  failed(operation, 'it has changed in Statsig since the plan was made: plan again', 'no', {
    moved: true,
  })

/** `least`: what earlier requests of the same operation have already made of it. */
export const notAccepted = (
  operation: Operation,
  sent: NotAccepted,
  least: Wrote = 'no',
  said = '',
): Outcome =>
  failed(
    operation,
    `${said}${sent.reason}`,
    least === 'no' && sent.status === 'unknown' ? 'unknown' : least,
    {
      moved: least === 'no' && sent.status === 'refused' && sent.because === 'not-found',
      isKeyRefused: sent.status === 'refused' && sent.because === 'key-refused',
    },
  )

/** What was thrown: Statsig that could not be asked, or a bug, which must not pass for one. */
export const reasonFor = (
  error: unknown,
): { readonly reason: string; readonly isKeyRefused: boolean } => {
  if (error instanceof Unreadable)
    return { reason: error.message, isKeyRefused: error.isKeyRefused }
  const named = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return { reason: `statsig-gitops itself failed, which is a bug: ${named}`, isKeyRefused: false }
}
