// Checks right before a write that live state is at most a few seconds old and still the state of the plan.

import { pick } from '../core/json.ts'
import { topLevelName } from '../core/pointer.ts'
import { hasSingleRead, type Kind } from '../kinds/kind.ts'
import type { Operation, Outcome, Resource } from '../model/index.ts'
import { resourceDigest } from '../resources/digest.ts'
import { isInReview } from '../resources/live.ts'
import { asksForOwnReviews } from '../resources/review-policy.ts'
import { type ApplyContext, confirmDelays, pollUntil } from './context.ts'
import type { CachedResource } from './live-cache.ts'
import { earlierReviewOutcome, staleOutcome } from './outcomes.ts'

/** An older state is read again before a write. In milliseconds. */
export const maxCacheAge = 5_000

export type PreconditionResult =
  | { readonly status: 'as-planned'; readonly resource: Resource }
  | { readonly status: 'in-review'; readonly resource: Resource }
  | { readonly status: 'changed' | 'deleted' }

export const checkPrecondition = async (
  operation: Operation,
  kind: Kind,
  context: ApplyContext,
): Promise<PreconditionResult> => {
  const { clock, cache } = context
  const { address, pathId, liveDigest } = operation
  const cached = cache.find(address)
  const pathIds = cached?.resource ?? (pathId === undefined ? undefined : { pathId })
  if (pathIds === undefined) return { status: 'deleted' }
  const expected = cached?.isOwnWrite ? resourceDigest(kind, cached.resource) : liveDigest
  const isAsPlanned = (current: Resource | undefined) =>
    current !== undefined && (expected === undefined || resourceDigest(kind, current) === expected)
  const isRecent = cached !== undefined && clock.now() - cached.readAt <= maxCacheAge
  const isFresh = isRecent && (cached.isOwnWrite || !sendsLiveValues(operation, kind))
  // A read may return an old state: a read that contradicts a recent one is repeated.
  const delays = isRecent ? confirmDelays : [0]
  const resource = isFresh
    ? cached.resource
    : await pollUntil(operation, pathIds, delays, isAsPlanned, context)
  if (resource === undefined) return { status: 'deleted' }
  if (!isAsPlanned(resource) && !(await isAsListed(operation, kind, resource, cached, context)))
    return { status: 'changed' }
  // The resource has asked for reviews since the plan was made. One of this run is as the run has created it.
  if (!cached?.isOwnWrite && isUnreviewed(operation, kind, resource, context))
    return { status: 'changed' }
  if (!isFresh) cache.store(address, resource, clock.now(), cached?.isOwnWrite ?? false)
  return { status: isInReview(resource) ? 'in-review' : 'as-planned', resource }
}

/**
 * Whether the plan was made from an item of a list that shows less than the single read: the item is what it was, and
 * all that it shows is in the resource. What the operation changes must be in the item, or not be there at all.
 */
const isAsListed = async (
  { address, edits, kind: name, liveDigest }: Operation,
  kind: Kind,
  whole: Resource,
  cached: CachedResource | undefined,
  { api }: ApplyContext,
): Promise<boolean> => {
  const planned = cached?.isOwnWrite ? undefined : cached?.resource
  if (planned === undefined || !hasSingleRead(kind)) return false
  const isHidden = (each: string) =>
    Object.hasOwn(whole.raw, each) && !Object.hasOwn(planned.raw, each)
  if (edits.some(({ pointer }) => isHidden(topLevelName(pointer)))) return false
  const seen = { ...whole, raw: pick(whole.raw, (each) => Object.hasOwn(planned.raw, each)) }
  if (resourceDigest(kind, seen) !== liveDigest) return false
  const { resources } = await api.read(new Set([name]))
  const listed = resources.get(address) ?? resources.get(planned.address)
  return listed !== undefined && resourceDigest(kind, listed) === liveDigest
}

/** Whether the resource asks for reviews of its changes, and the operation would be written without one. */
export const isUnreviewed = (
  { review }: Operation,
  kind: Kind,
  { raw }: Resource,
  { respectsReviews }: Pick<ApplyContext, 'respectsReviews'>,
): boolean => respectsReviews && review === undefined && asksForOwnReviews(kind, raw)

/** Whether the request sends live values, which must be read right before it so that it does not undo a change. */
const sendsLiveValues = (
  { action, edits, members }: Operation,
  { fields, routes }: Kind,
): boolean => {
  if (action !== 'update') return false
  const touched = new Set(edits.map(({ pointer }) => topLevelName(pointer)))
  return (
    routes.update.body === 'whole' ||
    Object.entries(fields).some(([name, field]) => {
      const { resetWhenOmitted, shape } = field
      return touched.has(name)
        ? shape === 'record' || shape === 'variant' || shape === 'list' || shape === 'set'
        : resetWhenOmitted && !Object.hasOwn(members, name)
    })
  )
}

/** The outcome of an operation whose precondition failed. */
export const preconditionOutcome = (
  operation: Operation,
  status: Exclude<PreconditionResult['status'], 'as-planned'>,
): Outcome => (status === 'in-review' ? earlierReviewOutcome(operation) : staleOutcome(operation))
