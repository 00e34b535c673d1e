// The audit log over HTTP: its entries, filtered by time, and missing access.
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Emulator, type EmulatorOptions, startEmulator } from '../../../src/emulator/index.ts'
import { parseAuditEntry, parseAuditTime } from '../../../src/io/statsig/audit-log.ts'
import { consoleReader } from '../../../src/io/statsig/console-api/index.ts'
import { statsigReader } from '../../../src/io/statsig/resource-api.ts'
import { createKindRegistry } from '../../../src/kinds/registry.ts'
import { ReadError, type Reader } from '../../../src/resources/api.ts'

const start = Date.UTC(2023, 9, 12, 17, 29, 0, 400)
const day = 24 * 60 * 60 * 1000
const amy = { name: 'Amy', email: 'amy@example.com' }
const iso = (milliseconds: number): string => new Date(start + milliseconds).toISOString()

interface World {
  readonly emulator: Emulator
  readonly api: Reader
  readonly pass: (milliseconds: number) => void
  readonly touch: (description: string) => void
}

const opened = async (options: EmulatorOptions = {}): Promise<World> => {
  let now = start
  const clock = { now: () => now, sleep: async () => {} }
  const emulator = await startEmulator({ seed: 1, clock, limits: 'none', ...options })
  onTestFinished(() => emulator.close())
  const api = consoleReader({
    baseUrl: new URL(emulator.url),
    key: emulator.key,
    clock,
    random: () => 0.5,
    respectReviews: true,
  })
  emulator.insert('gates', { name: 'A Gate' }, amy)
  return {
    emulator,
    api: statsigReader(api, createKindRegistry({})),
    pass: (milliseconds) => {
      now += milliseconds
    },
    touch: (description) =>
      emulator.edit('gates', 'a_gate', (gate) => ({ ...gate, description }), amy),
  }
}

test.each([[], ['audit-logs-unbounded']] as const)(
  'who did something is found more than 90 days later, with the behavior %j',
  async (...behaviors) => {
    const { api, pass, touch } = await opened({ behaviors })
    touch('hers')
    pass(400 * day)
    const actions = async (since?: string) =>
      (await api.readAuditLog(since, 10))?.map(({ action }) => action)
    expect(await actions()).toEqual(['gate_update', 'gate_create'])
    expect(await actions(iso(0))).toEqual(['gate_update', 'gate_create'])
    expect(await actions(iso(day))).toEqual([])
  },
)

test('an entry has the action, the resource, the time, the actor and the changed members', async () => {
  const { api, pass, touch } = await opened()
  pass(60_000)
  touch('hers')
  expect(await api.readAuditLog(undefined, 1)).toEqual([
    {
      id: expect.stringMatching(/^\w{22}$/),
      name: 'A Gate',
      action: 'gate_update',
      at: '2023-10-12T17:30:00.000Z',
      actor: 'amy@example.com',
      isApiKey: false,
      members: ['description'],
      newValues: { description: 'hers' },
    },
  ])
})

test('entries of keys and of people are distinguished', async () => {
  const { api, emulator } = await opened()
  await fetch(`${emulator.url}/console/v1/tags`, {
    method: 'POST',
    headers: { 'statsig-api-key': emulator.key },
    body: JSON.stringify({ name: 'web', description: '' }),
  })
  expect(await api.readAuditLog(undefined, 10)).toMatchObject([
    { name: 'web', actor: 'CONSOLE API', isApiKey: true },
    { name: 'A Gate', actor: 'amy@example.com', isApiKey: false },
  ])
})

test('a filter by time is exact to the second, although Statsig filters by days', async () => {
  const { api, emulator, pass, touch } = await opened()
  pass(2 * day)
  touch('before')
  pass(1000)
  touch('in the same second')
  pass(1000)
  touch('after')
  // The time may have any zone.
  for (const since of [iso(2 * day + 1500), '2023-10-14T19:29:01.900+02:00'])
    expect((await api.readAuditLog(since, 10))?.map(({ at }) => at)).toEqual([
      '2023-10-14T17:29:02.000Z',
      '2023-10-14T17:29:01.000Z',
    ])
  expect(emulator.requests.at(-1)?.path).toContain('startDate=2023-10-13')
  expect(await api.readAuditLog(undefined, 10)).toHaveLength(4)
})

