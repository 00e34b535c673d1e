// Keeps the run within Statsig's rate limits: a maximum number of requests in any window of time.
import pLimit from 'p-limit'
import type { Request } from '../../../model/index.ts'
import type { Clock } from '../../../resources/api.ts'
import { isIdListPath } from './path.ts'
import { createRunController } from './run-signals.ts'

export interface RateLimit {
  readonly count: number
  readonly ms: number
  /** It counts only requests on ID lists. */
  readonly idListsOnly?: true
}
/** Per project, as documented ("about"). They hold where 1,800 attempts in 15 minutes are allowed, too. */
export const documentedLimits: readonly RateLimit[] = [
  { count: 100, ms: 10_000 },
  { count: 900, ms: 900_000 },
]
/** ID lists have this limit too. Their documented limit for fifteen minutes equals the one for all requests. */
export const idListLimit: RateLimit = { count: 12, ms: 10_000, idListsOnly: true }
export const defaultLimitShare = 0.9

export type RequestClass = 'read' | 'write' | 'id read' | 'id write'

export const requestClassOf = ({
  method,
  path,
}: Pick<Request, 'method' | 'path'>): RequestClass => {
  const direction = method === 'GET' ? 'read' : 'write'
  return isIdListPath(path) ? `id ${direction}` : direction
}

const isIdListRequest = (requestClass: RequestClass): boolean => requestClass.startsWith('id ')
const isReadRequest = (requestClass: RequestClass): boolean => requestClass.endsWith('read')

export interface RateLimiter {
  /** Waits until a request may start; `undefined` after `stop`. `withRead`: a read comes right before it, in the same turn. */
  acquire(requestClass: RequestClass, withRead?: boolean): Promise<Permit | undefined>
  /** Whether all requests wait because Statsig rejected one. */
  isPaused(): boolean
  isStopped(): boolean
  /** Ends every wait. */
  stop(): void
}
/** A request in progress. It ends with exactly one of these calls. */
export interface Permit {
  complete(): void
  /** The request was not sent. */
  release(): void
  /** Waits for the end of a pause only: the turn includes the read. `undefined` after `stop`. */
  acquireRead(requestClass: RequestClass): Promise<Permit | undefined>
  /** Statsig rejected the request because of a limit: all requests wait. */
  reportRateLimited(retryAfter: number | undefined): void
}

/**
 * The classes that count against a limit, as a rejection shows. Statsig's documentation states the limits for changes, a
 * newer one for requests: reads are paced from the first rejection on that they may have caused.
 */
const countedAfterRejection = (requestClass: RequestClass): readonly RequestClass[] =>
  requestClass === 'id read' ? ['id read'] : ['read', 'id read']

/** The longest sleep at a time, so that a stop or a new pause is noticed soon. */
const maxSleepMs = 1_000
const firstPauseMs = 10_000
const maxPauseMs = 900_000

interface StartedRequest {
  readonly requestClass: RequestClass
  /** Infinity while the request is in progress. */
  endedAt: number
}

/**
 * A sliding log by completion. The server counts a request at some time between sending and response,
 * so that its slot is free one window after the response, and the clocks need not agree.
 */
