// Sends a request until it has a result: waits for the rate limit, and repeats what is safe to repeat.
import type { JsonObject } from '../../../core/json.ts'
import type { Request } from '../../../model/index.ts'
import type { Clock } from '../../../resources/api.ts'
import type { RunActivity } from './activity.ts'
import { type ApiError, UnsentError } from './error.ts'
import { createHttpSender, type HttpOptions, type HttpResult, requestUrl } from './http.ts'
import {
  createRateLimiter,
  type Permit,
  type RateLimit,
  type RateLimiter,
  requestClassOf,
} from './rate-limit.ts'
import { keyFilter, redact, redactToLine, type SecretFilter } from './redact.ts'
import { retryAfterMs } from './retry-after.ts'
import { backOffMs, createRetryBudget } from './retry-budget.ts'
import { parseMembers, toApiError, toNotSentError, toStoppedError } from './to-api-error.ts'

export interface SenderOptions extends HttpOptions {
  readonly clock: Clock
  readonly random: () => number
  readonly activity: RunActivity
  readonly limitShare: number
  readonly limits: readonly RateLimit[]
  readonly trace: (line: string) => void
  /** Masks other secrets than the key. */
  readonly maskSecrets: (text: string) => string
}

export interface RetryPolicy {
  /** Executing the request twice has the same effect as once. */
  readonly isIdempotent: boolean
  readonly maxAttempts: number
  /** Whether a successful response has the expected body. */
  readonly isValidBody: (body: JsonObject) => boolean
  /** What is left of the time for the request, in milliseconds. It is not repeated after that. */
  readonly remainingMs?: () => number
  /**
   * Called when the request has its turn, right before each attempt: the request as it is to be sent, or `undefined` where
   * it must not be sent. `read` sends reads in the same turn.
   */
  readonly check?: (read: SendRequest, mayBeWritten: boolean) => Promise<Request | undefined>
}

export type SendRequest = (request: Request, policy: RetryPolicy) => Promise<JsonObject>

/** Four windows of a quarter of an hour. After so long without a free slot, waiting is given up. */
const maxRateLimitedMs = 3_600_000

/**
 * Not `p-retry`: a rate limit is a pause for all requests and not a failed attempt, the budget belongs to
 * the run and not to the call, whether to repeat depends on the body, and `p-retry` uses the real clock.
 */
