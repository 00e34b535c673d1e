// The HTTP side: reads a request, lets the faults strike, logs, sends.
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { Json } from '../json.ts'
import { type Outcome, processed, unprocessed } from './delivery.ts'
import type { Fault } from './faults.ts'
import { answered, type Gatekeeper, type Request } from './pipeline.ts'
import type { Random } from './random.ts'
import { isList } from './routes.ts'
import { loggable } from './secrets.ts'
import type { Memory } from './store.ts'
import { faultPicker } from './strikes.ts'
import type { World } from './world.ts'

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
      side.log(logged(side, message, request, outcome.status), performance.now() - began)
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
  const [path = '', query = ''] = (message.url ?? '').split('?', 2)
  const { 'statsig-api-key': key, 'x-respect-review-settings': reviews } = message.headers
  return {
    method: message.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    key: typeof key === 'string' ? key : undefined,
    respectsReviews: reviews === 'true',
    text: Buffer.concat(chunks).toString('utf8'),
  }
}

const decodedOf = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

const logged = (
  side: Side,
  message: IncomingMessage,
  request: Request,
  status: number,
): LoggedRequest => ({
  method: request.method,
  path: message.url ?? '',
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
