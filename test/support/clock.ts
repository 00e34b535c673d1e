// Time for tests: it stands still while anything is under way, and jumps when everybody waits.

import diagnostics from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'
import type { Clock } from '../../src/resources/api.ts'

export interface VirtualClock extends Clock {
  /** Milliseconds since the clock was made. */
  readonly elapsed: () => number
}

/** Requests of this process that have no complete answer yet, and other work that time waits for. */
const underWay = new Set<object>()
diagnostics.subscribe('http.client.request.start', (message) => {
  const request = requestIn(message)
  if (request === undefined) return
  underWay.add(request)
  request.once('close', () => underWay.delete(request))
})

const requestIn = (message: unknown): ClientRequest | undefined =>
  typeof message === 'object' && message !== null && 'request' in message
    ? (message.request as ClientRequest)
    : undefined

/** Time stands still until the work is done. */
export const whileTimeStandsStill = async <T>(work: () => Promise<T>): Promise<T> => {
  const token = {}
  underWay.add(token)
  try {
    return await work()
  } finally {
    underWay.delete(token)
  }
}

/** Turns of the event loop without a request, after which nobody has anything left to do but wait. */
const quietTurns = 4
const start = 1_700_000_000_000

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

/** `quietMs`: real time that has to be quiet as well, where processes are waited for. */
export const virtualClock = ({ quietMs = 0 } = {}): VirtualClock => {
  let now = start
  let [quiet, quietSince] = [0, performance.now()]
  let isTurning = false
  const sleepers: Sleeper[] = []
  const turn = (): void => {
    if (underWay.size > 0 || quiet === 0) quietSince = performance.now()
    quiet = underWay.size === 0 ? quiet + 1 : 0
    if (quiet >= quietTurns && performance.now() - quietSince >= quietMs) {
      quiet = 0
      const next = sleepers.shift()
      if (next !== undefined) {
        now = Math.max(now, next.at)
        next.wake()
      }
    }
    isTurning = sleepers.length > 0
    if (isTurning) setImmediate(turn)
  }
  const insert = (sleeper: Sleeper): void => {
    if (!isTurning) setImmediate(turn)
    isTurning = true
    const later = sleepers.findIndex((other) => other.at > sleeper.at)
    sleepers.splice(later < 0 ? sleepers.length : later, 0, sleeper)
  }
  return {
    now: () => now,
    elapsed: () => now - start,
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve()
        const onAbort = () => {
          const index = sleepers.indexOf(sleeper)
          if (index >= 0) sleepers.splice(index, 1)
          resolve()
        }
        const sleeper: Sleeper = {
          at: now + milliseconds,
          wake: () => {
            signal?.removeEventListener('abort', onAbort)
            resolve()
          },
        }
        signal?.addEventListener('abort', onAbort)
        insert(sleeper)
      }),
  }
}
