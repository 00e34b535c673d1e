// The turns of the pacer: a read and a write in one, pauses, and what a rejection says about reads. In virtual time.
import { describe, expect } from 'vitest'
import {
  createRateLimiter,
  type Permit,
  type RateLimit,
  type RateLimiter,
  type RequestClass,
} from '../../../../src/io/statsig/console-api/rate-limit.ts'
import { usualRunTest as test } from '../../../support/long-run.ts'

const second = 1_000
const wide: RateLimit = { count: 1_000, ms: 600 * second }

/** Each sleep takes its time at once, unless somebody else acts meanwhile. */
const pacerOf = (limits: readonly RateLimit[] = [wide]) => {
  let now = 0
  const slept: number[] = []
  let meanwhile: (() => void) | undefined
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      slept.push(ms)
      now += ms
      await Promise.resolve()
      meanwhile?.()
    },
  }
  const pacer = createRateLimiter(clock, limits, 1)
  return {
    pacer,
    slept,
    now: () => now,
    passes: (ms: number) => {
      now += ms
    },
    acts: (act: () => void) => {
      meanwhile = act
    },
  }
}

const granted = async (permit: Promise<Permit | undefined>): Promise<Permit> => {
  const found = await permit
  if (found === undefined) throw new Error('The pacer has stopped.')
  return found
}

/** How many requests of a class start without a wait. */
const room = async (
  { now, pacer }: { readonly now: () => number; readonly pacer: RateLimiter },
  requestClass: RequestClass,
  most = 30,
): Promise<number> => {
  const at = now()
  for (let count = 0; count < most; count += 1) {
    const permit = await granted(pacer.acquire(requestClass))
    if (now() > at) {
      permit.release()
      return count
    }
    permit.complete()
  }
  return most
}

/** A pacer that has learned that reads count, long ago. */
const countingReads = async (limits: readonly RateLimit[]) => {
  const all = pacerOf(limits)
  ;(await granted(all.pacer.acquire('read'))).reportRateLimited(second)
  all.passes(3_600 * second)
  return all
}

describe('a turn of a read and a write, where reads count', () => {
  const three: RateLimit = { count: 3, ms: 10 * second }
  const turn = async () => {
    const all = await countingReads([three])
    return { ...all, permit: await granted(all.pacer.acquire('write', true)) }
  }

  test('has room for both', async () => {
    expect(await room(await turn(), 'write')).toBe(1)
  })

  test('waits until there is room for both', async () => {
    const all = await countingReads([three])
    for (const after of [0, second]) {
      all.passes(after)
      ;(await granted(all.pacer.acquire('write'))).complete()
    }
    const start = all.now() - second
    ;(await granted(all.pacer.acquire('write', true))).release()
    expect(all.now()).toBe(start + 10 * second)
  })

  test('keeps the room of the read once it is sent', async () => {
    const { permit, ...all } = await turn()
    ;(await granted(permit.acquireRead('read'))).complete()
    permit.complete()
    expect(await room(all, 'write')).toBe(1)
  })

  test('takes more room for a second read', async () => {
    const { permit, ...all } = await turn()
    for (const each of ['read', 'read'] as const)
      (await granted(permit.acquireRead(each))).complete()
    permit.complete()
    expect(await room(all, 'write')).toBe(0)
  })

  test.each<[string, (permit: Permit) => void, number]>([
    ['completes', (permit) => permit.complete(), 2],
    ['is released', (permit) => permit.release(), 3],
  ])('gives the room of a read back that was not sent, when it %s', async (_, end, left) => {
    const { permit, ...all } = await turn()
    end(permit)
    expect(await room(all, 'write')).toBe(left)
  })

  test('gives the room of a read back that was not sent, when it is rejected', async () => {
    const { permit, ...all } = await turn()
    permit.reportRateLimited(second)
    all.passes(second)
    expect(await room(all, 'write')).toBe(2)
  })

  test('is a turn of one request, unless it says otherwise', async () => {
    const all = await countingReads([three])
    expect(await room(all, 'write')).toBe(3)
  })
})

test('where reads do not count, a turn of both has the room of one', async () => {
  const all = pacerOf([{ count: 3, ms: 10 * second }])
  const permit = await granted(all.pacer.acquire('write', true))
  ;(await granted(permit.acquireRead('read'))).complete()
  permit.complete()
  expect(await room(all, 'write')).toBe(2)
})

