// What is sent again, and when: each answer of Statsig and of the network, over a function in place of HTTP.
import { setImmediate as turnOver } from 'node:timers/promises'
import { describe, expect } from 'vitest'
import { createRunActivity } from '../../../../src/io/statsig/console-api/activity.ts'
import type {
  HttpFailure,
  HttpResult,
  Message,
} from '../../../../src/io/statsig/console-api/http.ts'
import type { RetryPolicy } from '../../../../src/io/statsig/console-api/retry.ts'
import { retryAfterMs } from '../../../../src/io/statsig/console-api/retry-after.ts'
import {
  backOffMs,
  createRetryBudget,
} from '../../../../src/io/statsig/console-api/retry-budget.ts'
import {
  type ConsoleApiOptions,
  createSender,
} from '../../../../src/io/statsig/console-api/sender.ts'
import type { Request } from '../../../../src/model/index.ts'
import { usualRunTest as test } from '../../../support/long-run.ts'
import { key, refusal } from './fixture.ts'

const path = '/console/v1/gates/a'
const read: Request = { method: 'GET', path }
const write: Request = { method: 'POST', path }

const answer = (status: number, text = '{}', headers: Readonly<Record<string, string>> = {}) =>
  ({ status, text, headers: new Map(Object.entries(headers)) }) as const
const failure = (cause: HttpFailure['cause']): HttpFailure => ({
  status: undefined,
  cause,
  detail: 'X',
})
const ok = answer(200, '{"data":{}}')

/** A clock that sleeps in no time, and what was sent at which time. */
const network = (answers: readonly HttpResult[], options: Partial<ConsoleApiOptions> = {}) => {
  let now = 0
  const slept: number[] = []
  const sent: { readonly at: number; readonly message: Message; readonly timeout: number }[] = []
  const left = [...answers]
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      slept.push(ms)
      now += ms
      await turnOver()
    },
  }
  const lines: string[] = []
  const sender = createSender({
    baseUrl: new URL('https://statsig.example'),
    key,
    clock,
    random: () => 1,
    respectReviews: true,
    limits: [],
    trace: (line) => lines.push(line),
    ...options,
    send: async (message, timeout) => {
      sent.push({ at: now, message, timeout })
      now += 5
      const next = left.length > 1 ? left.shift() : left[0]
      return next ?? ok
    },
  })
  const policy = (more: Partial<RetryPolicy> = {}): RetryPolicy => ({
    isIdempotent: true,
    maxAttempts: 3,
    isValidBody: () => true,
    ...more,
  })
  return { ...sender, sent, slept, lines, policy, clock }
}

/** How many requests were sent, and how it ended. */
const ended = async (
  request: Request,
  answers: readonly HttpResult[],
  more: Partial<RetryPolicy> = {},
  options: Partial<ConsoleApiOptions> = {},
) => {
  const { policy, send, sent, slept } = network(answers, options)
  const body = await send(request, policy(more)).catch((error: unknown) => error)
  const end = body instanceof Error ? body : 'answered'
  return { sent: sent.length, end, slept }
}
const written = (end: unknown) => (end instanceof Error ? Reflect.get(end, 'written') : end)

