import { describe, expect, test } from 'vitest'
import { estimateWriteSeconds } from '../../../../src/io/statsig/console-api/index.ts'
import {
  createRateLimiter,
  documentedLimits,
  type RateLimiter,
  requestClassOf,
} from '../../../../src/io/statsig/console-api/rate-limit.ts'
import { retryAfterMs } from '../../../../src/io/statsig/console-api/retry-after.ts'
import type { Clock } from '../../../../src/resources/api.ts'
import { client, done, fastClock, json, refusal, serve } from './fixture.ts'

/** The time advances only while all workers sleep. */
const virtualClock = (): Clock => {
  let now = 0
  const sleepers: { readonly at: number; readonly wake: () => void }[] = []
  const goOn = (): void => {
    const next = sleepers.sort((one, other) => one.at - other.at).shift()
    if (next === undefined) return
    now = Math.max(now, next.at)
    next.wake()
    setImmediate(goOn)
  }
  return {
    now: () => now,
    sleep: (ms) =>
      new Promise((wake) => {
        if (sleepers.length === 0) setImmediate(goOn)
        sleepers.push({ at: now + ms, wake })
      }),
  }
}

/** The documented limits of Statsig: two sliding windows. */
const statsig = (clock: Clock, countsRefusals: boolean) => {
  const accepted: number[] = []
  let refused = 0
  return {
    refusals: () => refused,
    accepts: (): boolean => {
      const now = clock.now()
      const isFree = documentedLimits.every(
        ({ count, ms }) => accepted.filter((at) => at > now - ms).length < count,
      )
      if (isFree || countsRefusals) accepted.push(now)
      if (!isFree) refused += 1
      return isFree
    },
  }
}

/** Eight workers share the writes; a response takes 50 to 400 ms. Returns the seconds. */
const run = async (
  clock: Clock,
  pace: RateLimiter,
  writes: number,
  accepts: () => boolean,
): Promise<number> => {
  let left = writes
  let seed = 1
  const latency = (): number => {
    seed = (seed * 48_271) % 2_147_483_647
    return 50 + (seed % 350)
  }
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      for (let isDone = false; !isDone; ) {
        const turn = await pace.acquire('write')
        await clock.sleep(latency() / 2)
        isDone = accepts()
        await clock.sleep(latency() / 2)
        if (isDone) turn?.complete()
        else turn?.reportRateLimited(undefined)
      }
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  return clock.now() / 1_000
}

describe('a run of a thousand writes', () => {
  test.each([false, true])(
    'takes the shortest time there is, and none is turned away',
    async (counts) => {
      const clock = virtualClock()
      const server = statsig(clock, counts)
      const seconds = await run(
        clock,
        createRateLimiter(clock, documentedLimits, 1),
        1_000,
        server.accepts,
      )
      expect(server.refusals()).toBe(0)
      expect(seconds).toBeGreaterThanOrEqual(900)
      expect(seconds).toBeLessThan(909)
    },
  )

  test('leaves a tenth of the limits to others, and takes the estimated time', async () => {
    const clock = virtualClock()
    const server = statsig(clock, true)
    const seconds = await run(
      clock,
      createRateLimiter(clock, documentedLimits, 0.9),
      1_000,
      server.accepts,
    )
    expect(server.refusals()).toBe(0)
    expect(seconds).toBeLessThan(900 * 1.12)
    expect(Math.abs(seconds - estimateWriteSeconds(1_000))).toBeLessThan(10)
  })

  test('completes although another client uses the limits too', async () => {
    const clock = virtualClock()
    const server = statsig(clock, true)
    for (let n = 0; n < 60; n += 1) server.accepts()
    const seconds = await run(
      clock,
      createRateLimiter(clock, documentedLimits, 1),
      1_000,
      server.accepts,
    )
    expect(server.refusals()).toBeLessThan(20)
    expect(seconds).toBeLessThan(1_900)
  })
})

test('writes start in the order of the calls', async () => {
  const clock = virtualClock()
  const pace = createRateLimiter(clock, [{ count: 2, ms: 1_000 }], 1)
  const order: number[] = []
  await Promise.all(
    Array.from({ length: 9 }, async (_, n) => {
      const turn = await pace.acquire('write')
      order.push(n)
      await clock.sleep(9 - n)
      turn?.complete()
    }),
  )
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
})

test('requests in progress count, however long they take', async () => {
  const clock = virtualClock()
  const pace = createRateLimiter(clock, [{ count: 2, ms: 1_000 }], 1)
  const [first] = [await pace.acquire('write'), await pace.acquire('write')]
  const third = pace.acquire('write').then(() => clock.now())
  await clock.sleep(5_000)
  first?.complete()
  expect(await third).toBeGreaterThanOrEqual(6_000)
})

