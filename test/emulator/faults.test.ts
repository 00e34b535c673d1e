// Faults, and what the server has processed when they occur.
import { describe, expect, test } from 'vitest'
import { type FaultKind, faultKinds, parseFault } from '../../src/emulator/index.ts'
import { at, open } from './client.ts'

/** Sends one create and says how it ended for the client, and whether the gate is there. */
const created = async (fault: string) => {
  const { emulator } = await open()
  emulator.faults = [parseFault(fault)]
  const ended = await fetch(`${emulator.url}/console/v1/gates`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'statsig-api-key': emulator.key },
    body: JSON.stringify({ name: 'A Gate' }),
    signal: AbortSignal.timeout(200),
  }).then(
    async (response) => {
      const text = await response.text().catch(() => undefined)
      return { status: response.status, headers: response.headers, text }
    },
    (error: Error) => ({
      status: error.name === 'TimeoutError' ? 'timeout' : 'cut',
      headers: undefined,
      text: undefined,
    }),
  )
  const isThere = emulator.object('gates', 'a_gate') !== undefined
  return { ...ended, isThere, emulator }
}

describe('a create that meets', () => {
  test.each<readonly [FaultKind, number | string, boolean, RegExp | undefined]>([
    ['429', 429, false, /"Too many requests"/],
    ['500', 500, false, /"status":500/],
    ['503', 503, false, /"status":503/],
    ['reset', 'cut', false, undefined],
    ['lost', 'cut', true, undefined],
    ['timeout', 'timeout', true, undefined],
    ['hang', 'timeout', false, undefined],
    ['html', 502, false, /^<html>/],
    ['lost-html', 502, true, /^<html>/],
    ['truncated', 201, true, /^\{"message":(?!.*\}$)/],
    ['cut', 201, true, undefined],
    ['empty', 201, true, /^$/],
    ['401', 401, false, /CONSOLE key/],
    ['403', 403, false, /Forbidden/],
    ['redirect', 307, false, /^$/],
    ['errors-object', 400, false, /"errors":\{"property"/],
    ['twice', 400, true, /already in use/],
  ])('%s ends with %s', async (kind, status, isThere, text) => {
    const ended = await created(kind)
    expect([ended.status, ended.isThere]).toEqual([status, isThere])
    if (text === undefined) expect(ended.text).toBeUndefined()
    else expect(ended.text).toMatch(text)
  })

  test.each(['2', '-1', 'Wed, 21 Oct 2015 07:28:00 GMT', 'soon'])(
    '429 is told Retry-After: %s',
    async (wait) => {
      const { headers } = await created(`429:retry-after=${wait.replaceAll(',', '')}`)
      expect(headers?.get('retry-after')).toBe(wait.replaceAll(',', ''))
    },
  )

  test('a redirect is led to another host of the same machine', async () => {
    const { headers, emulator } = await created('redirect')
    const { port } = new URL(emulator.url)
    expect(headers?.get('location')).toBe(`http://localhost:${port}/redirected/console/v1/gates`)
  })

  test('a lost answer is logged as status 0', async () => {
    const { emulator } = await created('lost')
    expect(emulator.requests.map(({ status }) => status)).toEqual([0])
  })
})

describe('a list', () => {
  const filled = async () => {
    const project = await open({ limits: 'none' })
    for (const name of ['one', 'two', 'three', 'four', 'five'])
      project.emulator.insert('gates', { name })
    return project
  }

  test('may lack its pagination', async () => {
    const { send, emulator } = await filled()
    emulator.faults = [{ kind: 'no-pagination' }]
    const { body } = await send('GET', 'gates?limit=2&page=1')
    expect(at(body, 'pagination')).toBeUndefined()
    expect(at(body, 'data')).toHaveLength(2)
  })

  test('that shifts while it is paged misses an item or shows one twice, and its total tells', async () => {
    const { send, emulator } = await filled()
    const seen = new Set<number>()
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const first = await send('GET', 'gates?limit=2&page=1')
      emulator.faults = [{ kind: 'page-shift' }]
      const second = await send('GET', 'gates?limit=2&page=2')
      expect(at(first.body, 'pagination', 'totalItems')).toBe(5)
      const total = Number(at(second.body, 'pagination', 'totalItems'))
      seen.add(total)
      expect(at(second.data, 0, 'id')).toBe(total === 4 ? 'four' : 'two')
    }
    expect([...seen].toSorted()).toEqual([4, 6])
    expect((await send('GET', 'gates')).data).toHaveLength(5)
  })

  test('may be a second behind, and so may a read', async () => {
    let now = 5000
    const { send, emulator } = await open({
      clock: { now: () => now },
      faults: [{ kind: 'stale' }],
    })
    await send('POST', 'gates', { name: 'A Gate' })
    const look = async () => [
      (await send('GET', 'gates/a_gate')).status,
      at((await send('GET', 'gates')).body, 'pagination', 'totalItems'),
    ]
    expect(await look()).toEqual([404, 0])
    now += 999
    expect(await look()).toEqual([404, 0])
    now += 1
    expect(await look()).toEqual([200, 1])
    await send('PATCH', 'gates/a_gate', { description: 'new' })
    expect(at((await send('GET', 'gates/a_gate')).data, 'description')).toBe('')
    emulator.faults = []
    expect(at((await send('GET', 'gates/a_gate')).data, 'description')).toBe('new')
  })
})

