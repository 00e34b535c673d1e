// Whether somebody wrote between our last read and our request, by the version in the answer and the audit log: a table.
import { describe, expect } from 'vitest'
import { simultaneousWriteOutcome } from '../../src/apply/simultaneous-write.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { makeAddress } from '../../src/model/index.ts'
import type { AuditEntry } from '../../src/resources/api.ts'
import { createInMemoryStatsig } from '../support/in-memory-statsig.ts'
import { usualRunTest as test } from '../support/long-run.ts'
import { kindOf, operationFrom, resourceOf, writeContextOf } from './write-context.ts'

const second = (seconds: number): string => new Date(seconds * 1_000).toISOString()

let made = 0
/** An entry of our key, unless it says otherwise. */
const entry = (at: number | undefined, more: Partial<AuditEntry> = {}): AuditEntry => {
  made += 1
  return {
    id: `entry ${made}`,
    name: 'banner',
    action: 'gate_update',
    ...(at !== undefined && { at: second(at) }),
    actor: 'key',
    isApiKey: true,
    members: ['rules'],
    ...more,
  }
}
const byPerson = (at: number, newValues?: JsonObject, more: Partial<AuditEntry> = {}): AuditEntry =>
  entry(at, {
    actor: 'ana@example.com',
    isApiKey: false,
    members: Object.keys(newValues ?? { description: 0 }),
    ...(newValues && { newValues }),
    ...more,
  })

interface Situation {
  readonly before?: JsonObject
  readonly after?: JsonObject
  readonly log?: readonly AuditEntry[] | undefined
  readonly isParallel?: boolean
  /** Statsig does not show when the resource was changed, unless a side says otherwise. */
  readonly isTimeless?: boolean
  readonly kind?: 'gate' | 'tag'
}

/** Read in version 4 at second 10 and half; our answer is of second 20 and half. */
const gate = { id: 'banner', name: 'banner', rules: [], description: 'Old', tags: ['a'] }
const before = { ...gate, version: 4, lastModifiedTime: 10_500 }
const after = { ...gate, version: 6, lastModifiedTime: 20_500 }
const ours = entry(20)
const update = operationFrom('gate', { ...gate, version: 4 }, { ...gate, description: 'New' })

const isChanged = async (situation: Situation) => {
  const asked: (readonly [string | undefined, number])[] = []
  const kind = situation.kind ?? 'gate'
  const context = writeContextOf(createInMemoryStatsig([kind]), {
    addressesWithParallelWrites: new Set(
      situation.isParallel ? [makeAddress('gate', 'banner')] : [],
    ),
  })
  const api = {
    ...context.api,
    readAuditLog: async (since: string | undefined, limit: number) => {
      asked.push([since, limit])
      return 'log' in situation ? situation.log : []
    },
  }
  const shown = ({ lastModifiedTime, ...rest }: typeof before): JsonObject =>
    situation.isTimeless ? rest : { ...rest, lastModifiedTime }
  const outcome = await simultaneousWriteOutcome(
    update,
    resourceOf(kind, { ...shown(before), ...situation.before }),
    resourceOf(kind, { ...shown(after), ...situation.after }),
    kindOf(kind),
    { ...context, api },
  )
  return { result: outcome !== undefined, asked }
}

describe('without a look at the audit log, nobody wrote in between', () => {
  test.each<[string, Situation]>([
    ['where the version rose by one', { after: { version: 5 } }],
    ['where it did not rise', { after: { version: 4 } }],
    ['where there was none before', { before: { version: null } }],
    ['where there is none after', { after: { version: '6' } }],
    ['where the kind has none', { kind: 'tag' }],
    ['where operations of this run write it at the same time', { isParallel: true }],
  ])('%s', async (_, situation) => {
    expect(await isChanged(situation)).toEqual({ result: false, asked: [] })
  })
})