test.each([
  [['pages-of-10']],
  [['worst-case']],
  [['unknown-members']],
  [['pages-of-10', 'worst-case']],
] as const)('under %j every entry is returned once, the newest first', async (behaviors) => {
  const { api, emulator, pass, touch } = await opened({ behaviors })
  for (let count = 0; count < 134; count += 1) {
    pass(1000)
    touch(String(count))
  }
  const entries = (await api.readAuditLog(undefined, 1000)) ?? []
  expect(new Set(entries.map(({ id }) => id)).size).toBe(135)
  const times = entries.map(({ at = '' }) => at)
  expect(times).toEqual(times.toSorted().toReversed())
  const before = emulator.requests.length
  const few = (await api.readAuditLog(undefined, 15)) ?? []
  expect(few).toEqual(entries.slice(0, 15))
  expect(emulator.requests.length - before).toBeLessThan(3)
})

test('entries that are added while pages are read cause no duplicate and no second reading', async () => {
  const { api, emulator, touch } = await opened()
  for (let count = 0; count < 150; count += 1) touch(String(count))
  emulator.faults = [{ kind: 'page-shift' }]
  const entries = (await api.readAuditLog(undefined, 1000)) ?? []
  expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length)
})

test('a key without access to the log gets no entries, and no error', async () => {
  const { api } = await opened({ behaviors: ['audit-logs-forbidden'] })
  expect(await api.readAuditLog(undefined, 10)).toBeUndefined()
})

test('a log with a delay returns the entries that it has', async () => {
  const { api, pass, touch } = await opened({ behaviors: ['audit-logs-delayed'] })
  pass(30_000)
  touch('late')
  pass(40_000)
  expect((await api.readAuditLog(undefined, 10))?.map(({ action }) => action)).toEqual([
    'gate_create',
  ])
})

test('an entry without changes has no members', async () => {
  const { api, touch } = await opened({ behaviors: ['audit-changes-left-out'] })
  touch('hers')
  expect((await api.readAuditLog(undefined, 10))?.map(({ members }) => members)).toEqual([[], []])
})

test('an unreachable server is an error, not a hidden log', async () => {
  const { api, emulator } = await opened()
  await emulator.close()
  await expect(api.readAuditLog(undefined, 10)).rejects.toBeInstanceOf(ReadError)
})

describe('when', () => {
  test.each([
    ['Thu Oct 12 2023', '17:29:00 GMT+0000 (Coordinated Universal Time)', '2023-10-12T17:29:00'],
    ['Mon Sep 26 2022', '23:46:14 GMT+0000', '2022-09-26T23:46:14'],
    ['Thu Oct 12 2023', '01:00:00 GMT+0530 (India Standard Time)', '2023-10-11T19:30:00'],
    ['Sun Dec 31 2023', '20:00:00 GMT-0800 (Pacific Standard Time)', '2024-01-01T04:00:00'],
    ['Thu Feb 29 2024', '00:00:00 GMT+0000', '2024-02-29T00:00:00'],
  ])('%s %s is %s', (date, time, at) => {
    expect(parseAuditTime(date, time)).toBe(`${at}.000Z`)
  })

  test.each([
    ['Wed Feb 30 2023', '00:00:00 GMT+0000'],
    ['Thu Feb 29 2023', '00:00:00 GMT+0000'],
    ['Thu Okt 12 2023', '17:29:00 GMT+0000'],
    ['Thu Oct 12 2023', '24:00:00 GMT+0000'],
    ['Thu Oct 12 2023', '17:29:00'],
    ['Thu Oct 12 2023', '17:29:00 GMT+9900'],
    ['Thu Oct 12 0023', '17:29:00 GMT+0000'],
    ['2023-10-12', '17:29:00 GMT+0000'],
    ['12/10/2023', '5:29 PM'],
    ['Thu Oct 12 2023', undefined],
    [undefined, undefined],
  ])('%s %s cannot be read', (date, time) => {
    expect(parseAuditTime(date, time)).toBeUndefined()
  })
})

describe('an incomplete entry', () => {
  const entry = { id: '1', name: 'A Gate', actionType: 'gate_create', updatedBy: 'Jane Doe' }

  test('may have an actor without a mail address, no time and no members', () => {
    const { actor, isApiKey, members, ...parsedEntry } = parseAuditEntry(entry) ?? {}
    expect([actor, isApiKey, members]).toEqual(['Jane Doe', false, []])
    expect(parsedEntry).not.toHaveProperty('at')
  })

  test('is skipped if it does not name a resource', () => {
    expect(parseAuditEntry({ ...entry, name: '' })).toBeUndefined()
  })

  test('has an empty actor if it names none', () => {
    expect(parseAuditEntry({ ...entry, updatedBy: null })).toMatchObject({
      actor: '',
      isApiKey: false,
    })
  })

  test('is of a person if it has a mail address, with any name', () => {
    const parsedEntry = parseAuditEntry({
      ...entry,
      updatedBy: 'CONSOLE API',
      modifierEmail: 'a@example.com',
    })
    expect(parsedEntry).toMatchObject({ actor: 'a@example.com', isApiKey: false })
  })
})
