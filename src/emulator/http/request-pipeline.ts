// From a request to its answer: key, budget, route, handler.
import { isMembers, type Json } from '../../json.ts'
import { notFound, Refusal } from '../core/api-error.ts'
import { consoleApi, watched } from '../core/audit-trail.ts'
import type { Answer, Call, World } from '../core/context.ts'
import { type Asked, isIdList } from '../core/rate-limit.ts'
import type { Memory } from '../core/store.ts'
import { isList, routeFor } from './routes.ts'

export interface Request {
  readonly method: string
  /** As sent, percent-encoded, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly key: string | undefined
  readonly respectsReviews: boolean
  readonly text: string
}

export interface Reply extends Answer {
  readonly headers: { readonly [name: string]: string }
}

/** What the faults of this request change while it is processed. */
export interface Bent {
  readonly isStale: boolean
  readonly isReviewed: boolean
  readonly isUnpaged: boolean
  readonly shift: Call['shift']
}

export interface Gatekeeper {
  readonly accepts: (key: string | undefined) => boolean
  readonly isReadOnly: (key: string | undefined) => boolean
  readonly admit: (request: Asked) => number
}

const STALE_MS = 1000

export const answered = (
  world: World & { readonly store: Memory },
  keeper: Gatekeeper,
  request: Request,
  bent: Bent,
): Reply => {
  try {
    const wait = guarded(world, keeper, request)
    if (wait > 0)
      return tooMany(world.has('retry-after') ? String(Math.ceil(wait / 1000)) : undefined)
    return replied(handled(world, request, bent), request, bent)
  } catch (refusal) {
    if (refusal instanceof Refusal) return refused(refusal)
    return refused(new Refusal(500, `The emulator itself failed: ${refusal}`))
  }
}

export const refused = ({ status, message, errors }: Refusal): Reply => ({
  status,
  headers: {},
  body: errors === undefined ? { status, message } : { status, message, errors },
})

export const tooMany = (retryAfter: string | undefined): Reply => ({
  ...refused(new Refusal(429, 'Too many requests')),
  headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
})

export const badKey = (key: string | undefined): Refusal =>
  new Refusal(
    401,
    `This endpoint only accepts an active CONSOLE key, but an invalid key was sent. Key: ${masked(key)}`,
  )

// The API repeats the key that it was sent; the emulator shows no more than its beginning.
const masked = (key: string | undefined): string => (key ? `${key.slice(0, 8)}xxx` : '')

const guarded = (world: World, keeper: Gatekeeper, request: Request): number => {
  const { key, method } = request
  const isRead = method === 'GET'
  if (!keeper.accepts(key)) throw badKey(key)
  if (!isRead && keeper.isReadOnly(key)) throw new Refusal(403, 'Forbidden resource')
  const isFree =
    isRead && !world.has('reads-count') && !(world.has('id-list-reads-count') && isIdList(request))
  return isFree ? 0 : keeper.admit(request)
}

const handled = (
  world: World & { readonly store: Memory },
  request: Request,
  bent: Bent,
): Answer => {
  const match = routeFor(request.method, request.path)
  if (!match) throw notFound('Not Found')
  return match.route.handle({
    world: bent.isStale
      ? { ...world, store: world.store.asOf(world.now() - STALE_MS) }
      : watched(world, consoleApi),
    params: match.params,
    path: request.path,
    query: request.query,
    body: parsed(request.text),
    underReview: request.respectsReviews && (bent.isReviewed || world.has('review-required')),
    shift: bent.shift,
  })
}

const parsed = (text: string): Json | undefined => {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(400, 'Invalid request. Please check the request input and try again.')
  }
}

const replied = (answer: Answer, request: Request, bent: Bent): Reply => {
  const { body } = answer
  const isCut = bent.isUnpaged && isList(request.method, request.path) && isMembers(body)
  return {
    ...answer,
    headers: {},
    body: isCut ? { message: body['message'] ?? '', data: body['data'] ?? [] } : body,
  }
}
