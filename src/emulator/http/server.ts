// The HTTP side: reads a request, lets the faults strike, logs, sends.
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { Json } from '../../json.ts'
import type { World } from '../core/context.ts'
import { faultPicker } from '../core/fault-picker.ts'
import type { Fault } from '../core/faults.ts'
import { loggable } from '../core/log-redaction.ts'
import type { Random } from '../core/random.ts'
import type { Memory } from '../core/store.ts'
import { answered, type Bent, type Gatekeeper, type Request } from './request-pipeline.ts'
import { headersOf, type Outcome, processed, unprocessed } from './responses.ts'
import { isList } from './routes.ts'

export interface LoggedRequest {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly body: Json | undefined
  /** 0: the connection was cut, or nobody answered. */
  readonly status: number
  readonly at: number
}

export interface Side {
  readonly world: World & { readonly store: Memory }
  readonly keeper: Gatekeeper
  readonly chance: Random
  readonly faults: () => readonly Fault[]
  readonly log: (request: LoggedRequest, ms: number) => void
}

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/
const AFTER = ['lost', 'timeout', 'lost-html', 'truncated', 'cut', 'empty'] as const

/** A request as it comes in; names of headers in lower case. */
export interface Incoming {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly text: string
}

export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** The same as over HTTP, for whoever is in this process. Faults of a network do not strike here. */
export const answerOf = (side: Side, incoming: Incoming): Answered => {
  const began = performance.now()
  const request = requestFrom(incoming)
  const reply = answered(side.world, side.keeper, request, unbent)
  side.log(logged(side, incoming.path, request, reply.status), performance.now() - began)
  const text = JSON.stringify(reply.body)
  return { status: reply.status, headers: headersOf(reply, text), text }
}

const unbent: Bent = { isStale: false, isReviewed: false, isUnpaged: false, shift: undefined }

export const serverOf = (side: Side): Server => {
  const pick = faultPicker(side.chance)
  return createServer(async (message, response) => {
    // A page in a browser whose name was rebound to this machine says its own name here.
    if (!LOOPBACK.test(message.headers.host ?? '')) {
      response.writeHead(403).end()
      return
    }
    const began = performance.now()
    const request = await requestOf(message).catch(() => undefined)
    // The client left before it had said all.
    if (!request) return
    const faults = pick(side.faults(), {
      method: request.method,
      path: message.url ?? '',
      decoded: decodedOf(request.path),
      isList: isList(request.method, request.path),
      page: Number(request.query.get('page') ?? 1),
      respectsReviews: request.respectsReviews,
    })
    const deliveries = faults.some(({ kind }) => kind === 'twice') ? 2 : 1
    let outcome: Outcome | undefined
    for (let delivery = 0; delivery < deliveries; delivery += 1) {
      outcome = outcomeOf(side, request, faults, elsewhere(message))
      side.log(logged(side, message.url ?? '', request, outcome.status), performance.now() - began)
    }
    outcome?.send(message, response)
  })
}

const outcomeOf = (
  side: Side,
  request: Request,
  faults: readonly Fault[],
  location: string,
): Outcome => {
  for (const fault of faults) {
    const early = unprocessed(fault, request.key, location)
    if (early) return early
  }
  const kinds = faults.map(({ kind }) => kind)
  const reply = answered(side.world, side.keeper, request, {
    isStale: kinds.includes('stale'),
    isReviewed: kinds.includes('review'),
    isUnpaged: kinds.includes('no-pagination'),
    shift: !kinds.includes('page-shift') ? undefined : side.chance() < 0.5 ? 'inserted' : 'removed',
  })
  return processed(
    reply,
    kinds.filter((kind) => AFTER.some((after) => after === kind)),
  )
}

const requestOf = async (message: IncomingMessage): Promise<Request> => {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(Buffer.from(chunk))
  return requestFrom({
    method: message.method ?? 'GET',
    path: message.url ?? '',
    headers: message.headers,
    text: Buffer.concat(chunks).toString('utf8'),
  })
}

const requestFrom = ({ headers, method, path: target, text }: Incoming): Request => {
  const [path = '', query = ''] = target.split('?', 2)
  const { 'statsig-api-key': key, 'x-respect-review-settings': reviews } = headers
  return {
    method,
    path,
    query: new URLSearchParams(query),
    key: typeof key === 'string' ? key : undefined,
    respectsReviews: reviews === 'true',
    text,
  }
}

const decodedOf = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

const logged = (side: Side, path: string, request: Request, status: number): LoggedRequest => ({
  method: request.method,
  path,
  body: loggable(decodedOf(request.path), bodyOf(request.text)),
  status,
  at: side.world.now(),
})

const bodyOf = (text: string): Json | undefined => {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

// Another name of this machine: whoever follows shows up in the log, with the key or without.
const elsewhere = (message: IncomingMessage): string =>
  `http://localhost:${message.socket.localPort}/redirected${message.url}`