test('a review holds a change back, when the request asks for reviews', async () => {
  const { send, emulator } = await open({ faults: [{ kind: 'review' }] })
  await send('POST', 'gates', { name: 'A Gate' })
  const headers = { 'x-respect-review-settings': 'true' }
  const { status, data } = await send('PATCH', 'gates/a_gate', { isEnabled: false }, headers)
  expect([status, at(data, 'isEnabled')]).toEqual([200, true])
  expect(at(data, 'activeReview', 'reviewStatus')).toBe('pending')
  expect(emulator.object('gates', 'a_gate')).toMatchObject({ isEnabled: true, version: 1 })
  await send('PATCH', 'gates/a_gate', { isEnabled: false })
  expect(emulator.object('gates', 'a_gate')).toMatchObject({ isEnabled: false })
})

describe('a fault strikes', () => {
  test.each<readonly [string, readonly number[]]>([
    ['500:nth=2', [200, 500, 200, 200]],
    ['500:times=2', [500, 500, 200, 200]],
    ['500:method=post', [200, 200, 200, 200]],
    ['500:path=/segments', [200, 200, 200, 200]],
    ['500:path=limit', [500, 500, 500, 500]],
    ['500:rate=0', [200, 200, 200, 200]],
    ['500:rate=1', [500, 500, 500, 500]],
  ])('%s', async (fault, statuses) => {
    const { send } = await open({ faults: [parseFault(fault)] })
    const seen: number[] = []
    for (const _ of statuses) seen.push((await send('GET', 'gates?limit=1')).status)
    expect(seen).toEqual(statuses)
  })

  test('by chance alike under one seed', async () => {
    const run = async (): Promise<readonly number[]> => {
      const { send } = await open({ seed: 42, faults: [parseFault('500:rate=0.5')] })
      const seen: number[] = []
      for (let count = 0; count < 12; count += 1) seen.push((await send('GET', 'gates')).status)
      return seen
    }
    const [once, again] = [await run(), await run()]
    expect(once).toEqual(again)
    expect(new Set(once).size).toBe(2)
  })
})

describe('a fault is written', () => {
  test('as a kind with settings', () => {
    expect(parseFault('429:retry-after=2')).toEqual({ kind: '429', retryAfter: '2' })
    expect(parseFault('reset:nth=3,method=post')).toEqual({ kind: 'reset', nth: 3, method: 'POST' })
    expect(faultKinds.map(({ name }) => parseFault(name).kind)).toHaveLength(faultKinds.length)
  })

  test.each([
    ['fire', 'There is no fault `fire`.'],
    ['500:nth=x', '`nth` of the fault `500:nth=x` must be a number, not `x`.'],
    ['500:when=now', 'A fault has no setting `when`.'],
  ])('and %s is explained', (text, message) => {
    expect(() => parseFault(text)).toThrow(message)
  })
})