describe('a fault', () => {
  test.each<[string, HttpResult, number, number, string]>([
    ['500', answer(500), 2, 1, 'unknown'],
    ['599', answer(599), 2, 1, 'unknown'],
    ['408', answer(408), 2, 1, 'unknown'],
    ['a success without JSON', answer(200, '<html>'), 2, 1, 'unknown'],
    ['299 without JSON', answer(299, ''), 2, 1, 'unknown'],
    ['a broken connection', failure('connection-broken'), 2, 1, 'unknown'],
    ['no answer in time', failure('timeout'), 2, 1, 'unknown'],
    ['no connection', failure('not-sent'), 2, 2, 'answered'],
    ['a certificate that is not trusted', failure('untrusted-certificate'), 1, 1, 'no'],
    ['an answer that is too long', failure('too-large'), 1, 1, 'unknown'],
    ['300', answer(300), 1, 1, 'no'],
    ['199', answer(199), 1, 1, 'no'],
    ['400', answer(400), 1, 1, 'no'],
    ['404 of Statsig', answer(404), 1, 1, 'no'],
    ['404 of a proxy', answer(404, '<html>'), 1, 1, 'no'],
    ['409', answer(409), 1, 1, 'no'],
    ['499', answer(499), 1, 1, 'no'],
  ])('%s: an idempotent write is sent %#', async (_, fault, idempotent, other, state) => {
    const again = await ended(write, [fault, ok])
    expect(again.sent).toBe(idempotent)
    expect(again.end === 'answered').toBe(idempotent === 2)
    const once = await ended(write, [fault, ok], { isIdempotent: false })
    expect(once.sent).toBe(other)
    expect(written(once.end)).toBe(state)
  })

  test.each([
    ['of a proxy', '<html>', 2],
    ['of Statsig', '{"message":"Gate not found."}', 1],
  ])('404 %s: a read is sent %#', async (_, text, times) => {
    expect((await ended(read, [answer(404, text), ok])).sent).toBe(times)
    expect((await ended(read, [answer(410, text), ok])).sent).toBe(1)
  })

  test('is waited out with growing pauses, and is final after the last attempt', async () => {
    expect(await ended(read, [answer(500)], { maxAttempts: 4 })).toMatchObject({
      sent: 4,
      slept: [500, 1_000, 2_000],
    })
    expect((await ended(read, [answer(500)], { maxAttempts: 1 })).sent).toBe(1)
  })

  test('is waited out for twenty seconds at most, by chance', () => {
    expect([0, 1, 5, 6, 30].map((nth) => backOffMs(nth, () => 1))).toEqual([
      500, 1_000, 16_000, 20_000, 20_000,
    ])
    expect(backOffMs(1, () => 0.25)).toBe(250)
  })

  test('leaves a later refusal in doubt', async () => {
    expect(written((await ended(write, [answer(500), answer(400)])).end)).toBe('unknown')
    expect(written((await ended(write, [failure('not-sent'), answer(400)])).end)).toBe('no')
    const creation = { isIdempotent: false }
    const { end, sent } = await ended(write, [failure('not-sent'), answer(500), ok], creation)
    expect([sent, written(end)]).toEqual([2, 'unknown'])
  })

  test('is a body that is not what was asked for', async () => {
    const isValidBody = (body: object) => 'data' in body
    expect(
      await ended(read, [answer(200), answer(200, '<html>'), ok], { isValidBody }),
    ).toMatchObject({
      sent: 3,
      end: 'answered',
    })
  })

  test('is final once the time for the request is over', async () => {
    const times = [900, 600, 0]
    const { sent } = await ended(read, [answer(500)], {
      maxAttempts: 9,
      remainingMs: () => times.shift() ?? 0,
    })
    expect(sent).toBe(2)
    expect((await ended(read, [answer(500)], { remainingMs: () => 1 })).sent).toBe(3)
    expect((await ended(read, [answer(500)], { remainingMs: () => -1 })).sent).toBe(1)
  })

  test('waits no longer than the time for the request', async () => {
    const { policy, send, sent } = network([ok])
    await send(read, policy({ remainingMs: () => 700 }))
    await send(read, policy())
    await send(write, policy())
    expect(sent.map(({ timeout }) => timeout)).toEqual([700, 30_000, 90_000])
  })
})

describe('the budget of a run', () => {
  test('has a hundred repeats, or fifty after timeouts', () => {
    for (const [timedOut, times] of [
      [false, 100],
      [true, 50],
    ] as const) {
      const budget = createRetryBudget()
      expect(
        Array.from({ length: 120 }, () => budget.spend(timedOut)).filter(Boolean),
      ).toHaveLength(times)
    }
  })

  test('grows by one with each success, and is full at the beginning', () => {
    const budget = createRetryBudget()
    budget.refund()
    while (budget.spend(false));
    expect(budget.spend(true)).toBe(false)
    for (let n = 0; n < 4; n += 1) budget.refund()
    expect(budget.spend(false)).toBe(false)
    budget.refund()
    expect(budget.spend(false)).toBe(true)
    expect(budget.spend(false)).toBe(false)
    for (let n = 0; n < 9; n += 1) budget.refund()
    expect(budget.spend(true)).toBe(false)
    budget.refund()
    expect(budget.spend(true)).toBe(true)
  })

  test.each([
    ['answers', answer(500), 100],
    ['timeouts', failure('timeout'), 50],
    ['broken connections', failure('connection-broken'), 100],
  ])('is spent by %s, and then each fault is final', async (_, fault, repeats) => {
    const { policy, send, sent } = network([fault])
    for (let n = 0; n < repeats; n += 1) await refusal(send(read, policy({ maxAttempts: 2 })))
    expect(sent).toHaveLength(2 * repeats)
    await refusal(send(read, policy()))
    expect(sent).toHaveLength(2 * repeats + 1)
  })

  test('is refunded by answers', async () => {
    const answers: HttpResult[] = []
    for (let n = 0; n < 100; n += 1) answers.push(answer(500))
    const { policy, send, sent } = network([...answers, ok, ok, ok, ok, ok, answer(500), ok])
    await refusal(send(read, policy({ maxAttempts: 100 })))
    expect(sent).toHaveLength(100)
    for (let n = 0; n < 5; n += 1) await send(read, policy())
    await send(read, policy())
    expect(sent).toHaveLength(107)
  })
})

