// However much there is to say, it fits; and what merging will do is never left out.
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { error } from '../../../src/core/diagnostic.ts'
import type { KeptDifference, Operation, Outcome } from '../../../src/model/index.ts'
import { byteLength, sizeLevels } from '../../../src/report/markdown/elements/size-levels.ts'
import { commentBody, summaryBody } from '../../../src/report/markdown/pages/comment.ts'
import { driftIssueBody } from '../../../src/report/markdown/pages/drift-issue.ts'
import type { PageState } from '../../../src/report/markdown/pages/state.ts'
import { planCountsText } from '../../../src/report/markdown/sections/heading.ts'
import {
  isLongRun,
  longRunTest,
  randomizedTest,
  usualRunTest as test,
} from '../../support/long-run.ts'
import { at, facts, operation, planOf, refusal } from '../builders.ts'
import { here, marker } from './samples.ts'

const most = 65_000
const last = sizeLevels.length - 1

const planned = (
  operations: readonly Operation[],
  held: readonly KeptDifference[] = [],
): PageState => ({
  is: 'planned',
  plan: planOf(operations, { kept: held }),
  details: facts,
  diagnostics: [],
  isPull: true,
})

const creates = (count: number, text: string): readonly Operation[] =>
  Array.from({ length: count }, (_, index) =>
    operation('gate', `new_${index}`, 'create', {
      members: { id: `new_${index}`, description: text, isEnabled: true },
    }),
  )
const updates = (count: number, lines: number): readonly Operation[] =>
  Array.from({ length: count }, (_, index) =>
    operation('gate', `old_${index}`, 'update', {
      edits: Array.from({ length: lines }, (_none, line) => ({
        pointer: `/x/${line}`,
        label: `x[${line}]`,
        before: line,
        after: line + 1,
      })),
    }),
  )
const archives = (count: number): readonly Operation[] =>
  Array.from({ length: count }, (_, index) => operation('gate', `gone_${index}`, 'archive'))

const bodyOf = (state: PageState) => commentBody(state, here, marker)

describe('step by step a page says less', () => {
  test('a small plan is told whole', () => {
    const { body, level } = bodyOf(planned(creates(3, 'text')))
    expect(level).toBe(0)
    expect(body).toContain('+ description: text')
    expect(body).not.toContain('The page is shortened')
  })

  test('first, what is new is told by its keys', () => {
    const { body, level } = bodyOf(planned([...creates(80, 'text '.repeat(200)), ...updates(1, 4)]))
    expect(level).toBe(2)
    expect(body).toContain('+ id, description, isEnabled')
    expect(body).toContain('- x[0]: 0\n+ x[0]: 1')
    expect(body).toContain('The page is shortened. The summary of [run #128]')
  })

  test('then each diff is cut', () => {
    const { body, level } = bodyOf(planned(updates(1, 4000)))
    expect(level).toBe(3)
    expect(body).toContain('- x[19]: 19\n+ x[19]: 20')
    expect(body).toContain('  … 7960 more lines')
  })

  test('then only what changes or goes has a diff', () => {
    const { body, level } = bodyOf(planned([...creates(140, 'text'), ...updates(2, 4)]))
    expect(level).toBe(4)
    expect(body).toContain('- x[0]: 0\n+ x[0]: 1')
    expect(body).not.toContain('+ id, description')
  })

  test('then there are tables alone', () => {
    const { body, level } = bodyOf(planned([...archives(1), ...updates(90, 60)]))
    expect(level).toBe(5)
    expect(body).not.toContain('```diff')
    expect(body).toContain('old&#95;89')
  })

  test('then the beginnings of tables', () => {
    const { body, level } = bodyOf(planned(updates(1000, 1)))
    expect(level).toBe(7)
    expect(body).toContain('old&#95;119')
    expect(body).not.toContain('old&#95;120')
    expect(body).toContain('… 880 more.')
  })

  test('and in the end what is dangerous, the numbers, and where to read on', () => {
    const { body, level } = commentBody(
      planned([...archives(9), ...updates(9, 1)]),
      here,
      marker,
      900,
    )
    expect(level).toBe(last)
    expect(body).toMatchInlineSnapshot(`
      "<!-- statsig-gitops eyJ2IjoxfQ -->
      ## Statsig plan · <code>production</code>

      > [!CAUTION]
      > Merging this pull request:
      >
      > - **Archives, which only Statsig’s console can undo (9):** <code>gate/gone&#95;0</code>, <code>gate/gone&#95;1</code>, 7 more
      > - **May change what users get (9):** <code>gate/old&#95;0</code> (<code>x&#91;0&#93;&#58; 0 &#8594; 1</code>); <code>gate/old&#95;1</code> (<code>x&#91;0&#93;&#58; 0 &#8594; 1</code>); 7 more

      **9 to update · 9 to archive** · 12 unchanged — for [<code>9f3c2ab</code>](https://github.com/acme/flags/commit/9f3c2ab4d5e6f708192a3b4c5d6e7f8091a2b3c4) onto [<code>main<wbr>&#64;41d0e77</code>](https://github.com/acme/flags/commit/41d0e77a0b1c2d3e4f5061728394a5b6c7d8e9f0) · [run #128](https://github.com/acme/flags/actions/runs/9000001)

      The page is shortened. The summary of [run #128](https://github.com/acme/flags/actions/runs/9000001) shows all of it.

      > [!WARNING]
      > **Merging does not approve 18 operations**, because this page does not show them in full. An apply stops at them, until a person runs it by hand with this <code>confirm-plan-hash</code>, or with that of the run which stops:
      >
      > \`\`\`text
      > dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
      > \`\`\`

      <sub>Plan <code>dddddddd</code> · 1 API request · To make this plan on your machine: <code>statsig-gitops plan -C config --target production</code></sub>"
    `)
  })
})