describe('where the version rose by two', () => {
  test('the newest entries are asked for', async () => {
    expect((await isChanged({ log: [ours] })).asked).toEqual([[undefined, 100]])
  })

  const shown = { description: 'Old' }
  const notShown = { description: 'Theirs' }
  test.each<[string, readonly AuditEntry[] | undefined, boolean]>([
    ['nothing, since the key may not read it', undefined, true],
    ['nothing', [], true],
    ['our write', [ours], false],
    ['our write in the next second', [entry(21)], false],
    ['our write, not yet', [entry(19)], true],
    ['an entry without a time', [entry(undefined)], true],
    ['a write of something else', [entry(20, { name: 'other' })], true],
    ['our write, and one of something else', [entry(21, { name: 'other' }), ours], false],
    ['our write, and one of the key in between', [ours, entry(15)], true],
    ['our write, and one of a person in between', [ours, byPerson(15, notShown)], true],
    ['our write, and one in the second of the read', [ours, entry(10)], false],
    ['our write, delivered twice', [entry(20, { members: [] }), ours], false],
    ['our write, delivered twice, later first', [ours, entry(20, { members: [] })], false],
    ['two writes without members', [entry(20, { members: [] }), entry(15, { members: [] })], true],
    ['our write, and one of a person without members', [ours, byPerson(15, {})], true],
    ['our write after two before the read', [ours, entry(9), entry(8)], false],
    [
      'our write, and older ones beyond the two versions',
      [ours, ours, byPerson(15, notShown)],
      true,
    ],
  ] as [string, readonly AuditEntry[] | undefined, boolean][])(
    'and the log shows %s: %#',
    async (_, log, expected) => {
      expect((await isChanged({ log })).result).toBe(expected)
    },
  )

  test('only as many entries count as the version rose by', async () => {
    const two = [ours, entry(9), byPerson(15, notShown)]
    expect((await isChanged({ log: two })).result).toBe(false)
    const three = { after: { version: 7 }, log: two }
    expect((await isChanged(three)).result).toBe(true)
  })

  const sameSecond = { lastModifiedTime: 10_900 }
  const now = entry(10)
  test.each<[string, readonly AuditEntry[], boolean]>([
    ['our write alone', [now], false],
    ['two of the key', [now, entry(10)], false],
    ['a person whose change the read showed', [now, byPerson(10, shown)], false],
    ['a person whose change the read did not show', [now, byPerson(10, notShown)], true],
    ['a person, without the values', [now, byPerson(10)], true],
    [
      'a person who set several, one of them not shown',
      [now, byPerson(10, { ...shown, tags: ['b'] })],
      true,
    ],
    ['a person who set a list as it was', [now, byPerson(10, { tags: ['a'] })], false],
    ['a person who set a longer list', [now, byPerson(10, { tags: ['a', 'b'] })], true],
    ['a person who set a shorter list', [now, byPerson(10, { tags: [] })], true],
    ['a person who set a list where there was none', [now, byPerson(10, { owners: [] })], true],
    ['a person who set a record where there was none', [now, byPerson(10, { owner: {} })], true],
    ['a person who cleared what was absent', [now, byPerson(10, { owner: null })], false],
  ])('all in one second, by %s', async (_, log, expected) => {
    const found = await isChanged({ after: sameSecond, log })
    expect(found.result).toBe(expected)
  })

  test.each<[string, JsonObject, JsonObject, boolean]>([
    [
      'a record with more members',
      { owner: { name: 'Ana', id: 1 } },
      { owner: { name: 'Ana' } },
      false,
    ],
    ['another record', { owner: { name: 'Ana' } }, { owner: { name: 'Ben' } }, true],
    ['no record', { owner: 'Ana' }, { owner: {} }, true],
    ['a list in place of a record', { owner: [] }, { owner: {} }, true],
    ['another item', { tags: ['b'] }, { tags: ['a'] }, true],
    ['another second item', { tags: ['a', 'c'] }, { tags: ['a', 'b'] }, true],
    ['records in a list', { tags: [{ a: 1, b: 2 }] }, { tags: [{ a: 1 }] }, false],
    ['no list', { tags: 'a' }, { tags: ['a'] }, true],
  ])('where the read showed %s', async (_, raw, newValues, expected) => {
    const log = [now, byPerson(10, newValues)]
    expect((await isChanged({ before: raw, after: sameSecond, log })).result).toBe(expected)
  })

  test('and the time of the change is not known, the first entry is ours', async () => {
    const timeless = async (log: readonly AuditEntry[], lastModifiedTime?: null) => {
      const unknown = lastModifiedTime === null ? { lastModifiedTime } : {}
      const change = { before: unknown, after: unknown, log, isTimeless: true }
      return (await isChanged(change)).result
    }
    for (const none of [null, undefined] as const) {
      expect(await timeless([ours], none)).toBe(false)
      expect(await timeless([ours, entry(15)], none)).toBe(true)
      expect(await timeless([entry(undefined)], none)).toBe(false)
    }
  })
})