describe('a rejection because of a limit', () => {
  const limited = answer(429, '{}', { 'retry-after': '7' })

  test('is no failed attempt, and is waited out as Statsig says', async () => {
    const answers = [limited, limited, limited, limited, ok]
    const { end, sent, slept } = await ended(write, answers, {
      isIdempotent: false,
      maxAttempts: 1,
    })
    expect([end, sent]).toEqual(['answered', 5])
    expect(slept.reduce((sum, ms) => sum + ms, 0)).toBe(4 * 7_000)
  })

  test('is dated by the clock of the server', async () => {
    const headers = {
      'retry-after': 'Tue, 06 Jan 2026 10:00:20 GMT',
      date: 'Tue, 06 Jan 2026 10:00:00 GMT',
    }
    const { slept } = await ended(read, [answer(429, '{}', headers), ok])
    expect(slept.reduce((sum, ms) => sum + ms, 0)).toBe(20_000)
  })

  test('is final after an hour without another answer', async () => {
    const minutes = answer(429, '{}', { 'retry-after': '900' })
    const { end, sent } = await ended(write, [minutes], { isIdempotent: false })
    expect([sent, written(end)]).toEqual([5, 'no'])
    // Another answer in between begins the hour again.
    const answers = [minutes, minutes, minutes, answer(500), minutes, minutes, minutes, ok]
    expect(await ended(read, answers)).toMatchObject({ sent: 8, end: 'answered' })
  })

  test('leaves an earlier attempt in doubt', async () => {
    const { end } = await ended(write, [answer(500), limited, answer(400)])
    expect(written(end)).toBe('unknown')
  })

  test('stops a check that is under way: what it has read no longer counts', async () => {
    const { clock, policy, send, sent } = network([limited, ok])
    const checked: number[] = []
    let isFirst = true
    await send(
      write,
      policy({
        check: async (sendRead) => {
          checked.push(clock.now())
          const isLimited = isFirst
          isFirst = false
          if (isLimited) void sendRead(read, policy())
          for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
          return write
        },
      }),
    )
    expect(checked).toHaveLength(2)
    expect(checked[1]).toBeGreaterThanOrEqual(7_000)
    const { at } = sent.find(({ message }) => message.method === 'POST') ?? { at: 0 }
    expect(at).toBeGreaterThanOrEqual(7_000)
  })

  test('makes a turn wait for the room of its read, too', async () => {
    const limits = [{ count: 3, ms: 60_000 }]
    const { policy, send, sent } = network([limited, ok], { limits, limitShare: 1 })
    const check: RetryPolicy['check'] = async (sendRead) => {
      await sendRead(read, policy())
      return write
    }
    // From now on reads count.
    await send(read, policy())
    await Promise.all(Array.from({ length: 4 }, () => send(write, policy({ check }))))
    const times = sent.slice(1).map(({ at }) => at)
    expect(times).toHaveLength(9)
    for (const [index, at] of times.entries())
      expect((times[index + 3] ?? Number.POSITIVE_INFINITY) - at).toBeGreaterThan(60_000)
  })
})

