// Key, host, routes, envelopes, pages and rate limits.
import { request } from 'node:http'
import { describe, expect, test } from 'vitest'
import { at, open } from './client.ts'

const statusWithHost = (url: string, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(`${url}/console/v1/project`, { headers: { host } }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })

describe('access', () => {
  test('a key that is not the project’s is refused, and not repeated in full', async () => {
    const { send } = await open()
    const key = 'console-secret-secret-secret'
    const { status, body } = await send('GET', 'gates', undefined, { 'statsig-api-key': key })
    expect(status).toBe(401)
    expect(JSON.stringify(body)).not.toContain('secret')
  })

  test('a read-only key reads, and may not write', async () => {
    const { send } = await open()
    const headers = { 'statsig-api-key': 'console-emulator-readonly-1' }
    expect((await send('GET', 'gates', undefined, headers)).status).toBe(200)
    expect((await send('POST', 'gates', { name: 'A Gate' }, headers)).status).toBe(403)
  })

  test('any console key is accepted with `acceptAnyKey`', async () => {
    const { send } = await open({ acceptAnyKey: true })
    const statusOf = async (key: string): Promise<number> =>
      (await send('GET', 'gates', undefined, { 'statsig-api-key': key })).status
    expect([await statusOf('console-mine'), await statusOf('secret-mine')]).toEqual([200, 401])
  })

  test('a request with another host name (DNS rebinding) is refused', async () => {
    const { emulator } = await open()
    expect(await statusWithHost(emulator.url, 'evil.example')).toBe(403)
    expect(await statusWithHost(emulator.url, 'localhost:1')).toBe(401)
  })
})

describe('routes', () => {
  test.each([
    ['GET', 'nothing'],
    ['PATCH', 'segments/a_segment'],
    ['PATCH', 'metrics/dau%3A%3Auser'],
    ['PUT', 'segments/a_segment/unarchive'],
    ['GET', 'gates/'],
  ])('%s %s is no route', async (method, path) => {
    const { send } = await open()
    const { status, body } = await send(method, path, method === 'GET' ? undefined : {})
    expect([status, body]).toEqual([404, { status: 404, message: 'Not Found' }])
  })

  test('a path parameter is decoded, slashes and all', async () => {
    const { send } = await open()
    const name = 'Clicks / 100% (web): all'
    await send('POST', 'metrics', {
      name,
      type: 'sum',
      unitTypes: ['userID'],
      metricEvents: [{ name: 'click' }],
    })
    const byId = await send('GET', `metrics/${encodeURIComponent(`${name}::sum`)}`)
    const byName = await send('GET', `metrics/${encodeURIComponent(name)}/sum`)
    expect(at(byId.data, 'name')).toBe(name)
    expect(byName.data).toEqual(byId.data)
  })

  test('a body that is not JSON is a bad request', async () => {
    const { emulator } = await open()
    const { status } = await fetch(`${emulator.url}/console/v1/gates`, {
      method: 'POST',
      headers: { 'statsig-api-key': emulator.key },
      body: '{',
    })
    expect(status).toBe(400)
  })

  test.each([
    ['cloud', false],
    ['warehouse', true],
  ] as const)('a %s project says so', async (project, isWarehouseNative) => {
    const { send } = await open({ project })
    expect(at((await send('GET', 'company')).data, 'isWarehouseNative')).toBe(isWarehouseNative)
    expect(at((await send('GET', 'project')).data, 'id')).toBeTypeOf('string')
  })
})

describe('pages', () => {
  const filled = async (count: number) => {
    const project = await open({ limits: 'none' })
    for (let index = 0; index < count; index += 1)
      project.emulator.insert('gates', { name: `gate ${index}` })
    return project
  }

  test('have at most 100 items, also with a higher limit', async () => {
    const { send } = await filled(150)
    for (const query of ['', '?limit=1000&page=1']) {
      const { body } = await send('GET', `gates${query}`)
      expect(at(body, 'data')).toHaveLength(100)
      expect(at(body, 'pagination', 'itemsPerPage')).toBe(100)
    }
  })

  test('link to one another by relative addresses, and end with null', async () => {
    const { send } = await filled(3)
    const { body } = await send('GET', 'gates?limit=2&page=1')
    expect(at(body, 'pagination')).toEqual({
      itemsPerPage: 2,
      pageNumber: 1,
      nextPage: '/console/v1/gates?limit=2&page=2',
      previousPage: null,
      totalItems: 3,
      all: '/console/v1/gates',
    })
    const second = await send('GET', 'gates?limit=2&page=2')
    expect(at(second.body, 'pagination', 'nextPage')).toBeNull()
    expect(second.data).toHaveLength(1)
  })

  test.each(['limit=0', 'page=x'])('%s is refused', async (query) => {
    const { send } = await open()
    expect((await send('GET', `gates?${query}`)).status).toBe(400)
  })
})

describe('the budget', () => {
  const timed = async (behaviors: readonly ['retry-after' | 'reads-count'] | readonly []) => {
    let now = 1_000_000
    const project = await open({
      clock: { now: () => now },
      limits: [
        { count: 2, ms: 10_000 },
        { count: 3, ms: 900_000 },
      ],
      behaviors,
    })
    return { ...project, pass: (ms: number) => (now += ms) }
  }

  test('a window moves with the given clock', async () => {
    const { send, pass } = await timed([])
    const write = async (): Promise<number> => (await send('PUT', 'gates/none/enable', {})).status
    expect([await write(), await write(), await write()]).toEqual([404, 404, 429])
    pass(10_000)
    expect([await write(), await write()]).toEqual([404, 429])
    pass(890_000)
    expect(await write()).toBe(404)
  })

  test('a refusal has no Retry-After, unless that is asked for', async () => {
    for (const [behaviors, wait] of [
      [[], null],
      [['retry-after'], '10'],
    ] as const) {
      const { send } = await timed(behaviors)
      for (let count = 0; count < 2; count += 1) await send('POST', 'gates', {})
      const { status, body, headers } = await send('POST', 'gates', {})
      expect([status, body]).toEqual([429, { status: 429, message: 'Too many requests' }])
      expect(headers.get('retry-after')).toBe(wait)
    }
  })

  test('reads are free, unless that is asked for', async () => {
    for (const [behaviors, last] of [
      [[], 200],
      [['reads-count'], 429],
    ] as const) {
      const { send } = await timed(behaviors)
      for (let count = 0; count < 2; count += 1) await send('GET', 'gates')
      expect((await send('GET', 'gates')).status).toBe(last)
    }
  })
})

test('every request is logged, and reported in one line', async () => {
  const lines: string[] = []
  const { emulator, send } = await open({
    clock: { now: () => 7 },
    onRequest: (line) => lines.push(line),
  })
  await send('GET', 'gates?limit=5')
  await send('POST', 'gates', { name: 'A Gate' })
  expect(emulator.requests).toEqual([
    { method: 'GET', path: '/console/v1/gates?limit=5', body: undefined, status: 200, at: 7 },
    { method: 'POST', path: '/console/v1/gates', body: { name: 'A Gate' }, status: 201, at: 7 },
  ])
  expect(lines[1]).toMatch(/^POST \/console\/v1\/gates 201 \d+ms$/)
})
