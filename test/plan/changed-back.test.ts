// A change of the file to a value that Statsig has had since the last apply, and that was changed back there: it is said,
// and where the change back protects users, it is a conflict.
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import { findReachedValues } from '../../src/history/reached-values.ts'
import { type LiveState, makeAddress, type Plan } from '../../src/model/index.ts'
import type { AuditEntry } from '../../src/resources/api.ts'
import {
  createInMemoryStatsig,
  definitionFile,
  desiredStateFrom,
  registry,
} from '../support/in-memory-statsig.ts'
import { planFrom, planInWords } from './in-words.ts'

const address = makeAddress('gate', 'search')
const gate = (members: JsonObject): JsonObject => ({ id: 'search', name: 'search', ...members })
const rule = (name: string, passPercentage: number): JsonObject => ({
  name,
  passPercentage,
  conditions: [{ type: 'country', operator: 'any', targetValue: [name] }],
})

interface Late {
  readonly title: string
  /** What was applied, and is live again. */
  readonly base: JsonObject
  readonly file: JsonObject
  /** What Statsig has had in between. */
  readonly reached: JsonObject
  readonly plan: string
  /** The labels that the plan marks. */
  readonly marked: readonly string[]
}

const table: readonly Late[] = [
  {
    title: 'a switch-off that was switched on again',
    base: { isEnabled: true },
    file: { isEnabled: false },
    reached: { isEnabled: false },
    plan: 'update',
    marked: ['isEnabled'],
  },
  {
    title: 'a switch-on that was switched off again',
    base: { isEnabled: false },
    file: { isEnabled: true },
    reached: { isEnabled: true },
    plan: 'conflict update',
    marked: [],
  },
  {
    title: 'a rollout that was lowered again',
    base: { rules: [rule('A', 10), rule('B', 5)] },
    file: { rules: [rule('A', 50), rule('B', 5)] },
    reached: { rules: [rule('A', 50), rule('B', 7)] },
    plan: 'conflict update',
    marked: [],
  },
  {
    title: 'a rollout that was raised again',
    base: { rules: [rule('A', 50), rule('B', 5)] },
    file: { rules: [rule('A', 10), rule('B', 5)] },
    reached: { rules: [rule('A', 10), rule('B', 7)] },
    plan: 'update',
    marked: ['rules[A].passPercentage'],
  },
  {
    title: 'a rule that was taken out again',
    base: { rules: [rule('A', 10)] },
    file: { rules: [rule('A', 10), rule('B', 5)] },
    reached: { rules: [rule('A', 10), rule('B', 5)] },
    plan: 'conflict update',
    marked: [],
  },
  {
    title: 'a rule that was put in again',
    base: { rules: [rule('A', 10), rule('B', 5)] },
    file: { rules: [rule('A', 10)] },
    reached: { rules: [rule('A', 10)] },
    plan: 'update',
    marked: ['rules[B]'],
  },
  {
    title: 'a description',
    base: { description: 'One' },
    file: { description: 'Two' },
    reached: { description: 'Two' },
    plan: 'update',
    marked: ['description'],
  },
  {
    title: 'another value than that of the file',
    base: { description: 'One', isEnabled: true },
    file: { description: 'Two', isEnabled: true },
    reached: { description: 'Three', isEnabled: false },
    plan: 'update',
    marked: [],
  },
  {
    title: 'a rule that Statsig had with another percentage',
    base: { rules: [rule('A', 10)] },
    file: { rules: [rule('A', 10), rule('B', 5)] },
    reached: { rules: [rule('A', 10), rule('B', 9)] },
    plan: 'update',
    marked: [],
  },
  {
    title: 'a rule that Statsig has always had',
    base: { rules: [rule('A', 10), rule('B', 5)] },
    file: { rules: [rule('A', 10)] },
    reached: { rules: [rule('A', 7), rule('B', 5)] },
    plan: 'update',
    marked: [],
  },
  {
    title: 'an order that Statsig has always had',
    base: { rules: [rule('A', 10), rule('B', 5)] },
    file: { rules: [rule('B', 5), rule('A', 10)] },
    reached: { rules: [rule('A', 7), rule('B', 5)] },
    plan: 'update',
    marked: [],
  },
  {
    title: 'an order that was restored',
    base: { rules: [rule('A', 10), rule('B', 5)] },
    file: { rules: [rule('B', 5), rule('A', 10)] },
    reached: { rules: [rule('B', 5), rule('A', 7)] },
    plan: 'conflict update',
    marked: [],
  },
  {
    title: 'one of two rules that the file adds',
    base: { rules: [] },
    file: { rules: [rule('A', 10), rule('B', 5)] },
    reached: { rules: [rule('B', 5)] },
    plan: 'conflict update',
    marked: [],
  },
]