longRunTest('five thousand changes are one page with the right numbers', () => {
  const state = planned([...creates(2000, 'x'), ...updates(2500, 1), ...archives(500)])
  const { body } = bodyOf(state)
  expect(byteLength(body)).toBeLessThanOrEqual(most)
  expect(body).toContain('**2,000 to create · 2,500 to update · 500 to archive**')
  expect(body).toContain('can undo (500):**')
  expect(summaryBody(state, here).includes('old&#95;1499')).toBe(true)
})

describe('thousands of anything fit', () => {
  const many = isLongRun ? 10_000 : 2000
  const held = Array.from(
    { length: many },
    (_, index): KeptDifference => ({
      address: at('gate', `held_${index}`),
      cause: index % 2 === 0 ? 'drift' : 'restrictive',
      reason: { code: 'drift' },
      edits: [{ pointer: '/a', label: 'a', before: 'x'.repeat(500), after: 1 }],
      sensitive: [],
    }),
  )
  const operations = updates(many, 1)
  const outcomes = operations.map(
    (each): Outcome => ({
      status: 'failed',
      operation: each,
      reason: {
        code: 'not-accepted',
        detail: `Statsig answered 500: ${'x'.repeat(500)}`,
      },
      wrote: 'no',
      isStale: false,
      isKeyRefused: false,
    }),
  )
  const diagnostics = Array.from({ length: 10_000 }, (_, line) =>
    error('invalid-value', 'The value of `x` does not fit.', {
      at: { file: 'statsig/a.yaml', line, column: 1 },
    }),
  )
  const states: Readonly<Record<string, PageState>> = {
    held: planned([], held),
    invalid: { is: 'invalid', diagnostics },
    unplanned: {
      is: 'unplanned',
      why: 'fork',
      files: 1,
      definitions: 1,
      unchecked: 0,
      diagnostics,
    },
    applied: {
      is: 'applied',
      plan: planOf(operations),
      details: facts,
      report: {
        outcomes,
        nonConverged: operations.map(({ address, edits }) => ({ address, edits })),
      },
      recorded: [],
      alreadyApplied: 0,
    },
    'not applied': {
      is: 'not-applied',
      plan: planOf(operations),
      details: facts,
      why: 'limit',
      reason: 'x '.repeat(100_000),
      unreviewed: new Set(operations.map(({ id }) => id)),
    },
    refused: { is: 'refused', reason: '`x` '.repeat(100_000) },
    failed: { is: 'failed', reason: '@'.repeat(1_000_000) },
  }

  for (const [name, state] of Object.entries(states))
    randomizedTest(name, () => {
      expect(byteLength(bodyOf(state).body)).toBeLessThanOrEqual(most)
      expect(byteLength(summaryBody(state, here))).toBeLessThanOrEqual(1_000_000)
    })

  randomizedTest('drift', () => {
    const seen = { first: '2026-11-20T05:17:04Z', checked: '2026-11-24T05:17:09Z', runs: 5 }
    const drift = {
      target: 'production',
      notices: [],
      kept: held,
      conflicts: [],
      comparedCount: many,
    }
    const body = driftIssueBody(drift, here, marker, seen)
    expect(byteLength(body)).toBeLessThanOrEqual(most)
    expect(body.includes(`Drift: ${many} changed in Statsig, of ${many} resources`)).toBe(true)
  })
})

describe('whatever a plan holds', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.string({ unit: fc.constantFrom('`', '\n', '|', '🎉', 'x'), maxLength: 3000 }),
  )
  const one = fc.record({
    action: fc.constantFrom('create', 'update', 'start', 'archive', 'delete'),
    name: text,
    value: text,
    isRefused: fc.boolean(),
  })
  // Few are large: most pages have to be shortened anyway.
  const times = fc.oneof(
    { arbitrary: fc.integer({ min: 1, max: 8 }), weight: 5 },
    { arbitrary: fc.integer({ min: 9, max: 60 }), weight: 1 },
  )
  randomizedTest(
    'its comment fits, tells the numbers of the plan, and is the same when made again',
    () => {
      fc.assert(
        fc.property(fc.array(one, { maxLength: 40 }), times, (drawn, length) => {
          const operations = Array.from({ length }, (_, round) =>
            drawn.map(({ action, isRefused, name, value }, index) =>
              operation('gate', `${name}${round}/${index}`, action, {
                edits: [{ pointer: '/a', label: name, before: value, after: `${value}!` }],
                members: { id: name, description: value },
                ...(isRefused && { refusal: refusal(value, value) }),
              }),
            ),
          ).flat()
          const state = planned(operations)
          const { body } = bodyOf(state)
          expect(byteLength(body)).toBeLessThanOrEqual(most)
          expect(body).toBe(bodyOf(state).body)
          const words = planCountsText(planOf(operations)).replaceAll(', ', ' · ')
          expect(body).toContain(words === '' ? 'no changes' : `**${words}**`)
        }),
        { numRuns: isLongRun ? 500 : 10 },
      )
    },
  )
})
