// Time for tests: it stands still while anything is under way, and jumps when everybody waits.

import diagnostics from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'
import type { Clock } from '../../src/resources/api.ts'

export interface VirtualClock extends Clock {
  /** Milliseconds since the clock was made. */
  readonly elapsed: () => number
}

/** Requests of this process that have no complete answer yet. */
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

/** Turns of the event loop without a request, after which nobody has anything left to do but wait. */
const quietTurns = 4
const start = 1_700_000_000_000

export const virtualClock = (): VirtualClock => {
  let now = start
  let quiet = 0
  const sleepers: { readonly at: number; readonly wake: () => void }[] = []
  const turn = (): void => {
    quiet = underWay.size === 0 ? quiet + 1 : 0
    if (quiet >= quietTurns) {
      quiet = 0
      const next = sleepers.shift()
      if (next !== undefined) {
        now = Math.max(now, next.at)
        next.wake()
      }
    }
    if (sleepers.length > 0) setImmediate(turn)
  }
  return {
    now: () => now,
    elapsed: () => now - start,
    sleep: (milliseconds) =>
      new Promise((wake) => {
        if (sleepers.length === 0) setImmediate(turn)
        const at = now + milliseconds
        const later = sleepers.findIndex((other) => other.at > at)
        sleepers.splice(later < 0 ? sleepers.length : later, 0, { at, wake })
      }),
  }
}