const planOf = ({ base, file, reached }: Late, overwrites: readonly string[] = []): Plan =>
  planFrom({
    base: [definitionFile('gates', gate(base))],
    files: [definitionFile('gates', gate(file))],
    live: [['gate', gate(base)]],
    options: {
      findReachedValues: (own) => (own === address ? [{ other: 1 }, reached] : []),
      overwrites: overwrites.map((fieldPath) => ({ address, fieldPath })),
    },
  })

describe.each(table)('$title', (late) => {
  test('is marked, or in conflict', () => {
    const plan = planOf(late)
    expect(planInWords(plan)).toBe(late.plan)
    const labels = plan.operations.flatMap(({ cautions }) =>
      cautions.flatMap((each) => (each.code === 'changed-back' ? each.labels : [])),
    )
    expect(labels).toEqual(late.marked)
  })

  test('is written where an option names it', () => {
    const top = Object.keys(late.file)
    const plan = planOf(late, top)
    expect(planInWords(plan)).toBe(late.plan === 'update' ? 'update' : 'update over')
  })
})

describe('the audit log', () => {
  const appliedAt = '2026-01-01T12:00:00.000Z'
  const entry: AuditEntry = {
    id: '1',
    name: 'search',
    action: 'gate_update',
    at: '2026-01-01T12:10:00.000Z',
    actor: 'on.call@example.com',
    isApiKey: false,
    members: ['isEnabled'],
    newValues: { isEnabled: false },
  }
  const later = Date.parse('2026-01-01T12:20:00.000Z')

  /** What is found, and the arguments of the reads of the log. */
  const found = async (
    live: JsonObject,
    entries: readonly AuditEntry[] | undefined,
    file: JsonObject = { isEnabled: false },
  ) => {
    const files = [definitionFile('gates', gate(file))]
    const base = [definitionFile('gates', gate({ isEnabled: true }))]
    const statsig = createInMemoryStatsig(['gate'])
    statsig.put('gate', gate({ isEnabled: true, ...live }))
    const state: LiveState = statsig.live()
    const plan = planFrom({ base, files, live: [['gate', gate({ isEnabled: true, ...live })]] })
    const reads: (string | undefined)[] = []
    const values = await findReachedValues(
      plan,
      { desired: desiredStateFrom(files), live: state, registry, appliedAt },
      {
        readAuditLog: async (since) => {
          reads.push(since)
          return entries
        },
      },
    )
    return { values: values.get(address), reads }
  }

  test('shows the values since the last apply', async () => {
    expect(await found({ lastModifiedTime: later }, [entry])).toEqual({
      values: [{ isEnabled: false }],
      reads: [appliedAt],
    })
  })

  test.each([
    ['of an earlier time', { ...entry, at: '2026-01-01T11:59:00.000Z' }],
    ['of another resource', { ...entry, name: 'other' }],
    ['of another kind', { ...entry, action: 'experiment_edit' }],
    ['without values', { ...entry, newValues: {} }],
    ['of a version that returns none', { ...entry, members: [] }],
  ])('an entry %s shows nothing', async (title, each) => {
    const { newValues: _, ...rest } = each
    const shown = title.includes('version') ? rest : each
    expect((await found({ lastModifiedTime: later }, [shown])).values).toBeUndefined()
  })

  test('that the key may not read shows nothing', async () => {
    expect((await found({ lastModifiedTime: later }, undefined)).values).toBeUndefined()
  })

  test.each([
    ['was not changed since the last apply', { lastModifiedTime: Date.parse(appliedAt) }, false],
    ['has no time of its last change', {}, false],
    ['is not updated', { lastModifiedTime: later }, true],
  ])('is not read for a resource that %s', async (_, live, isEnabled) => {
    expect((await found(live, [entry], { isEnabled })).reads).toEqual([])
  })
})
