// Updates: what was planned from is read again, and the same values may be sent twice without harm.
import type { Kind } from '../kinds/kind.ts'
import type { Operation, Outcome, Resource } from '../model.ts'
import type { Handles, Sent } from '../resources/api.ts'
import { afterWrite, foundDone, leftIn } from './check-result.ts'
import { contextOf, type Means, sendTo } from './context.ts'
import { notAccepted } from './outcomes.ts'
import { barred, refreshed } from './precondition.ts'
import { type Sending, updateOf, wrapped } from './requests.ts'

export const update = async (operation: Operation, means: Means): Promise<Outcome> => {
  const { kind } = means.words(operation.kind)
  const fresh = await refreshed(operation, kind, means)
  if (fresh.is !== 'as-planned') return barred(operation, fresh.is)
  const { resource } = fresh
  if (isTaken(operation, resource, kind, means)) return barred(operation, 'moved')
  const sending = updateOf(operation, contextOf(kind, resource.raw, means))
  const sent = await written(sending, resource, kind, means)
  if (sent.status === 'accepted') return afterWrite(operation, sent.data, resource, kind, means)
  const found = sent.status === 'unknown' && (await foundDone(operation, resource, kind, means))
  return found || notAccepted(operation, sent)
}

/** What is attached to a new resource was nowhere when the plan was made: whatever is there by now is somebody else’s. */
const isTaken = (
  operation: Operation,
  { raw }: Resource,
  kind: Kind,
  { known }: Pick<Means, 'known'>,
): boolean =>
  operation.isLate === true &&
  operation.live === undefined &&
  leftIn(operation, raw, kind, { known }).some(({ edit }) => edit.before !== undefined)

/** Sent; and where the bare value is not taken, once more with its name around it. */
export const written = async (
  sending: Sending,
  where: Handles,
  kind: Kind,
  means: Means,
): Promise<Sent> => {
  const first = await sendTo(sending, where, means, true)
  const isMistaken = first.status === 'refused' && first.because === 'bad-request'
  const other = isMistaken ? wrapped(sending, kind) : undefined
  const second = other && (await sendTo(other, where, means, true))
  // A refusal of both is explained by the first, which is the documented one.
  return second === undefined || second.status === 'refused' ? first : second
}
