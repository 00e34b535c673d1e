// Reviews as resources: list, open, edit, cancel, approve, reject and commit. A commit does what a write would have done.
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts'
import { ApiError, badRequest, notFound } from '../../core/api-error.ts'
import { parseBody, text } from '../../core/body-schema.ts'
import type { Collection } from '../../core/collections.ts'
import type { ApiCall, HandlerResponse, Route } from '../../core/context.ts'
import { dryRunContext, readBody, requireObject, respond } from '../../shared/handlers.ts'
import { respondWithPage } from '../../shared/pagination.ts'
import {
  hasEnded,
  openReviewOf,
  type ReviewAction,
  reviewAuthor,
  reviewEnvelope,
  reviewsOf,
  statusAfterAction,
  storeReviews,
  withStatus,
} from './review-records.ts'

/** What a review holds, from the body that opens it. */
export interface ReviewedChange {
  readonly type: string
  readonly description: string
  readonly reviewers: readonly JsonObject[]
  /** What the commit sends. Absent where it changes nothing that the emulator has. */
  readonly request?: { readonly method: string; readonly action: string; readonly body: JsonObject }
  /** Members of the content, and where their values are in the object. Absent: the review has no content. */
  readonly content?: Readonly<
    Record<string, string | { readonly member: string; readonly is: string }>
  >
}

export interface ReviewSpec {
  readonly collection: Collection
  readonly missing: string
  /** The change in the body of a creation. */
  readonly readChange: (body: Json | undefined, live: JsonObject) => ReviewedChange
  /** The routes of the resource, which carry changes out. */
  readonly routes: readonly Route[]
}

/** `path` is the first segment of the routes of the resource. */
export const reviewRoutes = (path: string, spec: ReviewSpec): readonly Route[] => {
  const item = `${path}/*/reviews/*`
  const route = (
    method: string,
    at: string,
    handle: (call: ApiCall, object: JsonObject, spec: ReviewSpec) => HandlerResponse,
  ): Route => ({
    method,
    path: at,
    handle: (call) => {
      if (call.context.has('review-routes-missing')) throw notFound('Not Found')
      return handle(call, requireObject(call, spec.collection, spec.missing), spec)
    },
  })
  return [
    { ...route('GET', `${path}/*/reviews`, listReviews), isPaged: true },
    route('POST', `${path}/*/reviews`, openReview),
    route('GET', item, readReview),
    route('PUT', item, editReview),
    route('DELETE', item, cancelReview),
    route('PUT', `${item}/approve`, decide('approve')),
    route('PUT', `${item}/reject`, decide('reject')),
    route('PUT', `${item}/commit`, commitReview),
  ]
}

const listReviews = (call: ApiCall, object: JsonObject, { collection }: ReviewSpec) =>
  respondWithPage(
    call,
    'Reviews listed successfully.',
    collection,
    reviewsOf(object),
    (_context, review) => reviewEnvelope(review, false),
  )

const openReview = (call: ApiCall, live: JsonObject, spec: ReviewSpec): HandlerResponse => {
  const { context } = call
  const change = spec.readChange(readBody(call), live)
  if (openReviewOf(live)) throw badRequest('There is already an active review.')
  const review: JsonObject = {
    review_id: context.newId(),
    status: context.has('review-webhooks') ? 'pending_webhook_validation' : 'pending',
    type: change.type,
    author: reviewAuthor(context.author),
    reviewers: change.reviewers,
    description: change.description,
    created_at: new Date(context.now()).toISOString(),
    content: contentOf(call, live, change, spec),
    $request: change.request ?? null,
  }
  storeReviews(context, spec.collection, live, [review, ...reviewsOf(live)])
  return respond('Review created successfully.', reviewEnvelope(review, true), 201)
}

/** A dry run of the change shows what it would come to, and refuses what a write would refuse. */
const contentOf = (
  call: ApiCall,
  live: JsonObject,
  change: ReviewedChange,
  spec: ReviewSpec,
): Json => {
  const dryCall = { ...call, context: dryRunContext(call.context) }
  const after = change.request && carryOut(dryCall, change.request, spec)
  if (change.content === undefined) return null
  const before = carryOut(dryCall, { method: 'GET', action: '', body: {} }, spec)
  const values = (object: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(change.content ?? {}).flatMap(([name, from]) => {
        const value = typeof from === 'string' ? object[from] : object[from.member] === from.is
        return value === undefined ? [] : [[name, value] as const]
      }),
    )
  return { type: change.type, current: values(before ?? live), proposed: values(after ?? live) }
}

