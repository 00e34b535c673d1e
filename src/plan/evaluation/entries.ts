// Decides about the users of overrides by gate or segment.
import { isJsonObject, type Json, type JsonObject, member } from '../../core/json.ts'
import { asList } from '../../fields/normalize.ts'
import type { EvaluationStep } from '../../kinds/evaluation.ts'
import { environmentTest, referenceTests } from './conditions.ts'
import type { Decision } from './decision.ts'
import { give, type Scope } from './scope.ts'

export const entryDecisions = (
  { at, environment, gives, reference }: Extract<EvaluationStep, { step: 'entries' }>,
  scope: Scope,
): readonly Decision[] =>
  valuesAt(scope.item, at)
    .filter(isJsonObject)
    .map((entry) => {
      const { nested, tests } = referenceTests(
        String(entry['type']),
        String(entry[reference]),
        true,
        scope,
      )
      return give(gives, scope, {
        nested,
        tests: [...tests, ...environmentTest(entry[environment])],
        item: entry,
        label: at.join('.'),
      })
    })

/** The items of a list inside of records. */
export const valuesAt = (members: JsonObject, at: readonly string[]): readonly Json[] =>
  asList(at.reduce<Json | undefined>((value, name) => member(value, name), members))
