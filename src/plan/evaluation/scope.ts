// Defines what the steps of an evaluation work on, and the decision that gives a result.
import type { Json, JsonObject } from '../../core/json.ts'
import type { Fields } from '../../fields/field.ts'
import type { Result } from '../../kinds/evaluation.ts'
import type { TestContext, UserTests } from './conditions.ts'
import type { Decision, Part, Test } from './decision.ts'
import { leavesOfResult } from './results.ts'

export interface Scope extends TestContext {
  readonly fields: Fields
  readonly root: JsonObject
  /** The item of `each`, or the resource. */
  readonly item: JsonObject
  /** The items before it. */
  readonly before: readonly Json[]
  /** What a user gets to whom no step applies. */
  readonly otherwise: Result
}

interface Grant extends Partial<UserTests> {
  readonly parts?: readonly Part[]
  readonly label?: string
  /** The item or the entry that gives the result. Absent for the resource. */
  readonly item?: JsonObject
}

export const give = (
  result: Result,
  { before, item, root }: Scope,
  { item: giver = item, label, nested = [], parts = [], tests = [] }: Grant = {},
): Decision => ({
  tests,
  nested,
  parts,
  leaves: leavesOfResult(result, { root, item: giver, before }),
  ...(label !== undefined && { label }),
})

/** Where the hash of a user falls, for one salt and one unit. No test for a limit that every hash is below. */
export const shareTests = (salt: string, limit: number, scope: Scope): readonly Test[] =>
  limit >= 100
    ? []
    : [
        {
          test: 'below',
          of: `${unitOf(scope.root)}:${scope.salt}:${salt}`,
          limit: Math.max(limit, 0),
          holds: true,
        },
      ]

/** The unit by which a resource divides users. */
export const unitOf = (root: JsonObject): string =>
  typeof root['idType'] === 'string' ? root['idType'] : 'userID'