export const createRateLimiter = (
  clock: Clock,
  limits: readonly RateLimit[],
  limitShare: number,
  onWait: (waitMs: number, sleepMs: number) => void = () => {},
): RateLimiter => {
  const queue = pLimit(1)
  const longestWindowMs = Math.max(0, ...limits.map((limit) => limit.ms))
  let recentRequests: readonly StartedRequest[] = []
  let limitScale = 1
  const countedClasses = new Set<RequestClass>(['write', 'id write'])
  let pausedUntil = 0
  let pauses = 0
  let consecutiveRejections = 0
  const stopping = createRunController()
  const sleep = (ms: number) => {
    const sleepMs = Math.min(maxSleepMs, Math.ceil(ms))
    onWait(ms, sleepMs)
    return clock.sleep(sleepMs, stopping.signal)
  }

  const remainingMs = (requestClass: RequestClass, slots: number): number => {
    const now = clock.now()
    recentRequests = recentRequests.filter(
      (startedRequest) => startedRequest.endedAt > now - longestWindowMs,
    )
    const counted = recentRequests.filter((startedRequest) =>
      countedClasses.has(startedRequest.requestClass),
    )
    const waits = countedClasses.has(requestClass)
      ? limits
          .filter(({ idListsOnly }) => !idListsOnly || isIdListRequest(requestClass))
          .map(({ count, ms, idListsOnly }) => {
            const relevantRequests = idListsOnly
              ? counted.filter((startedRequest) => isIdListRequest(startedRequest.requestClass))
              : counted
            return (
              nextFreeTime(
                relevantRequests,
                Math.max(1, allowedCount(count, limitShare, limitScale) - slots + 1),
                ms,
              ) - now
            )
          })
      : []
    return Math.max(0, pausedUntil - now, ...waits)
  }

  /** Whether all requests together reach a limit: reads seem to count, where one of them is rejected. */
  const fillsLimit = (): boolean =>
    limits.some(
      ({ count, ms, idListsOnly }) =>
        !idListsOnly &&
        recentRequests.filter(({ endedAt }) => endedAt > clock.now() - ms).length >=
          allowedCount(count, limitShare, 1),
    )

  const waitForPermit = async (
    requestClass: RequestClass,
    withRead: boolean,
  ): Promise<Permit | undefined> => {
    while (!stopping.signal.aborted) {
      const slots = withRead && countedClasses.has('read') ? 2 : 1
      const ms = remainingMs(requestClass, slots)
      if (ms === 0) return start(requestClass, slots === 2 ? [addRequest('read')] : [])
      await sleep(ms)
    }
    return undefined
  }

  const addRequest = (requestClass: RequestClass): StartedRequest => {
    const startedRequest: StartedRequest = { requestClass, endedAt: Number.POSITIVE_INFINITY }
    recentRequests = [...recentRequests, startedRequest]
    return startedRequest
  }

  const remove = (...requests: readonly StartedRequest[]): void => {
    recentRequests = recentRequests.filter((each) => !requests.includes(each))
  }

  /** `reserved`: the slots of reads that the turn includes. */
  const start = (
    requestClass: RequestClass,
    reserved: StartedRequest[],
    startedRequest = addRequest(requestClass),
  ): Permit => {
    const pausesBefore = pauses
    return {
      complete: () => {
        startedRequest.endedAt = clock.now()
        remove(...reserved.splice(0))
        if (pauses === pausesBefore) consecutiveRejections = 0
      },
      release: () => remove(startedRequest, ...reserved.splice(0)),
      acquireRead: async (readClass) => {
        while (!stopping.signal.aborted && pausedUntil > clock.now())
          await sleep(pausedUntil - clock.now())
        return stopping.signal.aborted ? undefined : start(readClass, [], reserved.shift())
      },
      reportRateLimited: (retryAfter) => {
        startedRequest.endedAt = clock.now()
        remove(...reserved.splice(0))
        // Requests that were in progress together are rejected together: this is one event.
        if (pauses === pausesBefore) {
          pauses += 1
          limitScale *= 0.9
          consecutiveRejections += retryAfter === undefined ? 1 : 0
        }
        if (isReadRequest(requestClass) || fillsLimit())
          for (const each of countedAfterRejection(requestClass)) countedClasses.add(each)
        const pause =
          retryAfter ??
          Math.min(maxPauseMs, firstPauseMs * 2 ** Math.max(0, consecutiveRejections - 1))
        pausedUntil = Math.max(pausedUntil, clock.now() + pause)
      },
    }
  }

  return {
    acquire: (requestClass, withRead = false) =>
      countedClasses.has(requestClass)
        ? queue(() => waitForPermit(requestClass, withRead))
        : waitForPermit(requestClass, withRead),
    isPaused: () => pausedUntil > clock.now(),
    isStopped: () => stopping.signal.aborted,
    stop: () => stopping.abort(),
  }
}

/** A lowered limit stays at 10 or more, unless it was smaller from the beginning. */
const allowedCount = (count: number, limitShare: number, limitScale: number): number => {
  const ownCount = Math.max(1, Math.floor(count * limitShare))
  return Math.max(Math.min(10, ownCount), Math.floor(ownCount * limitScale))
}

/** When the window has a free slot: a past time where it has one now, Infinity while it depends on requests in progress. */
const nextFreeTime = (counted: readonly StartedRequest[], count: number, ms: number): number => {
  const endTimes = counted.map((startedRequest) => startedRequest.endedAt)
  const blocking = endTimes.toSorted((one, other) => one - other)[endTimes.length - count]
  return blocking === undefined ? 0 : blocking + ms
}

/** The minimum of seconds for a number of writes, if responses took no time. */
export const estimateWriteSeconds = (
  writes: number,
  limitShare: number = defaultLimitShare,
): number => {
  const [burstCount, quarterHourCount] = [
    allowedCount(100, limitShare, 1),
    allowedCount(900, limitShare, 1),
  ]
  const earlierWrites = Math.max(0, writes - 1)
  return (
    900 * Math.floor(earlierWrites / quarterHourCount) +
    10 * Math.floor((earlierWrites % quarterHourCount) / burstCount)
  )
}
