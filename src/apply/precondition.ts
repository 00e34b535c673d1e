// Checks in the turn of a write, right before each attempt, that live state is still the state of the plan.

import { pick } from '../core/json.ts'
import { topLevelName } from '../core/pointer.ts'
import { hasSingleRead, type Kind } from '../kinds/kind.ts'
import type { Operation, Outcome, Resource } from '../model/index.ts'
import type { PathIds } from '../resources/api.ts'
import { resourceDigest } from '../resources/digest.ts'
import { isInReview } from '../resources/live.ts'
import { asksForOwnReviews } from '../resources/review-policy.ts'
import { isSameRevision, revisionOf } from '../resources/revision.ts'
import { type ApplyContext, confirmDelays, pollUntil, type ReadContext } from './context.ts'
import type { CachedResource } from './live-cache.ts'
import {
  earlierReviewOutcome,
  pendingReviewOutcome,
  staleOutcome,
  type WriteState,
} from './outcomes.ts'

/** A read that contradicts a state of at most this age is repeated. In milliseconds. */
export const maxCacheAge = 5_000

export type PreconditionResult =
  | { readonly status: 'as-planned' | 'in-review'; readonly resource: Resource }
  /** An earlier attempt of the request has done it. */
  | { readonly status: 'reached'; readonly resource: Resource | undefined }
  | { readonly status: 'changed' | 'deleted' }

/** What names the resource in paths; `undefined` where it is gone. */
export const pathIdsOf = (
  { address, pathId }: Operation,
  { cache }: Pick<ApplyContext, 'cache'>,
): PathIds | undefined =>
  cache.find(address)?.resource ?? (pathId === undefined ? undefined : { pathId })

/** `isReached`: whether an earlier attempt has done what the request would do; absent for the first attempt. */
export const checkPrecondition = async (
  operation: Operation,
  kind: Kind,
  context: ReadContext,
  isReached?: (current: Resource | undefined) => boolean,
): Promise<PreconditionResult> => {
  const { clock, cache } = context
  const { address, liveDigest } = operation
  const cached = cache.find(address)
  const pathIds = pathIdsOf(operation, context)
  if (pathIds === undefined) return { status: 'deleted' }
  const isAsPlanned = (current: Resource) =>
    cached?.isOwnWrite
      ? isAsWritten(kind, cached.resource, current)
      : liveDigest === undefined || resourceDigest(kind, current) === liveDigest
  const showsListed = (current: Resource) => showsListItem(operation, kind, current, cached)
  const isExpected = (current: Resource | undefined) =>
    (current !== undefined && (isAsPlanned(current) || showsListed(current))) ||
    (isReached?.(current) ?? false)
  const isRecent = cached !== undefined && clock.now() - cached.readAt <= maxCacheAge
  // A read may return an old state: a read that contradicts a recent one is repeated.
  const delays = isRecent ? confirmDelays : [0]
  const resource = await pollUntil(operation, pathIds, delays, isExpected, context)
  if (isReached?.(resource)) return { status: 'reached', resource }
  if (resource === undefined) return { status: 'deleted' }
  if (!isAsPlanned(resource)) {
    // An earlier attempt may have changed it so that it waits for a review. One that is opened or committed is known.
    const isWrittenDirectly = operation.review === undefined || operation.review.byHeader === true
    const mayWait = isReached !== undefined && isWrittenDirectly
    if (mayWait && isInReview(resource)) return { status: 'in-review', resource }
    const isListed = showsListed(resource) && (await isListedAsPlanned(operation, kind, context))
    if (!isListed) return { status: 'changed' }
  }
  // The resource has asked for reviews since the plan was made. One of this run is as the run has created it.
  if (!cached?.isOwnWrite && isUnreviewed(operation, kind, resource, context))
    return { status: 'changed' }
  // An item of a list is kept: the next check compares it again.
  if (isAsPlanned(resource))
    cache.store(address, resource, clock.now(), cached?.isOwnWrite ?? false)
  return { status: isInReview(resource) ? 'in-review' : 'as-planned', resource }
}

/** Whether the resource is as this run has written it. An answer to a write may have fewer members than a read. */
const isAsWritten = (kind: Kind, written: Resource, current: Resource): boolean => {
  const answered = pick(current.raw, (name) => Object.hasOwn(written.raw, name))
  const [before, after] = [revisionOf(kind, written), revisionOf(kind, current)]
  const hasRevision = ['version', 'lastModifiedTime'].some(
    (name) => before[name] !== undefined && after[name] !== undefined,
  )
  return (
    (hasRevision && isSameRevision(before, after)) ||
    resourceDigest(kind, { ...current, raw: answered }) === resourceDigest(kind, written)
  )
}

/**
 * Whether the plan was made from an item of a list that shows less than the single read, and all that it shows is in the
 * resource. What the operation changes must be in the item, or not be there at all.
 */
const showsListItem = (
  { edits, liveDigest }: Operation,
  kind: Kind,
  whole: Resource,
  cached: CachedResource | undefined,
): boolean => {
  const planned = cached?.isOwnWrite ? undefined : cached?.resource
  if (planned === undefined || !hasSingleRead(kind)) return false
  const isHidden = (each: string) =>
    Object.hasOwn(whole.raw, each) && !Object.hasOwn(planned.raw, each)
  if (edits.some(({ pointer }) => isHidden(topLevelName(pointer)))) return false
  const seen = { ...whole, raw: pick(whole.raw, (each) => Object.hasOwn(planned.raw, each)) }
  return resourceDigest(kind, seen) === liveDigest
}

/** Whether the item of the list is what it was when the plan was made. */
const isListedAsPlanned = async (
  { address, kind: name, liveDigest }: Operation,
  kind: Kind,
  { api, cache }: ReadContext,
): Promise<boolean> => {
  const { resources } = await api.read(new Set([name]))
  const planned = cache.find(address)?.resource.address ?? address
  const listed = resources.get(address) ?? resources.get(planned)
  return listed !== undefined && resourceDigest(kind, listed) === liveDigest
}

/** Whether the resource asks for reviews of its changes, and the operation would be written without one. */
export const isUnreviewed = (
  { review }: Operation,
  kind: Kind,
  { raw }: Resource,
  { respectsReviews }: Pick<ApplyContext, 'respectsReviews'>,
): boolean => respectsReviews && review === undefined && asksForOwnReviews(kind, raw)

/** The outcome of an operation whose precondition failed. `wrote`: by earlier requests, or attempts of the request. */
export const preconditionOutcome = (
  operation: Operation,
  status: 'changed' | 'deleted' | 'in-review',
  wrote: WriteState = 'no',
): Outcome => {
  if (status !== 'in-review') return staleOutcome(operation, wrote)
  return wrote === 'no' ? earlierReviewOutcome(operation) : pendingReviewOutcome(operation)
}