const readReview = (call: ApiCall, object: JsonObject): HandlerResponse =>
  respond('Review read successfully.', reviewEnvelope(requireReview(call, object), true))

/** Only what does not change the content: a change of the content would be another review. */
const editReview = (
  call: ApiCall,
  object: JsonObject,
  { collection }: ReviewSpec,
): HandlerResponse => {
  const review = requireReview(call, object)
  const body = parseBody(readBody(call), { description: text({ min: 1, max: 2000 }) }, [])
  const edited = { ...review, ...body }
  const others = reviewsOf(object).map((each) => (each === review ? edited : each))
  storeReviews(call.context, collection, object, others)
  return respond('Review updated successfully.', reviewEnvelope(edited, true))
}

const cancelReview = (
  call: ApiCall,
  object: JsonObject,
  { collection }: ReviewSpec,
): HandlerResponse => {
  const review = requireReview(call, object)
  if (review['status'] === 'committed') throw badRequest('The review is already committed.')
  const others = reviewsOf(object).filter((each) => each !== review)
  storeReviews(call.context, collection, object, others)
  return respond('Review cancelled successfully.')
}

const decide =
  (action: ReviewAction) =>
  (call: ApiCall, object: JsonObject, { collection }: ReviewSpec): HandlerResponse => {
    const review = requireReview(call, object)
    if (hasEnded(review)) throw badRequest('The review is not open.')
    if (isOwn(call, review))
      throw new ApiError(403, 'You cannot approve or reject your own review.')
    const status = statusAfterAction[action]
    storeReviews(call.context, collection, object, withStatus(object, review['review_id'], status))
    return respond('Review updated successfully.', reviewEnvelope({ ...review, status }, true))
  }

/** The change replaces what is live, also where that has changed since the review was opened. */
const commitReview = (call: ApiCall, object: JsonObject, spec: ReviewSpec): HandlerResponse => {
  const review = requireReview(call, object)
  if (review['status'] !== 'accepted') throw badRequest('The review is not approved.')
  if (isOwn(call, review) && call.context.has('own-reviews-not-committed'))
    throw new ApiError(403, 'You cannot commit your own review.')
  const committed = withStatus(object, review['review_id'], 'committed')
  storeReviews(call.context, spec.collection, object, committed)
  const request = review['$request']
  if (isJsonObject(request) && isJsonObject(request['body']))
    carryOut(
      call,
      {
        method: String(request['method']),
        action: String(request['action']),
        body: request['body'],
      },
      spec,
    )
  return respond('Review committed successfully.')
}

const isOwn = ({ context }: ApiCall, { author }: JsonObject): boolean =>
  isJsonObject(author) && author['id'] === context.author.id

const requireReview = ({ params }: ApiCall, object: JsonObject): JsonObject => {
  const review = reviewsOf(object).find((each) => each['review_id'] === params[1])
  if (review) return review
  throw notFound('Review not found.')
}

/** Sends a request of the resource itself, and returns the object of its answer. */
const carryOut = (
  call: ApiCall,
  { action, body, method }: NonNullable<ReviewedChange['request']>,
  { collection, missing, routes }: ReviewSpec,
): JsonObject | undefined => {
  const route = routes.find(
    (each) => each.method === method && each.path.slice(each.path.indexOf('/')) === `/*${action}`,
  )
  if (route === undefined) throw badRequest(`There is no route ${method} ${action}.`)
  // An update without isEnabled can enable the object. A review changes nothing else.
  const { isEnabled } = call.context.store.find(collection, call.params[0] ?? '') ?? {}
  const isUpdate = method === 'PATCH' && isEnabled !== undefined
  const reply = route.handle({
    ...call,
    params: call.params.slice(0, 1),
    body: isUpdate ? { isEnabled, ...body } : body,
    query: new URLSearchParams(),
    underReview: false,
  })
  const data = isJsonObject(reply.body) ? reply.body['data'] : undefined
  if (isJsonObject(data)) return data
  return call.context.store.find(collection, call.params[0] ?? '') ?? (missing ? undefined : {})
}
