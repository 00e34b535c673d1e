// Decisions about a user on three sides: what the third may give, as a table without any kind.
import { describe, expect } from 'vitest'
import {
  type Decision,
  type Decisions,
  factTest,
  leafOf,
  passLeaf,
  type Test,
} from '../../src/plan/evaluation/decision.ts'
import { findMixture } from '../../src/plan/evaluation/find-mixture.ts'
import { usualRunTest as test } from '../support/long-run.ts'

const below = (of: string, limit: number): Test => ({ test: 'below', of, limit, holds: true })
const isOneOf = (of: string, ...values: readonly string[]): Test => ({
  ...{ test: 'value', of, isIn: new Set(values), holds: true },
})
const pass = (...tests: readonly Test[]): Decision => ({
  ...{ tests, nested: [], parts: [], leaves: { [passLeaf]: 'true' } },
})
const fail = (...tests: readonly Test[]): Decision => ({ tests, nested: [], parts: [], leaves: {} })
const give = (size: string, ...tests: readonly Test[]): Decision => ({
  ...{ tests, nested: [], parts: [], leaves: { [leafOf({ type: 'value', name: 'size' })]: size } },
})
const passing = (decisions: Decisions, holds = true): Decision => ({
  ...pass(),
  nested: [{ decisions, holds }],
})

const [staff, german] = [factTest('staff'), factTest('german')]

const table: readonly {
  readonly title: string
  readonly file: Decisions
  readonly live: Decisions
  readonly merged: Decisions
  readonly effect?: string
}[] = [
  {
    title: 'a percentage between those of the two sides, with the same salt',
    file: [pass(below('a', 10))],
    live: [pass(below('a', 50))],
    merged: [pass(below('a', 20))],
  },
  {
    title: 'a percentage between those of the two sides, with another salt',
    file: [pass(below('a', 10))],
    live: [pass(below('a', 50))],
    merged: [pass(below('b', 20))],
    effect: 'gains',
  },
  {
    title: 'a higher percentage than both',
    file: [pass(below('a', 10))],
    live: [pass(below('a', 20))],
    merged: [pass(below('a', 21))],
    effect: 'gains',
  },
  {
    title: 'a lower percentage than both',
    file: [pass(below('a', 10))],
    live: [pass(below('a', 20))],
    merged: [pass(below('a', 9))],
    effect: 'loses',
  },
  {
    title: 'a test that no user can meet',
    file: [],
    live: [],
    merged: [pass(isOneOf('country', 'DE'), isOneOf('country', 'FR'))],
  },
  {
    title: 'users who meet the tests of two decisions, one from each side',
    file: [pass(staff)],
    live: [pass(german)],
    merged: [pass(staff), pass(german)],
  },
  {
    title: 'users who have to meet the tests of both sides',
    file: [pass(staff)],
    live: [pass(german)],
    merged: [pass(staff, german)],
  },
  {
    title: 'a decision that comes first on one side alone',
    file: [fail(german), pass(below('a', 10))],
    live: [pass()],
    merged: [fail(german), pass()],
  },
  {
    title: 'a value that neither side gives these users',
    file: [give('1', staff), give('2')],
    live: [give('1'), give('3')],
    merged: [give('3', staff), give('2')],
    effect: 'changes',
  },
  {
    title: 'a reference that passes more users, and a negated one that passes fewer',
    file: [passing([pass(staff)])],
    live: [passing([pass(german)], false)],
    merged: [passing([pass(staff), pass(german)])],
    effect: 'gains',
  },
]

describe('of users on three sides', () => {
  test.each(table)('$title', ({ effect, file, live, merged }) => {
    expect(findMixture({ file, live, merged })?.type).toBe(effect)
  })
})

describe('where there are too many cases', () => {
  const rules = (values: readonly string[]): Decisions => [
    ...values.map((value, index) => give(value, factTest(`rule ${index}`))),
    give('default'),
  ]
  const base = ['a', 'b', 'c', 'd']
  const few = 3
  test('two values of decisions with the same tests are merged', () => {
    const [file, live, merged] = [
      rules(['x', 'b', 'c', 'd']),
      rules(['a', 'y', 'c', 'd']),
      rules(['x', 'y', 'c', 'd']),
    ]
    expect(findMixture({ file, live, merged }, few)).toBeUndefined()
  })
  test('different tests are not compared, which is a conflict', () => {
    const [file, live, merged] = [
      rules(base),
      rules(base).slice(1),
      rules(['a', 'b', 'c', 'x']).slice(1),
    ]
    expect(findMixture({ file, live, merged }, few)).toEqual({ type: 'not-compared' })
  })
  test('two hundred rules with two tests each are compared', () => {
    const many = (from: number, share: number): Decisions =>
      Array.from({ length: 200 }, (_, index) => {
        const met = fail(factTest(`rule ${index}`), factTest(`more ${index}`))
        const within = below(`salt ${index}`, index < from ? 10 : share)
        return { ...met, parts: [{ tests: [within], leaves: { [passLeaf]: 'true' } }] }
      })
    const sides = { file: many(100, 50), live: many(199, 50), merged: many(150, 50) }
    expect(findMixture(sides)).toBeUndefined()
    expect(findMixture({ ...sides, merged: many(0, 50) })?.type).toBe('gains')
  })
})
