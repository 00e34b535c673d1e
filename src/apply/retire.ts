// Archiving and deleting: what is gone already is as good as done. That something is not shown proves little, since
// reads may be behind: only Statsig's own word, or a look that waited, is taken for it.
import type { Operation, Outcome, Resource } from '../model.ts'
import { isArchived, isInReview } from '../resources/live.ts'
import { doubleLook, looks, type Means, sendTo, watched } from './context.ts'
import { alreadySo, done, failed, notAccepted, waiting } from './outcomes.ts'
import { barred, refreshed } from './precondition.ts'
import { retirementOf } from './requests.ts'

export const retire = async (operation: Operation, means: Means): Promise<Outcome> => {
  const { kind } = means.words(operation.kind)
  const fresh = await refreshed(operation, kind, means)
  if (fresh.is === 'gone') return alreadySo(operation, 'gone-already')
  if (fresh.is !== 'as-planned') return barred(operation, fresh.is)
  const { resource } = fresh
  const isDeletion = operation.action === 'delete'
  const isSo = (now: Resource | undefined): boolean =>
    now === undefined ? isDeletion : !isDeletion && isArchived(kind, now)
  const isSettled = (now: Resource | undefined) =>
    isSo(now) || (now !== undefined && isInReview(now))
  const look = (waits: readonly number[]) => watched(operation, resource, waits, isSettled, means)

  const sent = await sendTo(retirementOf(operation, kind), resource, means, true)
  switch (sent.status) {
    case 'accepted': {
      const now = await look(doubleLook)
      if (now && !isSo(now))
        return isInReview(now)
          ? waiting(operation)
          : failed(operation, { code: 'still-there' }, 'unknown')
      means.known.forget(operation.address)
      return done(operation)
    }
    case 'refused': {
      if (sent.because === 'key-refused') return notAccepted(operation, sent)
      if (sent.because === 'not-found') return alreadySo(operation, 'gone-already')
      // A proxy may have delivered it twice: the first time it was taken.
      return !isDeletion && isSo(await look([0]))
        ? alreadySo(operation, 'so-already')
        : notAccepted(operation, sent)
    }
    case 'unknown': {
      const now = await look(isDeletion ? looks.slice(1) : looks)
      if (now && isInReview(now)) return waiting(operation)
      return isSo(now) ? done(operation, [{ code: 'answer-lost' }]) : notAccepted(operation, sent)
    }
  }
}
