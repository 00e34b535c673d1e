// Answers a request: checks the key and the rate limit, finds the route, calls its handler.
import { isJsonObject, type Json } from '../../core/json.ts'
import { ApiError, badRequest, type FieldError, notFound } from '../core/api-error.ts'
import { withAuthor } from '../core/audit-trail.ts'
import { type Author, consoleApiAuthor } from '../core/author.ts'
import type { ApiCall, EmulatorContext, HandlerResponse } from '../core/context.ts'
import { isIdList, type LimitedRequest } from '../core/rate-limit.ts'
import type { InMemoryStore } from '../core/store.ts'
import { asksForReview } from '../resources/reviews/review-policy.ts'
import { authorOf, personName } from '../resources/workspace/users.ts'
import { isListRoute, routeFor } from './routes.ts'

export interface ApiRequest {
  readonly method: string
  /** As sent, percent-encoded, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly key: string | undefined
  /** The mail address of the person in the console as whom the request acts. */
  readonly user: string | undefined
  readonly respectsReviews: boolean
  readonly text: string
}

export interface ApiReply extends HandlerResponse {
  readonly headers: { readonly [name: string]: string }
}

/** How faults change the processing of a request. */
export interface RequestFaults {
  readonly isStale: boolean
  readonly needsReview: boolean
  readonly dropsPagination: boolean
  readonly pageShift: ApiCall['pageShift']
}

export interface AccessControl {
  readonly accepts: (key: string | undefined) => boolean
  readonly isReadOnly: (key: string | undefined) => boolean
  readonly reserve: (request: LimitedRequest) => number
}

const STALE_MS = 1000

export const answerRequest = (
  context: EmulatorContext & { readonly store: InMemoryStore },
  access: AccessControl,
  request: ApiRequest,
  requestFaults: RequestFaults,
): ApiReply => {
  try {
    const waitMs = checkAccess(context, access, request)
    if (waitMs > 0)
      return rateLimitReply(
        context.has('retry-after') ? String(Math.ceil(waitMs / 1000)) : undefined,
      )
    return toReply(handleRequest(context, request, requestFaults), request, requestFaults)
  } catch (error) {
    if (error instanceof ApiError) return errorReply(error, errorForm(context, error))
    return errorReply(new ApiError(500, `The emulator itself failed: ${error}`))
  }
}

export const errorReply = (
  { status, message, errors }: ApiError,
  shownErrors: Json | undefined = errors,
): ApiReply => ({
  status,
  headers: {},
  body: shownErrors === undefined ? { status, message } : { status, message, errors: shownErrors },
})

/** Statsig's documentation shows objects; its command line, which sends no version header, shows texts. */
const errorForm = (
  { has }: Pick<EmulatorContext, 'has'>,
  { errors }: ApiError,
): Json | undefined => {
  if (errors === undefined) return undefined
  const faults: readonly FieldError[] = 'property' in errors ? [errors] : errors
  const texts = faults.map(({ errorMessage, property }) => `${property}: ${errorMessage}`)
  if (has('errors-as-one-text')) return texts.join('; ')
  if (has('errors-as-texts')) return texts
  return has('errors-mixed') ? [...texts.slice(0, 1), ...faults.slice(1)] : errors
}

export const rateLimitReply = (retryAfter: string | undefined): ApiReply => ({
  ...errorReply(new ApiError(429, 'Too many requests')),
  headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
})

export const invalidKeyError = (key: string | undefined): ApiError =>
  new ApiError(
    401,
    `This endpoint only accepts an active CONSOLE key, but an invalid key was sent. Key: ${maskKey(key)}`,
  )

// Statsig’s message repeats the key; the emulator shows only its beginning.
const maskKey = (key: string | undefined): string => (key ? `${key.slice(0, 8)}xxx` : '')

const checkAccess = (
  context: EmulatorContext,
  access: AccessControl,
  request: ApiRequest,
): number => {
  const { key, method } = request
  const isRead = method === 'GET'
  if (!access.accepts(key)) throw invalidKeyError(key)
  // The console uses no key: neither its scopes nor its rate limits apply to a person.
  if (request.user !== undefined) return 0
  if (!isRead && access.isReadOnly(key)) throw new ApiError(403, 'Forbidden resource')
  const isUncounted =
    isRead &&
    !context.has('reads-count') &&
    !(context.has('id-list-reads-count') && isIdList(request))
  return isUncounted ? 0 : access.reserve(request)
}

const handleRequest = (
  context: EmulatorContext & { readonly store: InMemoryStore },
  request: ApiRequest,
  requestFaults: RequestFaults,
): HandlerResponse => {
  const match = routeFor(request.method, request.path, request.user !== undefined)
  if (!match) throw notFound('Not Found')
  return match.route.handle({
    context: requestFaults.isStale
      ? { ...context, store: context.store.asOf(context.now() - STALE_MS) }
      : withAuthor(context, requestAuthor(context, request)),
    params: match.params,
    path: request.path,
    query: request.query,
    body: parseJsonBody(request.text),
    underReview: waitsForReview(context, request, requestFaults),
    pageShift: requestFaults.pageShift,
  })
}

const waitsForReview = (
  context: EmulatorContext,
  { path, respectsReviews }: ApiRequest,
  { needsReview }: RequestFaults,
): boolean =>
  respectsReviews &&
  (needsReview ||
    context.has('review-required') ||
    (context.has('review-header-honoured') && asksForReview(context, path)))

const requestAuthor = (context: EmulatorContext, { user }: ApiRequest): Author => {
  if (user === undefined) return consoleApiAuthor
  if (!/^[^@\s]+@[^@\s]+$/.test(user))
    throw badRequest('`emulator-user` must be a mail address, such as `on.call@example.com`.')
  return authorOf({ email: user, name: personName(context, user) })
}

const parseJsonBody = (text: string): Json | undefined => {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw new ApiError(400, 'Invalid request. Please check the request input and try again.')
  }
}

const toReply = (
  response: HandlerResponse,
  request: ApiRequest,
  requestFaults: RequestFaults,
): ApiReply => {
  const { body } = response
  const dropsPagination =
    requestFaults.dropsPagination && isListRoute(request.method, request.path) && isJsonObject(body)
  return {
    ...response,
    headers: {},
    body: dropsPagination ? { message: body['message'] ?? '', data: body['data'] ?? [] } : body,
  }
}