test.each([
  [0, 0],
  [1, 0],
  [90, 0],
  [91, 10],
  [810, 80],
  [811, 900],
  [1_000, 920],
])('the estimate for %i writes is %i s', (writes, seconds) => {
  expect(estimateWriteSeconds(writes)).toBe(seconds)
})

test('the estimate with the full limits follows from the two windows', () => {
  expect([100, 900, 1_000, 10_000].map((writes) => estimateWriteSeconds(writes, 1))).toEqual([
    0, 80, 900, 9_900,
  ])
})

const date = 'Tue, 06 Jan 2026 10:00:00 GMT'
test.each([
  ['7', 7_000],
  ['0.2', 1_000],
  ['86400', 900_000],
  ['Tue, 06 Jan 2026 10:00:30 GMT', 30_000],
  ['Fri, 01 Jan 2100 00:00:00 GMT', 900_000],
  ['Tue, 06 Jan 2026 09:59:00 GMT', undefined],
  ['0', undefined],
  ['-5', undefined],
  ['soon', undefined],
  ['', undefined],
  [undefined, undefined],
])('Retry-After: %s means %s', (header, ms) => {
  expect(retryAfterMs(header, date)).toBe(ms)
})

describe('a request that is rejected because of a limit', () => {
  const gate = '/console/v1/gates/a'
  const total = (slept: readonly number[]): number => slept.reduce((sum, ms) => sum + ms, 0)

  test.each([
    [{ 'retry-after': '3' }, 3_000],
    [{ 'retry-after': date, date: 'Tue, 06 Jan 2026 09:59:40 GMT' }, 20_000],
    [{ 'retry-after': '0' }, 10_000],
    [{ 'retry-after': '-1' }, 10_000],
    [{ 'retry-after': '999999' }, 900_000],
    [{ 'retry-after': 'whenever' }, 10_000],
    [{}, 10_000],
  ])('is sent again after the time in %j, even a creation', async (headers, ms) => {
    const clock = fastClock()
    const server = await serve((response, _, nth) =>
      nth === 1 ? response.writeHead(429, headers).end('{}') : done(response),
    )
    await client(server, { clock }).send({ method: 'POST', path: gate }, { isIdempotent: false })
    expect(server.received).toHaveLength(2)
    expect(total(clock.slept)).toBeGreaterThan(ms - 500)
    expect(total(clock.slept)).toBeLessThanOrEqual(ms)
  })

  test('waits twice as long each time without a header', async () => {
    const clock = fastClock()
    const server = await serve((response, _, nth) =>
      nth <= 3 ? response.writeHead(429).end() : done(response),
    )
    await client(server, { clock }).send({ method: 'POST', path: gate }, { isIdempotent: false })
    expect(Math.round(total(clock.slept) / 1_000)).toBe(10 + 20 + 40)
  })

  test('fails without a write after an hour of rejections', async () => {
    const clock = fastClock()
    const server = await serve((response) =>
      response.writeHead(429, { 'retry-after': '900' }).end(),
    )
    const api = client(server, { clock })
    const error = await refusal(api.send({ method: 'POST', path: gate }, { isIdempotent: false }))
    expect(error).toMatchObject({ status: 429, written: 'no' })
    expect(server.received.length).toBeLessThanOrEqual(6)
  })

  test('pauses all requests, and lowers the rate for the rest of the run', async () => {
    const clock = virtualClock()
    const pace = createRateLimiter(clock, [{ count: 20, ms: 1_000 }], 1)
    const [one, other] = [await pace.acquire('write'), await pace.acquire('write')]
    one?.reportRateLimited(5_000)
    other?.reportRateLimited(5_000)
    const read = pace.acquire('read').then(() => clock.now())
    const starts = await Promise.all(
      Array.from({ length: 19 }, async () => {
        const turn = await pace.acquire('write')
        const at = clock.now()
        turn?.complete()
        return at
      }),
    )
    expect(await read).toBe(5_000)
    expect(starts.filter((at) => at === 5_000)).toHaveLength(18)
    expect(starts.filter((at) => at >= 6_000)).toHaveLength(1)
  })

  test.each([
    [[9_000, 2_000], 9_000],
    [[2_000, 9_000], 9_000],
    [[9_000, undefined], 10_000],
    [[20_000, undefined], 20_000],
  ] as const)('of pauses of %j the longest counts', async (pauses, expected) => {
    const clock = virtualClock()
    const pace = createRateLimiter(clock, documentedLimits, 1)
    const turns = [await pace.acquire('write'), await pace.acquire('write')]
    for (const [index, turn] of turns.entries()) turn?.reportRateLimited(pauses[index])
    await pace.acquire('write')
    expect(clock.now()).toBe(expected)
  })

  test('pauses for ten seconds again after a success, and for twice as long without one', async () => {
    const clock = virtualClock()
    const pace = createRateLimiter(clock, documentedLimits, 1)
    const times: number[] = []
    const next = async () => {
      const turn = await pace.acquire('write')
      times.push(clock.now())
      return turn
    }
    for (const isSuccess of [false, false, true, false, false, true]) {
      const turn = await next()
      if (isSuccess) turn?.complete()
      else turn?.reportRateLimited(undefined)
    }
    expect(times).toEqual([0, 10_000, 30_000, 30_000, 40_000, 60_000])
  })

  test('a success of a request that began before the rejection ends no doubling', async () => {
    const clock = virtualClock()
    const pace = createRateLimiter(clock, documentedLimits, 1)
    const [early, rejected] = [await pace.acquire('write'), await pace.acquire('write')]
    rejected?.reportRateLimited(undefined)
    early?.complete()
    ;(await pace.acquire('write'))?.reportRateLimited(undefined)
    await pace.acquire('write')
    expect(clock.now()).toBe(30_000)
  })

  test('pauses for a quarter of an hour at most', async () => {
    const clock = virtualClock()
    const pace = createRateLimiter(clock, documentedLimits, 1)
    let before = 0
    const pauses: number[] = []
    for (let n = 0; n < 10; n += 1) {
      const turn = await pace.acquire('write')
      pauses.push((clock.now() - before) / 1_000)
      before = clock.now()
      turn?.reportRateLimited(undefined)
    }
    expect(pauses).toEqual([0, 10, 20, 40, 80, 160, 320, 640, 900, 900])
  })

  test('lowers the limit once for all that were rejected together', async () => {
    const clock = virtualClock()
    const pace = createRateLimiter(clock, [{ count: 100, ms: 1_000 }], 1)
    const together = await Promise.all(Array.from({ length: 8 }, () => pace.acquire('write')))
    for (const each of together) each?.reportRateLimited(5_000)
    await clock.sleep(7_000)
    const started = clock.now()
    for (let n = 0; n < 90; n += 1) (await pace.acquire('write'))?.complete()
    expect(clock.now()).toBe(started)
    await pace.acquire('write')
    expect(clock.now()).toBeGreaterThan(started)
  })

  test('never lowers the limit below ten', async () => {
    const clock = virtualClock()
    const pace = createRateLimiter(clock, [{ count: 12, ms: 1_000 }], 1)
    for (let n = 0; n < 9; n += 1) (await pace.acquire('write'))?.reportRateLimited(1_000)
    await clock.sleep(2_000)
    const started = clock.now()
    for (let n = 0; n < 10; n += 1) (await pace.acquire('write'))?.complete()
    expect(clock.now()).toBe(started)
  })

  test('makes reads count against the limits if it was a read', async () => {
    const clock = fastClock()
    let inWindow = 0
    const server = await serve((response, _, nth) => {
      inWindow += 1
      if (nth === 30) response.writeHead(429, { 'retry-after': '10' }).end()
      else json(response, 200, { data: {} })
    })
    const api = client(server, { clock, concurrentReads: 1, limits: [{ count: 20, ms: 10_000 }] })
    for (let n = 0; n < 29; n += 1) await api.get(gate)
    expect(clock.slept).toEqual([])
    for (let n = 0; n < 20; n += 1) await api.get(gate)
    const before = total(clock.slept)
    expect(before).toBeGreaterThan(15_000)
    expect(inWindow).toBe(50)
  })
})

