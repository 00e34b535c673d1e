// Keeps the run within Statsig's limits: at most so many requests in any window of time.
import pLimit from 'p-limit'
import type { Request } from '../../../model.ts'
import type { Clock } from '../../../resources/api.ts'

export interface Limit {
  readonly count: number
  readonly ms: number
  /** It counts requests about lists of ids alone. */
  readonly ofIds?: true
}
/** Per project, as documented ("about"). */
export const documentedLimits: readonly Limit[] = [
  { count: 100, ms: 10_000 },
  { count: 900, ms: 900_000 },
]
/** Lists of ids have this besides; and in fifteen minutes as many as everything together. */
export const limitOfIds: Limit = { count: 12, ms: 10_000, ofIds: true }
export const defaultShare = 0.9

export type Traffic = 'read' | 'write' | 'id read' | 'id write'

export const trafficOf = ({ method, path }: Pick<Request, 'method' | 'path'>): Traffic => {
  const way = method === 'GET' ? 'read' : 'write'
  return /\/(id_list|add_ids|remove_ids)([/?]|$)/.test(path) ? `id ${way}` : way
}

const isOfIds = (traffic: Traffic): boolean => traffic.startsWith('id ')
const isRead = (traffic: Traffic): boolean => traffic.endsWith('read')

export interface Pacer {
  /** Waits until a request may start; undefined once the run was stopped. */
  enter(traffic: Traffic): Promise<Turn | undefined>
  stop(): void
}
/** A request under way. It is over by exactly one of these. */
export interface Turn {
  answered(): void
  /** Turned away by the limit: everybody waits. */
  limited(retryAfter: number | undefined): void
}

/** What a read that was turned away shows to be counted. */
const shownBy = (traffic: Traffic): readonly Traffic[] =>
  isOfIds(traffic) ? ['id read'] : ['read', 'id read']

/** Nobody sleeps longer at a time, so that a stop or a new pause is seen soon. */
const longestNap = 1_000
const firstPause = 10_000
const longestPause = 900_000

interface Started {
  readonly traffic: Traffic
  /** Infinity while it is under way. */
  endedAt: number
}

/**
 * A sliding log by completion. The server counted a request somewhere between sending and answer,
 * so its slot is free again one window after the answer, and no two clocks need to agree.
 */
export const pacer = (clock: Clock, limits: readonly Limit[], share: number): Pacer => {
  const inOrder = pLimit(1)
  const longest = Math.max(...limits.map((limit) => limit.ms))
  let log: readonly Started[] = []
  let scale = 1
  const governed = new Set<Traffic>(['write', 'id write'])
  let pausedUntil = 0
  let pauses = 0
  let strikes = 0
  let isStopped = false

  const waitMs = (traffic: Traffic): number => {
    const now = clock.now()
    log = log.filter((started) => started.endedAt > now - longest)
    const counted = log.filter((started) => governed.has(started.traffic))
    const waits = governed.has(traffic)
      ? limits
          .filter(({ ofIds }) => !ofIds || isOfIds(traffic))
          .map(({ count, ms, ofIds }) => {
            const own = ofIds ? counted.filter((started) => isOfIds(started.traffic)) : counted
            return freeAt(own, allowed(count, share, scale), ms, now) - now
          })
      : []
    return Math.max(0, pausedUntil - now, ...waits)
  }

  const turn = async (traffic: Traffic): Promise<Turn | undefined> => {
    while (!isStopped) {
      const ms = waitMs(traffic)
      if (ms === 0) return start(traffic)
      await clock.sleep(Math.min(longestNap, Math.ceil(ms)))
    }
    return undefined
  }

  const start = (traffic: Traffic): Turn => {
    const started: Started = { traffic, endedAt: Number.POSITIVE_INFINITY }
    const pausesBefore = pauses
    log = [...log, started]
    return {
      answered: () => {
        started.endedAt = clock.now()
        if (pauses === pausesBefore) strikes = 0
      },
      limited: (retryAfter) => {
        started.endedAt = clock.now()
        // Requests that were under way together are turned away together: that is one event.
        if (pauses === pausesBefore) {
          pauses += 1
          scale *= 0.9
          strikes += retryAfter === undefined ? 1 : 0
        }
        if (isRead(traffic)) for (const each of shownBy(traffic)) governed.add(each)
        const pause =
          retryAfter ?? Math.min(longestPause, firstPause * 2 ** Math.max(0, strikes - 1))
        pausedUntil = Math.max(pausedUntil, clock.now() + pause)
      },
    }
  }

  return {
    enter: (traffic) => (governed.has(traffic) ? inOrder(() => turn(traffic)) : turn(traffic)),
    stop: () => {
      isStopped = true
    },
  }
}

/** A limit that was lowered stays at 10 or more, unless it was smaller from the start. */
const allowed = (count: number, share: number, scale: number): number => {
  const ours = Math.max(1, Math.floor(count * share))
  return Math.max(Math.min(10, ours), Math.floor(ours * scale))
}

/** When the window has room; Infinity while that depends on requests under way. */
const freeAt = (counted: readonly Started[], count: number, ms: number, now: number): number => {
  const ends = counted.map((started) => started.endedAt).filter((end) => end > now - ms)
  const blocking = ends.toSorted((one, other) => one - other)[ends.length - count]
  return blocking === undefined ? now : blocking + ms
}

/** Seconds that so many writes take at least, answers taken as immediate. */
export const forecast = (writes: number, share: number = defaultShare): number => {
  const [burst, whole] = [allowed(100, share, 1), allowed(900, share, 1)]
  const before = Math.max(0, writes - 1)
  return 900 * Math.floor(before / whole) + 10 * Math.floor((before % whole) / burst)
}
