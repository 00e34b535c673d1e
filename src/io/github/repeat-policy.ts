// Decides whether a request to GitHub is sent again, and after which pause.
import { RequestError } from '@octokit/request-error'
import { GitHubError } from './error.ts'
import { isRateLimited, responseMessage } from './to-github-error.ts'

/** The pause before the next attempt in milliseconds; `undefined` where the request is not sent again. */
export type NextPause = (cause: unknown) => number | undefined

/**
 * What GitHub has put off, and what never reached it, is sent again whatever it is. After another failure it is not known
 * whether the request was carried out: only one that `mayRepeat` is sent again.
 */
export const createRepeatPolicy = (mayRepeat: boolean): NextPause => {
  const pauses = [...failurePausesMs]
  let [waits, waitedMs] = [0, 0]
  return (cause) => {
    const wait = waitMs(cause)
    if (wait !== undefined) {
      waits += 1
      waitedMs += wait
      return waits <= maxWaits && waitedMs <= maxWaitMs ? wait : undefined
    }
    return isUnsent(cause) || (mayRepeat && isServerError(cause)) ? pauses.shift() : undefined
  }
}

const failurePausesMs = [1_000, 3_000, 9_000]
const maxWaits = 3
/** Of all waits of a request together. */
const maxWaitMs = 60_000
/** GitHub asks for at least a minute where a secondary limit names no time. */
const unnamedWaitMs = 60_000

/** The wait for a limit; `undefined` where there is none, or where it lasts longer. */
const waitMs = (cause: unknown): number | undefined => {
  if (!(cause instanceof RequestError) || cause.response === undefined) return undefined
  const { data, headers } = cause.response
  if (!isRateLimited(cause.status, responseMessage(data, ''), headers)) return undefined
  const seconds = headers['retry-after']
  if (seconds === undefined)
    // The primary limit ends within an hour.
    return String(headers['x-ratelimit-remaining']) === '0' ? undefined : unnamedWaitMs
  const ms = Number(seconds) * 1_000
  return ms >= 0 && ms <= maxWaitMs ? ms : undefined
}

const isServerError = (cause: unknown): boolean =>
  cause instanceof RequestError && cause.status >= 500 && !(cause.cause instanceof GitHubError)

/** No connection came about, so that GitHub has not seen the request. */
const isUnsent = (cause: unknown): boolean =>
  cause instanceof RequestError && cause.response === undefined && hasUnsentCode(cause.cause)

const unsentCodes: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'EAI_AGAIN',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

const hasUnsentCode = (error: unknown): boolean =>
  error instanceof Error &&
  (('code' in error && unsentCodes.has(error.code)) || hasUnsentCode(error.cause))