describe('a check in the turn', () => {
  const body = { name: 'A' }

  test('says what is sent, for each attempt', async () => {
    const { policy, send, sent } = network([answer(500), ok])
    const doubts: boolean[] = []
    const check: RetryPolicy['check'] = async (_, mayBeWritten) => {
      doubts.push(mayBeWritten)
      return { ...write, body: { ...body, nth: doubts.length } }
    }
    await send(write, policy({ check }))
    expect(doubts).toEqual([false, true])
    expect(sent.map(({ message }) => message.body)).toEqual([
      '{"name":"A","nth":1}',
      '{"name":"A","nth":2}',
    ])
  })

  test('reads in the same turn', async () => {
    const { policy, send, sent } = network([ok], { limits: [{ count: 1, ms: 1_000 }] })
    const check: RetryPolicy['check'] = async (sendRead) => {
      await sendRead(read, policy())
      return write
    }
    await send(write, policy({ check }))
    await send(write, policy({ check }))
    expect(sent.map(({ at, message }) => [message.method, at >= 1_000])).toEqual([
      ['GET', false],
      ['POST', false],
      ['GET', true],
      ['POST', true],
    ])
  })

  test('withholds the request, and takes no room in the limit', async () => {
    const { policy, send, sent, slept } = network([ok], { limits: [{ count: 1, ms: 1_000 }] })
    const withheld = { check: async () => undefined }
    expect(await refusal(send(write, policy(withheld)))).toMatchObject({
      name: 'UnsentError',
      message: 'POST was not sent',
      reason: 'withheld',
      mayBeWritten: false,
    })
    const fault = new Error('The read failed')
    const failing = { check: () => Promise.reject(fault) }
    expect(await refusal(send(write, policy(failing)))).toBe(fault)
    await send(write, policy())
    expect([sent.length, slept]).toEqual([1, []])
  })

  test('withholds a further attempt, and the first may have been carried out', async () => {
    const { policy, send } = network([answer(500)])
    const check: RetryPolicy['check'] = async (_, mayBeWritten) =>
      mayBeWritten ? undefined : write
    expect(await refusal(send(write, policy({ check })))).toMatchObject({
      reason: 'withheld',
      mayBeWritten: true,
    })
  })
})

describe('the end of a run', () => {
  const signalsOf = () => {
    const [stop, abort] = [new AbortController(), new AbortController()]
    return { stop, signals: { stop: stop.signal, abort: abort.signal } }
  }

  test.each([true, false])('stops what is not sent yet (already before: %s)', async (isBefore) => {
    const { signals, stop } = signalsOf()
    if (isBefore) stop.abort()
    const { policy, send, sent } = network([ok], { signals })
    stop.abort()
    for (const request of [read, write])
      expect(await refusal(send(request, policy()))).toMatchObject({
        name: 'UnsentError',
        reason: 'stopped',
        mayBeWritten: false,
      })
    expect(sent).toEqual([])
  })

  test('sends nothing after a check that it has overtaken', async () => {
    const { signals, stop } = signalsOf()
    const { policy, send, sent } = network([ok], { signals })
    const check = async () => {
      stop.abort()
      return write
    }
    expect(await refusal(send(write, policy({ check })))).toMatchObject({ reason: 'stopped' })
    expect(sent).toEqual([])
  })

  test('repeats nothing, and says what may have been written', async () => {
    const { signals, stop } = signalsOf()
    const { policy, send, sent, slept } = network([answer(500)], {
      signals,
      trace: () => stop.abort(),
    })
    expect(await refusal(send(write, policy()))).toMatchObject({ status: 500, written: 'unknown' })
    expect([sent.length, slept]).toEqual([1, []])
  })

  test('during the wait for a further attempt leaves the first in doubt', async () => {
    const { signals, stop } = signalsOf()
    const { clock, policy, send, sent } = network([answer(500)], {
      signals,
      random: () => {
        queueMicrotask(() => stop.abort())
        return 1
      },
    })
    expect(clock.now()).toBe(0)
    expect(await refusal(send(write, policy()))).toMatchObject({
      reason: 'stopped',
      mayBeWritten: true,
    })
    expect(sent).toHaveLength(1)
  })

  test('is told to the clock that waits', async () => {
    const { signals } = signalsOf()
    const given: unknown[] = []
    const clock = {
      now: () => 0,
      sleep: async (_: number, signal?: AbortSignal) => void given.push(signal),
    }
    const { policy, send } = network([answer(500), ok], { signals, clock })
    await send(read, policy())
    expect(given).toEqual([signals.stop])
  })

  test('comes with the key that Statsig refuses, and later requests name the cause', async () => {
    const { signals, stop } = signalsOf()
    const { policy, send, sent } = network(
      [answer(401, '{"message":"No"}'), answer(401, '{"message":"Other"}')],
      { signals },
    )
    const first = await refusal(send(read, policy()))
    expect(first).toMatchObject({ status: 401, fatal: true })
    stop.abort()
    const later = await refusal(send(write, policy()))
    expect(later).toMatchObject({ fatal: true, status: 401, written: 'no' })
    expect(String(later)).toContain('was not sent: GET')
    expect(sent).toHaveLength(1)
  })

  test('names the first of two refusals of the key', async () => {
    const { policy, send } = network([
      answer(401, '{"message":"First"}'),
      answer(401, '{"message":"Second"}'),
    ])
    await Promise.allSettled([send(read, policy()), send(read, policy())])
    expect(String(await refusal(send(read, policy())))).toContain('First')
  })
})

