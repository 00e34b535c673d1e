// The live resource right before it is written: never older than a few seconds, and still what the plan was made from.
import type { Kind } from '../kinds/kind.ts'
import type { Operation, Outcome, Resource } from '../model.ts'
import { digestOf } from '../resources/digest.ts'
import { isInReview } from '../resources/live.ts'
import type { Means } from './means.ts'
import { inReview, movedSince } from './outcomes.ts'

/** What is older than this is read again before it is written. */
const freshFor = 5_000

export type Fresh =
  | { readonly is: 'as planned'; readonly resource: Resource }
  | { readonly is: 'moved' | 'gone' | 'in review' }

export const refreshed = async (
  operation: Operation,
  kind: Kind,
  { api, clock, known }: Means,
): Promise<Fresh> => {
  const { address, handle, kind: name, live } = operation
  const seen = known.seen(address)
  const where = seen?.resource ?? (handle === undefined ? undefined : { handle })
  if (where === undefined) return { is: 'gone' }
  const expected = seen?.isOwn ? digestOf(kind, seen.resource) : live
  const isFresh = seen !== undefined && clock.now() - seen.at <= freshFor
  const resource = isFresh ? seen.resource : await api.find(name, where)
  if (resource === undefined) return { is: 'gone' }
  if (expected !== undefined && digestOf(kind, resource) !== expected) return { is: 'moved' }
  if (!isFresh) known.remember(address, resource, clock.now(), seen?.isOwn ?? false)
  return isInReview(resource) ? { is: 'in review' } : { is: 'as planned', resource }
}

/** Why an operation is not carried out. */
export const barred = (operation: Operation, is: Exclude<Fresh['is'], 'as planned'>): Outcome =>
  is === 'in review' ? inReview(operation) : movedSince(operation)
