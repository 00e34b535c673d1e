// Works out the decisions about a user from the members of a resource, as its descriptor says.
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts'
import { type Field, type Fields, fieldsOf } from '../../fields/field.ts'
import { asList } from '../../fields/normalize.ts'
import type { Evaluation, EvaluationStep, IdsStep } from '../../kinds/evaluation.ts'
import { referenceTests, type TestContext, valueTest } from './conditions.ts'
import { type Decision, type Decisions, negate } from './decision.ts'
import { entryDecisions } from './entries.ts'
import { contradictingIds, idDecisions } from './ids.ts'
import { divisionDecisions, ruleDecisions } from './rules.ts'
import { give, type Scope, shareTests } from './scope.ts'

/** The decisions of an evaluation, for each key or position of the item that it is about. */
export const evaluateMembers = (
  { each, otherwise, steps }: Evaluation,
  fields: Fields,
  root: JsonObject,
  context: TestContext,
): ReadonlyMap<string, Decisions> => {
  const decide = (item: JsonObject, itemFields: Fields, before: readonly Json[]): Decisions => {
    const scope: Scope = { ...context, fields: itemFields, root, item, before, otherwise }
    return [
      ...steps.flatMap((step, index) => stepDecisions(step, steps.slice(index + 1), scope)),
      give(otherwise, scope),
    ]
  }
  if (each === undefined) return new Map([['', decide(root, fields, [])]])
  const items = asList(root[each.list]).filter(isJsonObject)
  return new Map(
    items.map((item, index) => [
      each.key === undefined ? String(index) : String(item[each.key]),
      decide(item, fieldsOfItem(fields[each.list], item), items.slice(0, index)),
    ]),
  )
}

const fieldsOfItem = (field: Field | undefined, item: JsonObject): Fields =>
  field?.shape === 'list' || field?.shape === 'set' ? fieldsOf(field.of, item) : {}

const stepDecisions = (
  step: EvaluationStep,
  later: readonly EvaluationStep[],
  scope: Scope,
): readonly Decision[] => {
  switch (step.step) {
    case 'switch':
      return step.is.includes(scope.item[step.member] ?? null) ? [give(step.gives, scope)] : []
    case 'apps': {
      const apps = asList(scope.root[step.member]).map(String)
      return apps.length === 0
        ? []
        : [give(step.gives, scope, { tests: [valueTest('app', apps, false)] })]
    }
    case 'reference': {
      const [field, name] = [scope.fields[step.member], scope.item[step.member]]
      return field?.shape !== 'ref' || typeof name !== 'string' || name === ''
        ? []
        : [give(step.gives, scope, referenceTests(field.to, name, step.when === 'passes', scope))]
    }
    case 'share': {
      const share = scope.item[step.member]
      const tests = typeof share === 'number' ? shareTests(step.member, share, scope) : []
      return tests.length === 0 ? [] : [give(step.gives, scope, { tests: tests.map(negate) })]
    }
    case 'ids':
      return [
        ...contradictingIds(step, later.filter(isIdsStep), scope),
        ...idDecisions(step, scope),
      ]
    case 'entries':
      return entryDecisions(step, scope)
    case 'rules':
      return ruleDecisions(step, scope)
    case 'divide':
      return divisionDecisions(step, scope)
  }
}

const isIdsStep = (step: EvaluationStep): step is IdsStep => step.step === 'ids'