describe('what is told of a run', () => {
  test('is a line for each attempt, without the key', async () => {
    const { lines, policy, send } = network([failure('timeout'), answer(500), ok], {
      maskSecrets: (text) => text.replaceAll('hidden', '***'),
    })
    await send({ method: 'GET', path: `${path}?a=${key}&b=hidden` }, policy())
    const asked = `GET ${path}?a=console-***&b=***`
    expect(lines).toEqual([
      `${asked} timeout (X) 5 ms, attempt 1`,
      `${asked} 500 5 ms, attempt 2`,
      `${asked} 200 5 ms, attempt 3`,
    ])
  })

  test('are the requests under way, and those that had an answer', async () => {
    const activity = createRunActivity({ now: () => 0 })
    const seen: number[] = []
    const { policy, send } = network([answer(500), ok], {
      activity,
      trace: () => seen.push(activity.answered(), activity.underWay()),
    })
    await send(read, policy())
    expect(seen).toEqual([1, 0, 2, 0])
    expect(activity.underWay()).toBe(0)
  })

  test('is each wait for a limit', async () => {
    const { activity, policy, send } = network([ok], { limits: [{ count: 1, ms: 5_000 }] })
    await send(write, policy())
    const waiting = send(write, policy())
    await Promise.resolve()
    expect(activity.limitedMs()).toBeGreaterThan(3_000)
    await waiting
    expect(activity.workingMs()).toBeLessThan(100)
  })
})

describe('a sender without options', () => {
  test('keeps nine tenths of the documented limits', async () => {
    let now = 0
    const sent: number[] = []
    const { send } = createSender({
      baseUrl: new URL('https://statsig.example'),
      key,
      random: () => 1,
      respectReviews: true,
      clock: {
        now: () => now,
        sleep: async (ms) => {
          now += ms
        },
      },
      send: async () => {
        sent.push(now)
        return ok
      },
    })
    const policy = { isIdempotent: true, maxAttempts: 1, isValidBody: () => true }
    for (let n = 0; n < 91; n += 1) await send(write, policy)
    expect(sent.slice(0, 90).every((at) => at === 0)).toBe(true)
    expect(sent[90]).toBe(10_000)
    const list: Request = { method: 'POST', path: '/console/v1/segments/a/id_list' }
    sent.splice(0)
    now = 100_000
    for (let n = 0; n < 11; n += 1) await send(list, policy)
    expect(sent.map((at) => at - 100_000)).toEqual([...Array(10).fill(0), 10_000])
  })
})

test.each<[string | undefined, string | undefined, number | undefined]>([
  ['7', undefined, 7_000],
  ['7.5', undefined, 7_500],
  ['7.', undefined, undefined],
  ['7x', undefined, undefined],
  ['0x10', undefined, undefined],
  ['1e3', undefined, undefined],
  ['x7', undefined, undefined],
  ['12', undefined, 12_000],
  ['1.25', undefined, 1_250],
  ['0.01', undefined, 1_000],
  ['9999', undefined, 900_000],
  ['0', undefined, undefined],
  [undefined, undefined, undefined],
  [undefined, 'Tue, 06 Jan 2026 10:00:00 GMT', undefined],
  ['Tue, 06 Jan 2026 10:00:30 GMT', undefined, undefined],
  ['Tue, 06 Jan 2026 10:00:30 GMT', 'Tue, 06 Jan 2026 10:00:00 GMT', 30_000],
  ['Tue, 06 Jan 2026 10:00:00 GMT', 'Tue, 06 Jan 2026 10:00:30 GMT', undefined],
  ['Tue, 06 Jan 2026 10:00:30 GMT', '2026-01-06', undefined],
  ['2026-01-06T10:00:30Z', 'Tue, 06 Jan 2026 10:00:00 GMT', undefined],
  ['in Tue, 06 Jan 2026 10:00:30 GMT', 'Tue, 06 Jan 2026 10:00:00 GMT', undefined],
  ['Tue, 06 Jan 2026 10:00:30 GMT-1', 'Tue, 06 Jan 2026 10:00:00 GMT', undefined],
])('Retry-After: %s, at %s, is %s ms', (header, date, expected) => {
  expect(retryAfterMs(header, date)).toBe(expected)
})