export const createRetryingSender = (options: SenderOptions): SendRequest => {
  const { activity, clock, random, trace } = options
  const maskKey = keyFilter(options.key)
  const secrets: SecretFilter = (text) => redact(options.maskSecrets(text), maskKey)
  const sendOnce = createHttpSender(options)
  const rateLimiter = createRateLimiter(clock, options.limits, options.limitShare, activity.wait)
  const retryBudget = createRetryBudget()
  let fatalError: ApiError | undefined
  let limitedSince: number | undefined
  const { stop } = options.signals
  if (stop.aborted) rateLimiter.stop()
  stop.addEventListener('abort', () => rateLimiter.stop())

  const notSent = (request: Request, mayBeWritten: boolean): Error =>
    fatalError === undefined && stop.aborted
      ? toStoppedError(request, secrets, mayBeWritten)
      : toNotSentError(request, fatalError, secrets, mayBeWritten)

  const checkInTurn = async (
    permit: Permit,
    request: Request,
    { check }: RetryPolicy,
    mayBeWritten: boolean,
  ): Promise<Request> => {
    if (check === undefined) return request
    try {
      const checked = await check(senderWith(permit.acquireRead), mayBeWritten)
      if (checked !== undefined) return checked
    } catch (error) {
      permit.release()
      throw error
    }
    permit.release()
    throw new UnsentError(`${request.method} was not sent`, 'withheld', mayBeWritten)
  }

  const senderWith =
    (acquire: RateLimiter['acquire']): SendRequest =>
    async (request, policy) => {
      const url = requestUrl(options.baseUrl, request.path)
      let maybeWritten = false
      let isUnanswered = true
      let attempt = 1
      for (;;) {
        const permit = await acquire(requestClassOf(request), policy.check !== undefined)
        if (permit === undefined) throw notSent(request, maybeWritten)
        const checked = await checkInTurn(permit, request, policy, maybeWritten)
        if (rateLimiter.isStopped() || rateLimiter.isPaused()) {
          // The turn is over, and what was read in it no longer counts.
          permit.release()
          continue
        }
        const startedAt = clock.now()
        activity.begin()
        const result = await sendOnce(checked, url, policy.remainingMs?.())
        activity.end()
        isUnanswered &&= result.status === undefined && result.cause !== 'too-large'
        trace(traceLine(request, result, clock.now() - startedAt, attempt, secrets))

        limitedSince = result.status === 429 ? (limitedSince ?? startedAt) : undefined
        if (limitedSince !== undefined && startedAt - limitedSince < maxRateLimitedMs) {
          permit.reportRateLimited(retryAfterIn(result))
          continue
        }
        permit.complete()
        const body = validBodyIn(result, policy.isValidBody)
        if (body !== undefined) {
          retryBudget.refund()
          return body
        }

        maybeWritten ||= mayHaveWritten(result)
        const error = toApiError(request, result, secrets, maybeWritten, isUnanswered)
        if (error.fatal) {
          fatalError ??= error
          rateLimiter.stop()
        }
        const mayRepeat =
          (isRetryable(result) && (policy.isIdempotent || !maybeWritten)) ||
          isUntrustedNotFound(request, result)
        const isOver = stop.aborted || (policy.remainingMs?.() ?? 1) <= 0
        if (!mayRepeat || attempt === policy.maxAttempts || isOver) throw error
        const timedOut = result.status === undefined && result.cause === 'timeout'
        if (!retryBudget.spend(timedOut)) throw error
        await clock.sleep(backOffMs(attempt - 1, random), stop)
        attempt += 1
      }
    }
  return senderWith(rateLimiter.acquire)
}

const retryAfterIn = (result: HttpResult): number | undefined =>
  result.status === undefined
    ? undefined
    : retryAfterMs(result.headers.get('retry-after'), result.headers.get('date'))

const isSuccess = (result: HttpResult): boolean =>
  result.status !== undefined && result.status >= 200 && result.status < 300

/** A success without the expected body does not count: a proxy may have responded. */
const validBodyIn = (
  result: HttpResult,
  isValidBody: (body: JsonObject) => boolean,
): JsonObject | undefined => {
  const body =
    result.status !== undefined && isSuccess(result) ? parseMembers(result.text) : undefined
  return body !== undefined && isValidBody(body) ? body : undefined
}

/** For results without success. 408 and 5xx may come from a proxy while Statsig still executes the request. */
const mayHaveWritten = (result: HttpResult): boolean => {
  if (result.status === undefined)
    return result.cause !== 'not-sent' && result.cause !== 'untrusted-certificate'
  return isSuccess(result) || result.status >= 500 || result.status === 408
}

/** Whether the same request may succeed later. */
const isRetryable = (result: HttpResult): boolean =>
  result.status === undefined
    ? result.cause !== 'untrusted-certificate' && result.cause !== 'too-large'
    : mayHaveWritten(result)

/** A 404 without Statsig's JSON may come from a proxy, and does not show that a resource is missing. */
const isUntrustedNotFound = ({ method }: Request, result: HttpResult): boolean =>
  method === 'GET' && result.status === 404 && parseMembers(result.text) === undefined

const traceLine = (
  request: Request,
  result: HttpResult,
  ms: number,
  attempt: number,
  secrets: SecretFilter,
): string => {
  const outcome = result.status ?? `${result.cause} (${result.detail})`
  const line = `${request.method} ${request.path} ${outcome} ${Math.round(ms)} ms, attempt ${attempt}`
  return redactToLine(line, secrets, 1_000)
}