describe('a pause', () => {
  const paused = async (ms: number) => {
    const all = pacerOf()
    all.passes(77)
    const permit = await granted(all.pacer.acquire('write'))
    ;(await granted(all.pacer.acquire('write'))).reportRateLimited(ms)
    return { ...all, permit }
  }

  test('is told until it ends', async () => {
    const { pacer, passes } = await paused(500)
    expect(pacer.isPaused()).toBe(true)
    passes(499)
    expect(pacer.isPaused()).toBe(true)
    passes(1)
    expect(pacer.isPaused()).toBe(false)
    expect(pacerOf().pacer.isPaused()).toBe(false)
  })

  test.each([500, 1_500, 2_000])('of %i ms holds a read of a turn back', async (ms) => {
    const { now, permit } = await paused(ms)
    await granted(permit.acquireRead('read'))
    expect(now()).toBe(77 + ms)
  })

  test('that is over holds nothing back', async () => {
    const { passes, permit, slept } = await paused(500)
    passes(500)
    await granted(permit.acquireRead('read'))
    expect(slept).toEqual([])
  })

  test('ends with the run', async () => {
    const { acts, now, pacer, permit } = await paused(60 * second)
    acts(() => pacer.stop())
    expect(await permit.acquireRead('read')).toBeUndefined()
    expect(now()).toBe(77 + second)
    expect(await pacer.acquire('read')).toBeUndefined()
    expect(pacer.isStopped()).toBe(true)
    expect(pacerOf().pacer.isStopped()).toBe(false)
  })

  test('after the run has ended is not waited for', async () => {
    const { pacer, permit, slept } = await paused(60 * second)
    pacer.stop()
    expect(await permit.acquireRead('read')).toBeUndefined()
    expect(slept).toEqual([])
  })

  test('that Statsig has dated does not make the next one longer', async () => {
    const { now, pacer } = pacerOf()
    const reject = async (ms: number | undefined) =>
      (await granted(pacer.acquire('write'))).reportRateLimited(ms)
    await reject(second)
    await reject(undefined)
    await granted(pacer.acquire('write'))
    expect(now()).toBe(11 * second)
  })
})

describe('a rejection', () => {
  const limits: readonly RateLimit[] = [{ count: 20, ms: 10 * second }]
  /** The classes of which no more than the limit starts without a wait, after a rejection of the class. */
  const counted = async (
    rejected: RequestClass,
    {
      before = 0,
      given = limits,
      wait = 0,
    }: { before?: number; given?: readonly RateLimit[]; wait?: number } = {},
  ) => {
    const found: RequestClass[] = []
    for (const each of ['read', 'id read'] as const) {
      const all = pacerOf(given)
      const { passes, pacer } = all
      for (let n = 0; n < before; n += 1) (await granted(pacer.acquire('read'))).complete()
      passes(wait)
      ;(await granted(pacer.acquire(rejected))).reportRateLimited(second)
      passes(3_600 * second)
      if ((await room(all, each)) < 30) found.push(each)
    }
    return found
  }

  test.each<[RequestClass, readonly RequestClass[]]>([
    ['read', ['read', 'id read']],
    ['id read', ['id read']],
    ['write', []],
    ['id write', []],
  ])('of a %s makes %j count', async (rejected, expected) => {
    expect(await counted(rejected)).toEqual(expected)
  })

  const both: readonly RequestClass[] = ['read', 'id read']
  const shortAndLong: readonly RateLimit[] = [...limits, { count: 1_000, ms: 60 * second }]
  const lists: readonly RateLimit[] = [...limits, { count: 2, ms: 60 * second, idListsOnly: true }]
  test.each<[string, Parameters<typeof counted>[1], readonly RequestClass[]]>([
    ['with reads beside it that fill the limit', { before: 19 }, both],
    ['with one read less', { before: 18 }, []],
    [
      'with reads that ended a moment before the window',
      { before: 19, given: shortAndLong, wait: 10 * second },
      [],
    ],
    [
      'with reads at the end of the window',
      { before: 19, given: shortAndLong, wait: 10 * second - 1 },
      both,
    ],
    ['with reads that would fill a limit of lists', { before: 5, given: lists }, []],
    ['with reads that fill one limit of two', { before: 19, given: shortAndLong }, both],
  ])('of a write %s: %#', async (_, situation, expected) => {
    expect(await counted('write', situation)).toEqual(expected)
  })

  test('of a write beside reads that wait for their answers makes reads count', async () => {
    const all = pacerOf(limits)
    const reads = await Promise.all(
      Array.from({ length: 19 }, () => granted(all.pacer.acquire('read'))),
    )
    ;(await granted(all.pacer.acquire('write'))).reportRateLimited(second)
    for (const each of reads) each.complete()
    all.passes(3_600 * second)
    expect(await room(all, 'read')).toBe(18)
  })
})

test('the first of two that ends makes room first', async () => {
  const { now, pacer, passes } = pacerOf([{ count: 2, ms: 10 * second }, wide])
  const [first, other] = [
    await granted(pacer.acquire('write')),
    await granted(pacer.acquire('write')),
  ]
  passes(second)
  other.complete()
  passes(5 * second)
  first.complete()
  await granted(pacer.acquire('write'))
  expect(now()).toBe(11 * second)
})

test('of three that end in another order, the second makes the next room', async () => {
  const { now, pacer, passes } = pacerOf([{ count: 3, ms: 10 * second }, wide])
  const permits: Permit[] = []
  for (let n = 0; n < 3; n += 1) permits.push(await granted(pacer.acquire('write')))
  for (const nth of [1, 2, 0]) {
    passes(second)
    permits[nth]?.complete()
  }
  ;(await granted(pacer.acquire('write'))).complete()
  expect(now()).toBe(11 * second)
  await granted(pacer.acquire('write'))
  expect(now()).toBe(12 * second)
})
