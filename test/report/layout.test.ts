// Laws of layout: the width of lines, what `!` and arrows mean, and that shortened values stay different.
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import type { Edit } from '../../src/fields/difference.ts'
import type { KeptDifference, Operation } from '../../src/model/index.ts'
import { driftMarkdown } from '../../src/report/markdown/pages/drift.ts'
import { keptRows } from '../../src/report/markdown/sections/kept-rows.ts'
import { driftText } from '../../src/report/text/drift.ts'
import { planText } from '../../src/report/text/plan.ts'
import { shortenApart } from '../../src/report/values/shorten.ts'
import { wrapProse } from '../../src/report/values/wrap.ts'
import { driftOf } from '../../src/summary/drift.ts'
import { isLongRun, randomizedTest, usualRunTest as test } from '../support/long-run.ts'
import { at, facts, operation, plain, planOf, refusal, update } from './builders.ts'

const runs = { numRuns: isLongRun ? 1000 : 100 }
const words = fc.array(fc.stringMatching(/^[a-z]{1,9}$/), { minLength: 1, maxLength: 30 })
const name = fc.stringMatching(/^[a-z]{1,12}$/)
const edit: fc.Arbitrary<Edit> = fc.record({
  pointer: fc.constant('/description'),
  label: fc.stringMatching(/^[a-z]{1,12}$/),
  before: words.map((each) => each.join(' ')),
  after: words.map((each) => each.join(' ')),
})
const edits = fc.array(edit, { maxLength: 3 })

const operations: fc.Arbitrary<readonly Operation[]> = fc
  .array(fc.record({ name, edits, text: words, isRefused: fc.boolean() }), { maxLength: 4 })
  .map((list) =>
    list.map(({ edits: changes, isRefused, name: id, text }, index) =>
      operation('gate', `${id}${index}`, 'update', {
        edits: changes,
        cautions: [{ code: 'new-item', pointer: '/x', label: id, detail: text.join(' ') }],
        ...(isRefused && { refusal: refusal(text.join(' '), text.join(' ')) }),
        author: { type: 'person', by: 'ana@example.com', at: '2026-11-24T14:02:00Z' },
      }),
    ),
  )

const kept: fc.Arbitrary<readonly KeptDifference[]> = fc.array(
  fc.record({
    address: name.map((each) => at('gate', each)),
    cause: fc.constantFrom('drift' as const, 'restrictive' as const, 'not-yet-managed' as const),
    reason: words.map((each) => ({ code: 'ignored-in-state' as const, detail: each.join(' ') })),
    edits,
    sensitive: fc.constant([]),
  }),
  { maxLength: 3 },
)

const notices = [
  { code: 'no-applied-state', target: 'production' },
  { code: 'too-many-changes', count: 40, most: 20 },
  { code: 'unknown-access', address: at('role', 'Ops'), pointers: ['/permissions/new'] },
] as const

describe('a plan', () => {
  randomizedTest('has no line of more than 80 columns, but for a value that is longer', () => {
    fc.assert(
      fc.property(operations, kept, (list, left) => {
        const plan = planOf(list, { kept: left, notices })
        const source = 'Compared with Statsig, and with what was applied last (0123456).'
        const lines = planText(plan, plain, { ...facts, source }).split('\n')
        const values = new Set([...list, ...left].flatMap(({ edits: all }) => all.flatMap(sides)))
        const isValue = (line: string) => values.has(line.replace(/^\s*[-+] /, ''))
        expect(lines.filter((line) => [...line].length > 80 && !isValue(line))).toEqual([])
      }),
      runs,
    )
  })

  randomizedTest('marks with `!` what is refused, and nothing else', () => {
    fc.assert(
      fc.property(operations, kept, (list, left) => {
        const text = planText(planOf(list, { kept: left, notices }), plain, facts)
        const refused = list.filter((each) => each.refusal).map(({ address }) => `! ${address}`)
        const marked = text.split('\n').filter((line) => /^\s*!/.test(line))
        expect(marked.map((line) => line.split('  ')[0])).toEqual(refused)
      }),
      runs,
    )
  })
})

describe('an arrow runs from the value in Statsig to the value in the file', () => {
  const edits = [{ pointer: '/isEnabled', label: 'isEnabled', before: false, after: true }]
  const drifted = {
    address: at('gate', 'g'),
    edits,
    sensitive: [],
    reason: { code: 'drift' },
  } as const
  const plans = [
    planOf([update(edits)]),
    planOf([], { kept: [{ ...drifted, cause: 'drift' }] }),
    planOf([], { kept: [{ ...drifted, cause: 'drift', isDefinitionUnchanged: true }] }),
    planOf([], { kept: [{ ...drifted, cause: 'not-yet-managed' }] }),
  ]

  test('in plans, and a heading says so where nothing is planned', () => {
    for (const plan of plans) {
      const text = planText(plan, plain, facts)
      expect(text).toContain('isEnabled: false → true')
      expect(text.includes('(in Statsig → in the file)')).toBe(plan.operations.length === 0)
    }
  })

  test('in drift, as text and as a page', () => {
    for (const plan of plans.slice(1)) {
      const drift = driftOf(plan, 1)
      const text = driftText(drift, plain, 'Compared.')
      expect(text).toContain('(in Statsig → in the file):')
      expect(text).toContain('isEnabled: false → true')
      const page = driftMarkdown(drift, 'Compared.')
      expect(page).toContain('| In Statsig | In the file |')
      expect(page).toContain('| <code>false</code> | <code>true</code> |')
    }
  })
})

describe('values that are shortened', () => {
  const text = fc.string({ maxLength: 300 })
  const pair = fc.oneof(
    fc.tuple(text, text),
    fc
      .tuple(text, text, text, text)
      .map(([start, one, other, end]): [string, string] => [
        `${start}${one}${end}`,
        `${start}${other}${end}`,
      ]),
  )

  randomizedTest('are no longer than allowed, and differ where the values differ', () => {
    fc.assert(
      fc.property(pair, fc.integer({ min: 10, max: 90 }), ([one, other], width) => {
        const shown = shortenApart(one, other, width)
        for (const each of shown) expect([...each].length).toBeLessThanOrEqual(width)
        expect(shown[0] === shown[1]).toBe(one === other)
      }),
      runs,
    )
  })

  randomizedTest('never fill two cells of a row alike', () => {
    fc.assert(
      fc.property(pair, ([before, after]) => {
        fc.pre(before !== after && before.trim() !== after.trim())
        const [row = []] = keptRows({
          address: at('gate', 'g'),
          cause: 'drift',
          reason: { code: 'drift' },
          edits: [{ pointer: '/a', label: 'a', before, after }],
          sensitive: [],
        })
        expect(row[2]).not.toBe(row[3])
      }),
      runs,
    )
  })
})

randomizedTest('wrapped prose keeps every character', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 10, max: 80 }), (text, width) => {
      expect(wrapProse(text, width).join(' ')).toBe(text)
    }),
    runs,
  )
})

const sides = ({ after, before }: Edit): readonly string[] => [String(before), String(after)]
