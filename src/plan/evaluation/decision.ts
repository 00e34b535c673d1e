// Defines how a user’s result is worked out, without a word of any kind: decisions in order, of which the first whose
// tests a user meets decides.
import type { MixedResult } from '../../reasons/mixture.ts'

export type Decisions = readonly Decision[]

export interface Decision {
  /** A user must meet all of them. */
  readonly tests: readonly Test[]
  /** Resources that a user must pass or fail, as well. */
  readonly nested: readonly NestedTest[]
  /** Users who meet the tests are divided: the first part whose tests a user meets. */
  readonly parts: readonly Part[]
  /** What users get who are in no part. */
  readonly leaves: Leaves
  /** The rule, group or entry that decides, as an edit would name it. Absent where it is none of these. */
  readonly label?: string
}

export interface Part {
  readonly tests: readonly Test[]
  readonly leaves: Leaves
}

/** What a user gets: texts of values, by the text of what they are. */
export type Leaves = Readonly<Record<string, string>>

/** What is not known of a user is a free variable: whether an attribute has a value, or where a hash falls. */
export type Test =
  /** Whether a variable has one of the values. */
  | {
      readonly test: 'value'
      readonly of: string
      readonly isIn: ReadonlySet<string>
      readonly holds: boolean
    }
  /** Whether a number from 0 to 100 is below a limit. */
  | {
      readonly test: 'below'
      readonly of: string
      readonly limit: number
      readonly holds: boolean
    }

/** Whether other decisions let the user pass. */
export interface NestedTest {
  readonly decisions: Decisions
  readonly holds: boolean
}

export const leafOf = (result: MixedResult): string => JSON.stringify(result)
export const resultOfLeaf = (leaf: string): MixedResult => JSON.parse(leaf)
export const passLeaf = leafOf({ type: 'pass' })

/** A fact of which no more is known than that it is the same wherever it has the same name. */
export const factTest = (of: string, holds = true): Test => ({
  test: 'value',
  of,
  isIn: trueValues,
  holds,
})
const trueValues: ReadonlySet<string> = new Set(['true'])

export const negate = <T extends { readonly holds: boolean }>(test: T): T => ({
  ...test,
  holds: !test.holds,
})

/** The same text for decisions that decide the same. */
export const decisionsText = (decisions: Decisions): string =>
  JSON.stringify(decisions.map(decisionShape))

export const testsText = (tests: readonly Test[]): string => JSON.stringify(tests.map(testShape))

export const nestedText = (nested: readonly NestedTest[]): string =>
  JSON.stringify(nested.map(nestedShape))

export const leavesText = (leaves: Leaves): string => JSON.stringify(leavesShape(leaves))

// Shapes are written as text once, since text within text grows with every level.
const decisionShape = ({ leaves, nested, parts, tests }: Decision): readonly unknown[] => [
  tests.map(testShape),
  nested.map(nestedShape),
  parts.map((part) => [part.tests.map(testShape), leavesShape(part.leaves)]),
  leavesShape(leaves),
]

const testShape = (test: Test): object =>
  test.test === 'value' ? { ...test, isIn: [...test.isIn].sort() } : test

const nestedShape = ({ decisions, holds }: NestedTest): readonly unknown[] => [
  decisions.map(decisionShape),
  holds,
]

const leavesShape = (leaves: Leaves): readonly (readonly [string, string])[] =>
  Object.entries(leaves).sort(([a], [b]) => (a < b ? -1 : 1))
