// Since when each operation of a plan is shown, over the edits of its comment; and what an approval covers of it.
import { describe, expect, test } from 'vitest'
import {
  hasGrown,
  keepShownTimes,
  shownAt,
  withoutGrowth,
  withShownTimes,
} from '../../src/github-action/pull-request/shown-since.ts'

const at = (minute: number) => `2026-11-29T10:${String(minute).padStart(2, '0')}:00Z`

interface Shown {
  readonly plan?: string
  readonly operations?: readonly string[]
  readonly shownSince?: readonly { readonly at: string; readonly count: number }[]
}

/** What the comment says after plans at 10:01, 10:02, and so on. `failed`: a run without a plan. */
const afterPlans = (
  ...plans: readonly (readonly string[] | 'failed' | { whole: string })[]
): Shown => {
  let shown: Shown | undefined
  for (const [index, each] of plans.entries()) {
    const next: Shown =
      each === 'failed'
        ? {}
        : 'whole' in each
          ? { plan: each.whole }
          : { plan: each.join(), operations: each }
    shown = withShownTimes(keepShownTimes(next, shown), at(index + 1))
  }
  return shown ?? {}
}

const approved = (shown: Shown, minute?: number) => {
  const { later, metadata } = withoutGrowth(shown, minute === undefined ? undefined : at(minute))
  return [metadata?.operations?.toSorted() ?? metadata?.plan, later]
}

test('each operation keeps the time at which it came in', () => {
  const shown = afterPlans(['a'], ['b', 'a'], ['c', 'b', 'a'])
  expect(['a', 'b', 'c', 'd'].map((id) => shownAt(shown, id))).toEqual([
    at(1),
    at(2),
    at(3),
    undefined,
  ])
})

test('an operation that was gone in between came in when it came back', () => {
  expect(shownAt(afterPlans(['a', 'b'], ['a'], ['a', 'b']), 'b')).toBe(at(3))
})

describe('an approval at 10:02, before the second plan was shown', () => {
  test.each([
    ['of the first plan covers it', [['a', 'b']], 5, [['a', 'b'], 0]],
    ['covers what the first plan has shown', [['a'], ['a', 'b']], 2, [['a'], 1]],
    ['covers nothing of another plan', [['a'], ['b']], 2, [[], 1]],
    ['covers nothing that came in after a failed plan', [['a'], 'failed', ['a', 'b']], 2, [[], 2]],
    ['covers a plan as a whole that stays the same', [{ whole: 'p' }, { whole: 'p' }], 2, ['p', 0]],
    ['does not cover another plan as a whole', [{ whole: 'p' }, { whole: 'q' }], 2, [undefined, 1]],
  ] as const)('%s', (_, plans, minute, expected) => {
    expect(approved(afterPlans(...plans), minute)).toEqual(expected)
  })
})

test('an approval after the last plan covers all of it, and without one what came in counts as not approved', () => {
  const shown = afterPlans(['a'], ['a', 'b'])
  expect(approved(shown, 3)).toEqual([['a', 'b'], 0])
  expect(approved(shown)).toEqual([['a'], 1])
  expect([hasGrown(shown), hasGrown(afterPlans(['a'], ['a']))]).toEqual([true, false])
})
