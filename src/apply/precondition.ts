// The live resource right before it is written: never older than a few seconds, and still what the plan was made from.
import type { Kind } from '../kinds/kind.ts'
import type { Operation, Outcome, Resource } from '../model.ts'
import { topOf } from '../pointer.ts'
import { digestOf } from '../resources/digest.ts'
import { isInReview } from '../resources/live.ts'
import { doubleLook, type Means, watched } from './context.ts'
import { inReview, movedSince } from './outcomes.ts'

/** What is older than this is read again before it is written. */
export const freshFor = 5_000

export type Fresh =
  | { readonly is: 'as-planned'; readonly resource: Resource }
  | { readonly is: 'moved' | 'gone' | 'in-review' }

export const refreshed = async (operation: Operation, kind: Kind, means: Means): Promise<Fresh> => {
  const { clock, known } = means
  const { address, handle, live } = operation
  const seen = known.seen(address)
  const where = seen?.resource ?? (handle === undefined ? undefined : { handle })
  if (where === undefined) return { is: 'gone' }
  const expected = seen?.isOwn ? digestOf(kind, seen.resource) : live
  const isAsPlanned = (now: Resource | undefined) =>
    now !== undefined && (expected === undefined || digestOf(kind, now) === expected)
  const isRecent = seen !== undefined && clock.now() - seen.at <= freshFor
  const isFresh = isRecent && (seen.isOwn || !handsBack(operation, kind))
  // Reads may be behind: one that contradicts another of a moment ago is repeated before it is believed.
  const waits = isRecent ? doubleLook : [0]
  const resource = isFresh
    ? seen.resource
    : await watched(operation, where, waits, isAsPlanned, means)
  if (resource === undefined) return { is: 'gone' }
  if (!isAsPlanned(resource)) return { is: 'moved' }
  if (!isFresh) known.remember(address, resource, clock.now(), seen?.isOwn ?? false)
  return isInReview(resource) ? { is: 'in-review' } : { is: 'as-planned', resource }
}

/** Whether a request carries values that no file gives: those are worth a look right before it, lest it undo a change. */
const handsBack = ({ action, edits, members }: Operation, { fields, routes }: Kind): boolean => {
  if (action !== 'update') return false
  const touched = new Set(edits.map(({ pointer }) => topOf(pointer)))
  return (
    routes.update.body === 'whole' ||
    Object.entries(fields).some(([name, field]) => {
      const { overwrites, shape } = field
      return touched.has(name)
        ? shape === 'record' || shape === 'variant' || shape === 'list' || shape === 'set'
        : overwrites && !Object.hasOwn(members, name)
    })
  )
}

/** Why an operation is not carried out. */
export const barred = (operation: Operation, is: Exclude<Fresh['is'], 'as-planned'>): Outcome =>
  is === 'in-review' ? inReview(operation) : movedSince(operation)
