// The HTTP server: reads a request, applies faults, logs and answers.
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { Json } from '../../core/json.ts'
import type { EmulatorContext } from '../core/context.ts'
import { createFaultPicker } from '../core/fault-picker.ts'
import type { Fault } from '../core/faults.ts'
import { redactBody } from '../core/log-redaction.ts'
import type { Random } from '../core/random.ts'
import type { InMemoryStore } from '../core/store.ts'
import { type AnswerSdk, hideServerKeys } from '../sdk/answer.ts'
import type { RawRequest, RawResponse } from './raw-message.ts'
import {
  type AccessControl,
  type ApiRequest,
  answerRequest,
  type RequestFaults,
} from './request-pipeline.ts'
import {
  outcomeAfterProcessing,
  outcomeWithoutProcessing,
  type ResponseOutcome,
  replyHeaders,
} from './responses.ts'
import { isListRoute } from './routes.ts'

export interface LoggedRequest {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly body: Json | undefined
  /** 0: the connection was cut, or no response was sent. */
  readonly status: number
  /** The person in the console as whom the request acted. */
  readonly user?: string
  readonly at: number
}

export interface ServerOptions {
  readonly context: EmulatorContext & { readonly store: InMemoryStore }
  readonly access: AccessControl
  readonly faultRandom: Random
  readonly faults: () => readonly Fault[]
  /** Absent where SDKs are not served. */
  readonly answerSdk?: AnswerSdk
  readonly log: (request: LoggedRequest, ms: number) => void
}

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/
const FAULTS_AFTER_PROCESSING = [
  'lost',
  'timeout',
  'lost-html',
  'truncated',
  'cut',
  'empty',
] as const

/** Answers as over HTTP, for callers in this process. Faults do not apply. */
export const answerInProcess = (options: ServerOptions, incoming: RawRequest): RawResponse => {
  const startedAt = performance.now()
  const ofSdk = answerOfSdk(options, incoming, startedAt)
  if (ofSdk) return ofSdk
  const request = requestFrom(incoming)
  const reply = answerRequest(options.context, options.access, request, noFaults)
  options.log(
    logEntry(options, incoming.path, request, reply.status),
    performance.now() - startedAt,
  )
  const text = JSON.stringify(reply.body)
  return { status: reply.status, headers: replyHeaders(reply, text), text }
}

const noFaults: RequestFaults = {
  isStale: false,
  needsReview: false,
  dropsPagination: false,
  pageShift: undefined,
}

export const createEmulatorServer = (options: ServerOptions): Server => {
  const pickFaults = createFaultPicker(options.faultRandom)
  return createServer(async (message, response) => {
    // A browser page whose host name was rebound to this machine (DNS rebinding) sends that name.
    if (!LOOPBACK.test(message.headers.host ?? '')) {
      response.writeHead(403).end()
      return
    }
    const startedAt = performance.now()
    const incoming = await readRequest(message).catch(() => undefined)
    // The client closed the connection before the request was complete.
    if (!incoming) return
    const ofSdk = answerOfSdk(options, incoming, startedAt)
    if (ofSdk) {
      response.writeHead(ofSdk.status, ofSdk.headers).end(ofSdk.text)
      return
    }
    const request = requestFrom(incoming)
    // Faults lie between a client and the Console API; a person in the console does not meet them.
    const faults = pickFaults(request.user === undefined ? options.faults() : [], {
      method: request.method,
      path: message.url ?? '',
      decoded: decodePath(request.path),
      isList: isListRoute(request.method, request.path),
      page: Number(request.query.get('page') ?? 1),
      respectsReviews: request.respectsReviews,
    })
    const deliveries = faults.some(({ kind }) => kind === 'twice') ? 2 : 1
    let outcome: ResponseOutcome | undefined
    for (let delivery = 0; delivery < deliveries; delivery += 1) {
      outcome = resolveOutcome(options, request, faults, redirectLocation(message))
      options.log(
        logEntry(options, message.url ?? '', request, outcome.status),
        performance.now() - startedAt,
      )
    }
    outcome?.send(message, response)
  })
}

const resolveOutcome = (
  options: ServerOptions,
  request: ApiRequest,
  faults: readonly Fault[],
  location: string,
): ResponseOutcome => {
  for (const fault of faults) {
    const unprocessedOutcome = outcomeWithoutProcessing(fault, request.key, location)
    if (unprocessedOutcome) return unprocessedOutcome
  }
  const faultNames = faults.map(({ kind }) => kind)
  const reply = answerRequest(options.context, options.access, request, {
    isStale: faultNames.includes('stale'),
    needsReview: faultNames.includes('review'),
    dropsPagination: faultNames.includes('no-pagination'),
    pageShift: !faultNames.includes('page-shift')
      ? undefined
      : options.faultRandom() < 0.5
        ? 'inserted'
        : 'removed',
  })
  return outcomeAfterProcessing(
    reply,
    faultNames.filter((kind) => FAULTS_AFTER_PROCESSING.some((faultName) => faultName === kind)),
  )
}

const readRequest = async (message: IncomingMessage): Promise<RawRequest> => {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(Buffer.from(chunk))
  return {
    method: message.method ?? 'GET',
    path: message.url ?? '',
    headers: message.headers,
    text: Buffer.concat(chunks).toString('utf8'),
  }
}

/** Faults, rate limits and reviews belong to the Console API. */
const answerOfSdk = (
  { answerSdk, context, log }: ServerOptions,
  incoming: RawRequest,
  startedAt: number,
): RawResponse | undefined => {
  const response = answerSdk?.(incoming)
  if (response)
    log(
      {
        method: incoming.method,
        path: hideServerKeys(incoming.path),
        body: undefined,
        status: response.status,
        at: context.now(),
      },
      performance.now() - startedAt,
    )
  return response
}

const requestFrom = ({ headers, method, path: target, text }: RawRequest): ApiRequest => {
  const [path = '', query = ''] = target.split('?', 2)
  const key = headers['statsig-api-key']
  const user = headers['emulator-user']
  const reviews = headers['x-respect-review-settings']
  return {
    method,
    path,
    query: new URLSearchParams(query),
    key: typeof key === 'string' ? key : undefined,
    user: typeof user === 'string' ? user : undefined,
    respectsReviews: reviews === 'true',
    text,
  }
}

const decodePath = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

const logEntry = (
  options: ServerOptions,
  path: string,
  request: ApiRequest,
  status: number,
): LoggedRequest => ({
  method: request.method,
  path,
  body: redactBody(decodePath(request.path), parseLoggedBody(request.text)),
  status,
  ...(request.user !== undefined && { user: request.user }),
  at: options.context.now(),
})

const parseLoggedBody = (text: string): Json | undefined => {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

// Another name of this machine: a client that follows the redirect appears in the log, with or without the key.
const redirectLocation = (message: IncomingMessage): string =>
  `http://localhost:${message.socket.localPort}/redirected${message.url}`
