import { setImmediate as turnOver } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../../src/core/json.ts'
import { client, json, type Respond, refusal, serve } from './fixture.ts'

const path = '/console/v1/gates'
const identify = (item: JsonObject): string => String(item['id'])
const gates = (count: number): JsonObject[] =>
  Array.from({ length: count }, (_, n) => ({ id: `g${n}` }))

type Pagination = (page: number, pages: number, total: number) => JsonObject | undefined

const usual: Pagination = (page, pages, total) => ({
  itemsPerPage: 100,
  pageNumber: page,
  nextPage: page < pages ? `${path}?page=${page + 1}&limit=100` : null,
  previousPage: null,
  totalItems: total,
})

/** Serves the current content of the list. `after` is called after each page. */
const pagesOf =
  (
    items: readonly JsonObject[],
    pagination: Pagination = usual,
    after: (nth: number) => void = () => {},
    size = 100,
  ): Respond =>
  (response, request, nth) => {
    const page = Number(new URL(request.path, 'http://a').searchParams.get('page'))
    const data = items.slice((page - 1) * size, page * size)
    const pages = Math.ceil(items.length / size)
    const said = pagination(page, pages, items.length)
    json(response, 200, { message: 'ok', data, ...(said ? { pagination: said } : {}) })
    after(nth)
  }

const ids = (items: readonly JsonObject[]): string[] => items.map(identify)

describe('a list is complete and in order', () => {
  test.each([0, 1, 99, 100, 101, 250, 1_000])('with %i items', async (count) => {
    const items = gates(count)
    const server = await serve(pagesOf(items))
    expect(await client(server).list(path, { tag: 'a b' }, identify)).toEqual(items)
    expect(server.received).toHaveLength(Math.max(1, Math.ceil(count / 100)))
    expect(server.received[0]?.path).toBe(`${path}?tag=a+b&limit=100&page=1`)
  })

  const forms: Readonly<Record<string, Pagination>> = {
    'no pagination at all': () => undefined,
    'no total': (...of) => ({ ...usual(...of), totalItems: null }),
    'no next page': (page, pages, total) => ({
      pageNumber: page,
      itemsPerPage: pages,
      totalItems: total,
    }),
    'a next page that loops': (...of) => ({ ...usual(...of), nextPage: `${path}?page=1` }),
    'a next page on another host': (page, pages, total) => ({
      ...usual(page, pages, total),
      nextPage: page < pages ? 'https://evil.com/console/v1/gates?page=2' : null,
    }),
    'a next page that is a query': (page, pages, total) => ({
      ...usual(page, pages, total),
      nextPage: page < pages ? `?page=${page + 1}` : null,
    }),
    'a total that is too small': (page, pages) => usual(page, pages, 120),
    'a total that is too large': (page, pages) => usual(page, pages, 520),
    'a next page that never ends and no total': () => ({ nextPage: '?page=2' }),
  }
  test.each(Object.entries(forms))('with %s', async (_, pagination) => {
    for (const count of [7, 100, 250]) {
      const items = gates(count)
      const server = await serve(pagesOf(items, pagination))
      expect(await client(server).list(path, {}, identify)).toEqual(items)
    }
  })

  test('with smaller pages than requested', async () => {
    const items = gates(120)
    for (const pagination of [usual, forms['no total']]) {
      const server = await serve(pagesOf(items, pagination, () => {}, 50))
      expect(await client(server).list(path, {}, identify)).toEqual(items)
    }
  })

  test('with all items on one page, with any requested size', async () => {
    const items = gates(130)
    const server = await serve((response) => json(response, 200, { data: items }))
    expect(await client(server).list(path, {}, identify)).toEqual(items)
    expect(server.received).toHaveLength(1)
  })

  test('with an item that is on two pages', async () => {
    const items = gates(120)
    const server = await serve((response, request) => {
      const last = request.path.endsWith('page=2')
      const data = last ? items.slice(20) : items.slice(0, 100)
      json(response, 200, { data, pagination: usual(last ? 2 : 1, 2, 120) })
    })
    expect(await client(server).list(path, {}, identify)).toEqual(items)
  })
})

describe('a list that changes while it is read is read again', () => {
  const moves: Readonly<Record<string, (items: JsonObject[]) => void>> = {
    'an item added in front': (items) => items.unshift({ id: 'new' }),
    'an item added at the end': (items) => items.push({ id: 'new' }),
    'an item deleted in front': (items) => items.shift(),
    'an item deleted in the middle': (items) => items.splice(150, 1),
    'an item moved to the front': (items) => items.unshift(...items.splice(340, 1)),
  }
  const cases = Object.entries(moves).flatMap(([name, move]) =>
    [1, 2, 3].map((nth) => ({ name, move, nth })),
  )

  test.each(cases)('$name after page $nth', async ({ move, nth }) => {
    const items = gates(350)
    const server = await serve(
      pagesOf(items, usual, (now) => {
        if (now === nth) move(items)
      }),
    )
    const found = await client(server, { concurrentReads: 1 }).list(path, {}, identify)
    expect(ids(found)).toEqual(ids(items))
  })

  test('also without a total', async () => {
    const items = gates(350)
    const pagination: Pagination = (page, pages) => ({ nextPage: page < pages ? '?' : null })
    const server = await serve(
      pagesOf(items, pagination, (nth) => {
        if (nth === 2) items.shift()
      }),
    )
    expect(ids(await client(server).list(path, {}, identify))).toEqual(ids(items))
  })

  test('and fails after five readings', async () => {
    const items = gates(150)
    const server = await serve(pagesOf(items, usual, (nth) => items.unshift({ id: `new${nth}` })))
    const error = await refusal(client(server).list(path, {}, identify))
    expect(error).toMatchObject({ name: 'ApiError', written: 'no', fatal: false })
    expect(String(error)).toMatch(
      /a different list in each of 5 readings: the list is being changed/,
    )
  })

  test('and fails if all pages are the same', async () => {
    const server = await serve((response) =>
      json(response, 200, { data: gates(100), pagination: usual(1, 3, 300) }),
    )
    await expect(client(server).list(path, {}, identify)).rejects.toThrow(/its pages overlap/)
  })
})

test('an impossible total is an error', async () => {
  const server = await serve((response) =>
    json(response, 200, { data: gates(1), pagination: usual(1, 2, 1e9) }),
  )
  await expect(client(server).list(path, {}, identify)).rejects.toThrow(/more than 1000 pages/)
  expect(server.received).toHaveLength(1)
})

test('a list whose items are not objects is an error', async () => {
  const server = await serve((response) => json(response, 200, { data: ['a'] }))
  await expect(client(server).list(path, {}, identify)).rejects.toThrow(
    `GET ${path}?limit=100&page=1 answered 200 with an unexpected body: {"data":["a"]}`,
  )
})

test('at most eight reads run at the same time', async () => {
  const items = gates(3_000)
  let now = 0
  let most = 0
  // The first page is read alone. The others end some time after eight have arrived, so that a ninth would arrive too.
  const server = await serve(async (response, request, nth) => {
    now += 1
    most = Math.max(most, now)
    while (nth > 1 && most < 8) await turnOver()
    for (let turn = 0; turn < 20; turn += 1) await turnOver()
    now -= 1
    pagesOf(items)(response, request, nth)
  })
  expect(await client(server).list(path, {}, identify)).toHaveLength(3_000)
  expect(most).toBe(8)
})
