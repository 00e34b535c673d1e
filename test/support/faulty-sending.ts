// Carries requests to an emulator of this process by calling it, and plays the faults of a network: without sockets, in
// virtual time, and in an order that depends on nothing but the seed.
import { createFaultPicker } from '../../src/emulator/core/fault-picker.ts'
import type { RawResponse } from '../../src/emulator/http/raw-message.ts'
import type { Emulator, Fault } from '../../src/emulator/index.ts'
import type { HttpResult, Message, Send } from '../../src/io/statsig/console-api/http.ts'
import type { Clock } from '../../src/resources/api.ts'
import { whileTimeStandsStill } from './clock.ts'

export interface SentRequest {
  readonly method: string
  /** With the query. */
  readonly path: string
  /** When it was sent, by the clock. */
  readonly at: number
  /** 0 without an answer; -1 while it is under way. */
  status: number
  /** Whether Statsig has carried it out. */
  isProcessed: boolean
}

export interface FaultySending {
  readonly send: Send
  readonly requests: readonly SentRequest[]
  faults: readonly Fault[]
}

export interface FaultySendingOptions {
  readonly clock: Clock
  /** From 0 to 1: how long answers take, and which faults with a rate strike. Default: always the same. */
  readonly random?: () => number
  /** Called when a request arrives, before it is carried out. */
  readonly onRequest?: (request: SentRequest, nth: number) => void
  /** Called when it was carried out, before its answer arrives. */
  readonly onProcessed?: (request: SentRequest, nth: number) => void
  /** Replaces an answer. */
  readonly changeAnswer?: (answer: HttpResult, request: SentRequest, nth: number) => HttpResult
}

/** The kinds of faults that it plays. The others are about lists, old reads and reviews. */
export const playedFaults = [
  '429',
  '500',
  '503',
  'reset',
  'lost',
  'timeout',
  'hang',
  'html',
  'lost-html',
  'truncated',
  'cut',
  'empty',
  '401',
  '403',
  'redirect',
  'errors-object',
  'twice',
] as const

/** The client gets no answer. */
type Silence = 'silence'

export const faultySendingTo = (
  emulator: Emulator,
  options: FaultySendingOptions,
): FaultySending => {
  const { changeAnswer, clock, onProcessed, onRequest, random = () => 0 } = options
  const pickFaults = createFaultPicker(random)
  const requests: SentRequest[] = []
  let faults: readonly Fault[] = []

  const answerOf = async (
    message: Message,
    request: SentRequest,
    nth: number,
  ): Promise<HttpResult | Silence> => {
    await turns(1 + Math.floor(random() * 4))
    onRequest?.(request, nth)
    const { method, path } = request
    const [fault] = pickFaults(faults, {
      ...{ method, path, decoded: decodedPath(path) },
      ...{ isList: false, page: 1, respectsReviews: false },
    })
    const result = playFault(fault, () => {
      const answer = emulator.answer(rawRequestOf(message, path))
      request.isProcessed = true
      onProcessed?.(request, nth)
      return answer
    })
    await turns(1 + Math.floor(random() * 4))
    return result
  }

  return {
    requests,
    send: async (message, timeout, abort) => {
      const path = `${message.url.pathname}${message.url.search}`
      const request: SentRequest = {
        ...{ method: message.method, path, at: clock.now(), status: -1, isProcessed: false },
      }
      requests.push(request)
      const nth = requests.length
      const result = await whileTimeStandsStill(() => answerOf(message, request, nth))
      const answer = result === 'silence' ? await timeOut(clock, timeout, abort) : result
      const changed = changeAnswer?.(answer, request, nth) ?? answer
      request.status = changed.status ?? 0
      return changed
    },
    get faults() {
      return faults
    },
    set faults(replaced) {
      faults = replaced
    },
  }
}

/** Time for others, as a network gives it. */
const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise(setImmediate)
}

const decodedPath = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

const rawRequestOf = ({ body, headers, method }: Message, path: string) => ({
  ...{ method, path, text: body ?? '' },
  headers: Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  ),
})

const timeOut = async (
  clock: Clock,
  timeout: number,
  abort: AbortSignal | undefined,
): Promise<HttpResult> => {
  await clock.sleep(timeout, abort)
  return { status: undefined, cause: 'timeout', detail: `${timeout / 1_000} s` }
}

const reset: HttpResult = { status: undefined, cause: 'connection-broken', detail: 'ECONNRESET' }
const html = '<html><body><h1>502 Bad Gateway</h1></body></html>\n'

const answer = (
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): HttpResult => ({
  status,
  text,
  headers: new Map(Object.entries({ 'content-type': 'application/json', ...headers })),
})

const refusal = (status: number, message: string, more: object = {}): HttpResult =>
  answer(status, JSON.stringify({ message, status, ...more }))

const answerWith = ({ headers, status, text }: RawResponse, shown = text): HttpResult =>
  answer(status, shown, headers)

const playFault = (fault: Fault | undefined, carryOut: () => RawResponse): HttpResult | Silence => {
  const retryAfter: Readonly<Record<string, string>> =
    fault?.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter }
  switch (fault?.kind) {
    case undefined:
    // About lists, old reads and reviews: played over HTTP alone.
    case 'page-shift':
    case 'stale':
    case 'no-pagination':
    case 'review':
      return answerWith(carryOut())
    case '429':
      return answer(429, JSON.stringify({ message: 'Too many requests' }), retryAfter)
    case '500':
      return refusal(500, 'Internal server error')
    case '503':
      return answer(503, JSON.stringify({ message: 'Service Unavailable' }), retryAfter)
    case 'reset':
      return reset
    case 'lost':
    case 'cut':
      carryOut()
      return reset
    case 'hang':
      return 'silence'
    case 'timeout':
      carryOut()
      return 'silence'
    case 'html':
      return answer(502, html, { 'content-type': 'text/html' })
    case 'lost-html':
      carryOut()
      return answer(502, html, { 'content-type': 'text/html' })
    case 'truncated': {
      const done = carryOut()
      return answerWith(done, done.text.slice(0, Math.floor(done.text.length / 2)))
    }
    case 'empty':
      return answerWith(carryOut(), '')
    case '401':
      return refusal(401, 'Invalid API key')
    case '403':
      return refusal(403, 'Forbidden resource')
    case 'redirect':
      return answer(307, '', { location: 'https://example.com/elsewhere' })
    case 'errors-object':
      return refusal(400, 'Bad Request Exception', {
        errors: { property: 'name', errorMessage: 'Something is wrong with it' },
      })
    case 'twice':
      carryOut()
      return answerWith(carryOut())
  }
}
