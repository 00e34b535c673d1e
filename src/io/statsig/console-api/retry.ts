// Carries a request until it has an outcome: waits for its turn, repeats what may be repeated, tells what is unknown.
import type { Members } from '../../../json.ts'
import type { Request } from '../../../model.ts'
import type { Clock } from '../../../resources/api.ts'
import type { ApiError } from './error.ts'
import { exchangeOver, type Reply, urlOf, type Wire } from './http.ts'
import { type Limit, pacer, trafficOf } from './rate-limit.ts'
import { clean, type Hidden, redact } from './redact.ts'
import { retryAfterMs } from './retry-after.ts'
import { backOffMs, retryQuota } from './retry-budget.ts'
import { errorOf, membersIn, notSent } from './to-api-error.ts'

export interface CourierOptions extends Wire {
  readonly clock: Clock
  readonly random: () => number
  readonly share: number
  readonly limits: readonly Limit[]
  readonly trace: (line: string) => void
  /** Takes out of a text what nobody may read besides the key. */
  readonly over: (text: string) => string
}

export interface Policy {
  /** The request may be carried out twice without harm. */
  readonly repeat: boolean
  readonly attempts: number
  /** Whether a successful answer holds what it must. */
  readonly accepts: (body: Members) => boolean
}

export type Courier = (request: Request, policy: Policy) => Promise<Members>

/** Four windows of a quarter of an hour: when nobody got in for so long, nobody will. */
const patience = 3_600_000

/**
 * Our own loop and not `p-retry`: being limited is no failed attempt but a pause for everybody, the budget is
 * the run's and not the call's, whether to repeat depends on the body, and `p-retry` sleeps by the real clock.
 */
export const courier = (options: CourierOptions): Courier => {
  const { clock, random, trace } = options
  const key: Hidden = (text) => redact(options.over(text), options.key)
  const exchange = exchangeOver(options)
  const pace = pacer(clock, options.limits, options.share)
  const quota = retryQuota()
  let refusal: ApiError | undefined
  let limitedSince: number | undefined

  return async (request, policy) => {
    const url = urlOf(options.baseUrl, request.path)
    let maybeWritten = false
    let attempt = 1
    for (;;) {
      const turn = await pace.enter(trafficOf(request))
      if (turn === undefined) throw notSent(request, refusal, key, maybeWritten)
      const began = clock.now()
      const reply = await exchange(request, url)
      trace(traceOf(request, reply, clock.now() - began, attempt, key))

      limitedSince = reply.status === 429 ? (limitedSince ?? began) : undefined
      if (limitedSince !== undefined && began - limitedSince < patience) {
        turn.limited(retryAfterOf(reply))
        continue
      }
      turn.answered()
      const body = successIn(reply, policy.accepts)
      if (body !== undefined) {
        quota.earn()
        return body
      }

      maybeWritten ||= mayHaveWritten(reply)
      const error = errorOf(request, reply, key, maybeWritten)
      if (error.fatal) {
        refusal ??= error
        pace.stop()
      }
      const mayRepeat =
        (mayPass(reply) && (policy.repeat || !maybeWritten)) || isHalfRefusal(request, reply)
      if (!mayRepeat || attempt === policy.attempts) throw error
      if (!quota.spend(reply.status === undefined && reply.cause === 'late')) throw error
      await clock.sleep(backOffMs(attempt - 1, random))
      attempt += 1
    }
  }
}

const retryAfterOf = (reply: Reply): number | undefined =>
  reply.status === undefined
    ? undefined
    : retryAfterMs(reply.headers.get('retry-after'), reply.headers.get('date'))

const isSuccess = (reply: Reply): boolean =>
  reply.status !== undefined && reply.status >= 200 && reply.status < 300

/** A success whose body is not what was promised is no success: somebody else may have answered. */
const successIn = (reply: Reply, accepts: (body: Members) => boolean): Members | undefined => {
  const body = reply.status !== undefined && isSuccess(reply) ? membersIn(reply.text) : undefined
  return body !== undefined && accepts(body) ? body : undefined
}

/** Asked of what is no success. 408 and 5xx may come from a proxy while Statsig works on. */
const mayHaveWritten = (reply: Reply): boolean => {
  if (reply.status === undefined) return reply.cause !== 'unsent' && reply.cause !== 'untrusted'
  return isSuccess(reply) || reply.status >= 500 || reply.status === 408
}

/** Whether the same request may fare better in a moment. */
const mayPass = (reply: Reply): boolean =>
  reply.status === undefined
    ? reply.cause !== 'untrusted' && reply.cause !== 'too big'
    : mayHaveWritten(reply)

/** Whether something exists is no question to be answered by half an answer, or by somebody else's. */
const isHalfRefusal = ({ method }: Request, reply: Reply): boolean =>
  method === 'GET' && reply.status === 404 && membersIn(reply.text) === undefined

const traceOf = (
  request: Request,
  reply: Reply,
  ms: number,
  attempt: number,
  key: Hidden,
): string => {
  const outcome = reply.status ?? `${reply.cause} (${reply.detail})`
  const line = `${request.method} ${request.path} ${outcome} ${Math.round(ms)} ms, attempt ${attempt}`
  return clean(line, key, 1_000)
}
