// The bounds of lists: one without an end is an error that names the list and the bound.
import { expect } from 'vitest'
import type { HttpResult, Send } from '../../../../src/io/statsig/console-api/http.ts'
import { consoleReader } from '../../../../src/io/statsig/console-api/index.ts'
import type { Clock } from '../../../../src/resources/api.ts'
import { usualRunTest as test } from '../../../support/long-run.ts'
import { key, refusal } from './fixture.ts'

/** Time that runs only where a request or a wait takes it. */
const steppingClock = (): Clock & { readonly step: (ms: number) => void } => {
  let now = 0
  return {
    now: () => now,
    step: (ms) => {
      now += ms
    },
    sleep: async (ms) => {
      now += ms
      await new Promise((done) => setImmediate(done))
    },
  }
}

const answer = (status: number, body: unknown, headers = {}): HttpResult => ({
  status,
  text: JSON.stringify(body),
  headers: new Map(Object.entries(headers)),
})

const endlessPage = (page: number): HttpResult =>
  answer(200, {
    data: [{ id: `a${page}` }],
    pagination: { nextPage: `/console/v1/gates?page=${page + 1}` },
  })

const readerWith = (send: Send, clock: Clock) => {
  let requests = 0
  const reader = consoleReader({
    baseUrl: new URL('http://127.0.0.1:1'),
    key,
    clock,
    random: () => 0.5,
    respectReviews: false,
    send: async (...given) => {
      requests += 1
      return send(...given)
    },
  })
  return { reader, requests: () => requests }
}

const identify = (item: { readonly [name: string]: unknown }) => String(item['id'])
const pageOf = ({ searchParams }: URL) => Number(searchParams.get('page'))

test('a list has a bound of pages, and a run', async () => {
  const { reader, requests } = readerWith(
    async ({ url }) => endlessPage(pageOf(url)),
    steppingClock(),
  )
  const reads = ['gates', 'segments', 'layers', 'metrics'].map((name) =>
    refusal(reader.list(`/console/v1/${name}`, {}, identify)),
  )
  const messages = (await Promise.all(reads)).map((error) => String(error))
  expect(
    messages.some((each) => each.includes('the lists of this run have more than 3000 pages')),
  ).toBe(true)
  expect(requests()).toBeLessThanOrEqual(3_000)
  const alone = readerWith(async ({ url }) => endlessPage(pageOf(url)), steppingClock())
  expect(String(await refusal(alone.reader.list('/console/v1/gates', {}, identify)))).toContain(
    'GET /console/v1/gates has more than 1000 pages',
  )
  expect(alone.requests()).toBe(1_000)
})

test('a list has a bound of time', async () => {
  const clock = steppingClock()
  const { reader, requests } = readerWith(async ({ url }) => {
    clock.step(2_000)
    return endlessPage(pageOf(url))
  }, clock)
  expect(String(await refusal(reader.list('/console/v1/gates', {}, identify)))).toContain(
    'GET /console/v1/gates took more than 5 minutes to be read',
  )
  expect(requests()).toBe(150)
})

test('the lists of a run have a bound of time together', async () => {
  const clock = steppingClock()
  const { reader } = readerWith(async ({ url }) => {
    clock.step(4_000)
    return pageOf(url) < 60 ? endlessPage(pageOf(url)) : answer(200, { data: [] })
  }, clock)
  const read = (name: string) => refusal(reader.list(`/console/v1/${name}`, {}, identify))
  await reader.list('/console/v1/gates', {}, identify).catch(() => {})
  await read('segments')
  expect(String(await read('layers'))).toContain('the lists of this run took more than 10 minutes')
})

test('a wait for a limit is no time of a list', async () => {
  const clock = steppingClock()
  let sent = 0
  const { reader } = readerWith(async () => {
    sent += 1
    return sent <= 3
      ? answer(429, { message: 'Too many requests' }, { 'retry-after': '300' })
      : answer(200, { data: [{ id: 'a' }], pagination: { nextPage: null, totalItems: 1 } })
  }, clock)
  expect(await reader.list('/console/v1/gates', {}, identify)).toEqual([{ id: 'a' }])
  expect(clock.now()).toBeGreaterThanOrEqual(900_000)
})

test('a list that is never answered ends, and names itself', async () => {
  const clock = steppingClock()
  const { reader, requests } = readerWith(async (_, timeout) => {
    clock.step(timeout)
    return { status: undefined, cause: 'timeout', detail: `${timeout / 1_000} s` }
  }, clock)
  expect(String(await refusal(reader.list('/console/v1/gates', {}, identify)))).toContain(
    'GET /console/v1/gates',
  )
  expect(requests()).toBe(5)
  expect(clock.now()).toBeLessThan(200_000)
})
