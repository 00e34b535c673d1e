// Whether a lease is over, and until when its holder may send.
import { expect } from 'vitest'
import { findLock, leaseMs, marginMs, timeSince } from '../../src/history/lease.ts'
import type { LocalLease } from '../../src/model/begun-apply.ts'
import { firstOf, holdLease, type LeaseHolder } from '../../src/prepare/hold-lease.ts'
import { waitForLock } from '../../src/prepare/wait-for-lock.ts'
import type { Clock } from '../../src/resources/api.ts'
import { usualRunTest as test } from '../support/long-run.ts'

const noon = Date.UTC(2026, 8, 1, 12)
const at = (minutes: number) => new Date(noon + minutes * 60_000).toISOString()
const lease = (more: Partial<LocalLease> = {}): LocalLease => ({
  holder: 'one',
  commit: 'a'.repeat(40),
  until: at(10),
  ...more,
})

const leases: readonly (readonly [string, LocalLease, boolean])[] = [
  ['before its end', lease(), true],
  ['after its end', lease({ until: at(-1) }), false],
  ['of a process that does not run any more', lease({ isHolderGone: true }), false],
  ['of a process that runs', lease({ isHolderGone: false }), true],
  ['of the own run', lease({ run: { id: 7, attempt: 1 } }), false],
  ['of another run', lease({ run: { id: 8, attempt: 1 } }), true],
  ['of the year 2100', lease({ until: '2100-01-01T00:00:00.000Z' }), true],
  ['that was watched', lease({ until: at(9) }), false],
]
const context = { now: noon, ownRun: 7, watched: new Set([`one ${at(9)}`]) }
test.each(leases)('a lease %s', (_, each, isLive) => {
  expect(findLock({ begun: [], lease: each }, undefined, context) !== undefined).toBe(isLive)
})

test('a lease in the record is over where this machine knows that its process has ended', () => {
  const gone = { begun: [], lease: lease({ isHolderGone: true }) }
  expect(findLock(gone, { lease: lease() }, context)).toBeUndefined()
  expect(findLock(gone, { lease: lease({ holder: 'two' }) }, context)).toBeDefined()
})

test('the time of a holder is the later one of both clocks', () => {
  const start = { wall: noon, monotonic: 0 }
  // Set back, set forward, suspended while the monotonic clock stood still.
  expect(timeSince(start, { wall: noon - 3_600_000, monotonic: 60_000 })).toBe(noon + 60_000)
  expect(timeSince(start, { wall: noon + 3_600_000, monotonic: 60_000 })).toBe(noon + 3_600_000)
})

/** Time passes only where it is waited for. */
const manualTime = () => {
  const time = { monotonic: 0, wall: noon }
  const clock: Clock = {
    now: () => time.monotonic,
    sleep: async (ms, signal) => {
      await Promise.resolve()
      if (signal?.aborted) return
      time.monotonic += ms
      time.wall += ms
    },
  }
  return { clock, time, wallTime: () => time.wall }
}

const hold = async (renew: LeaseHolder['renew'], isHeld = async () => true) => {
  const { clock, time, wallTime } = manualTime()
  const held = holdLease({ renew, isHeld }, clock, wallTime, { ...time })
  return { held, time }
}

const minutes = (time: { readonly monotonic: number }) => time.monotonic / 60_000

test('a holder renews at half, and stops two minutes before the end of a lease that it could not renew', async () => {
  const renewed: number[] = []
  const { held, time } = await hold(async () => {
    renewed.push(time.monotonic / 60_000)
    if (renewed.length > 1) throw new Error('no network')
    return 'renewed'
  })
  await new Promise<void>((done) => held.ended.addEventListener('abort', () => done()))
  expect(renewed.slice(0, 2)).toEqual([5, 10])
  expect(minutes(time)).toBe(5 + (leaseMs - marginMs) / 60_000)
  expect(await held.maySend()).toBe(false)
})

test('a holder stops at once where another one has the lease', async () => {
  const { held } = await hold(async () => 'lost')
  await new Promise<void>((done) => held.ended.addEventListener('abort', () => done()))
  expect(firstOf(held.ended).reason).toBe('lease-ended')
})

test('a suspended machine sends nothing after the end, although no timer has fired', async () => {
  const { clock, time, wallTime } = manualTime()
  const never: Clock = { ...clock, sleep: () => new Promise(() => {}) }
  const held = holdLease(
    { renew: async () => 'renewed', isHeld: async () => true },
    never,
    wallTime,
    { ...time },
  )
  expect(await held.maySend()).toBe(true)
  time.wall += 9 * 60_000
  expect(await held.maySend()).toBe(false)
  expect(held.ended.aborted).toBe(true)
})

test('a holder whose file names another one sends nothing', async () => {
  const { clock, time, wallTime } = manualTime()
  const never: Clock = { ...clock, sleep: () => new Promise(() => {}) }
  const held = holdLease(
    { renew: async () => 'renewed', isHeld: async () => false },
    never,
    wallTime,
    { ...time },
  )
  expect(await held.maySend()).toBe(false)
})

const waits: readonly (readonly [string, number, readonly string[], boolean, number])[] = [
  ['not at all', 0, [at(10)], true, 0],
  ['until it is gone', 60, [at(10), at(10)], false, 4_000],
  ['until the time has passed', 1 / 60, Array(99).fill(at(10)), true, 1_000],
  [
    'ten minutes without a change, whatever it says',
    60,
    Array(999).fill('2100-01-01T00:00:00Z'),
    false,
    leaseMs,
  ],
]
test.each(waits)('a lock is waited for: %s', async (_, timeout, ends, isLocked, took) => {
  const { clock, time } = manualTime()
  const locks = ends.map((until) => ({ lease: lease({ until }) }))
  const [first] = locks
  if (first === undefined) throw new Error('There is no lock.')
  const later = locks.values()
  later.next()
  const said: unknown[] = []
  const watched = new Set<string>()
  const left = await waitForLock(first, {
    clock,
    find: async () => later.next().value,
    timeoutMs: timeout * 60_000,
    onWait: (lock) => said.push(lock),
    watched,
  })
  expect([left !== undefined, time.monotonic, said.length]).toEqual([
    isLocked,
    took,
    took > 0 ? 1 : 0,
  ])
  expect(watched.size).toBe(took === leaseMs ? 1 : 0)
})