test.each([
  ['id write', 'id write', 1_000],
  ['id write', 'write', 0],
  ['write', 'id write', 0],
  ['write', 'write', 0],
] as const)(
  'after an %s the next %s starts at %i ms under a limit for lists of ids',
  async (first, next, at) => {
    const clock = virtualClock()
    const limits = [
      { count: 1, ms: 1_000, idListsOnly: true as const },
      { count: 9, ms: 5_000 },
    ]
    const pace = createRateLimiter(clock, limits, 1)
    ;(await pace.acquire(first))?.complete()
    await pace.acquire(next)
    expect(clock.now()).toBe(at)
  },
)

test.each([
  ['GET', '/console/v1/segments/a/id_list', 'id read'],
  ['PATCH', '/console/v1/segments/a/add_ids', 'id write'],
  ['POST', '/console/v1/segments/a/remove_ids?x=1', 'id write'],
  ['GET', '/console/v1/segments/a/id_list/more', 'id read'],
  ['GET', '/console/v1/segments/id_lists', 'read'],
  ['POST', '/console/v1/gates', 'write'],
] as const)('%s %s is an %s', (method, path, expected) => {
  expect(requestClassOf({ method, path })).toBe(expected)
})

test('a stop ends all waiting requests', async () => {
  const clock = virtualClock()
  const pace = createRateLimiter(clock, [{ count: 1, ms: 900_000 }], 1)
  await pace.acquire('write')
  const waiting = [pace.acquire('write'), pace.acquire('write')]
  await clock.sleep(10)
  pace.stop()
  expect(await Promise.all(waiting)).toEqual([undefined, undefined])
  expect(clock.now()).toBeLessThan(2_000)
})
