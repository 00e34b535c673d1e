// Decides about the users whose ids a resource lists.
import { isJsonObject, type JsonObject } from '../../core/json.ts'
import { asList, canonicalJson } from '../../fields/normalize.ts'
import type { IdsStep } from '../../kinds/evaluation.ts'
import { environmentTest, valueTest } from './conditions.ts'
import { type Decision, passLeaf, type Test } from './decision.ts'
import { valuesAt } from './entries.ts'
import { give, type Scope, unitOf } from './scope.ts'

export const idDecisions = (step: IdsStep, scope: Scope): readonly Decision[] =>
  idLists(step, scope).map(({ entry, tests }) =>
    give(step.gives, scope, { tests, ...(entry && { item: entry }), label: step.at.join('.') }),
  )

/** Ids for which another list says otherwise. Statsig does not document which of the two applies. */
export const contradictingIds = (
  step: IdsStep,
  later: readonly IdsStep[],
  scope: Scope,
): readonly Decision[] =>
  later
    .filter(({ gives }) => canonicalJson({ ...gives }) !== canonicalJson({ ...step.gives }))
    .flatMap((other) =>
      idLists(step, scope).flatMap((one) =>
        idLists(other, scope).map(
          ({ tests }): Decision => ({
            tests: [...one.tests, ...tests],
            nested: [],
            parts: [],
            leaves: { [passLeaf]: 'contradicting' },
            label: other.at.join('.'),
          }),
        ),
      ),
    )

interface IdList {
  readonly tests: readonly Test[]
  readonly entry?: JsonObject
}

const idLists = ({ at, entry, unit }: IdsStep, { item, root }: Scope): readonly IdList[] => {
  const values = valuesAt(item, at)
  if (entry === undefined)
    return values.length === 0 ? [] : [{ tests: [valueTest(unit, values.map(String))] }]
  return values.filter(isJsonObject).flatMap((each) => {
    const ids = asList(each[entry.ids]).map(String)
    const named = each[entry.unit]
    const own = typeof named === 'string' && named !== '' ? named : unitOf(root)
    return ids.length === 0
      ? []
      : [{ entry: each, tests: [valueTest(own, ids), ...environmentTest(each[entry.environment])] }]
  })
}
