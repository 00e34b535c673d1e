// Converts the conditions and environments of a rule into tests of a user.
import { isJsonObject, type Json, type JsonObject, member } from '../../core/json.ts'
import { type Field, fieldsOf } from '../../fields/field.ts'
import { asList, canonicalJson, normalizeValue, type ResolveName } from '../../fields/normalize.ts'
import type { ConditionMeaning } from '../../kinds/evaluation.ts'
import { type Decisions, decisionsText, factTest, type NestedTest, type Test } from './decision.ts'

/** The decisions of a resource that is judged together with this one. Absent for all others. */
export type FindDecisions = (kind: string, name: string) => Decisions | undefined

export interface TestContext {
  readonly resolveName: ResolveName
  readonly findDecisions: FindDecisions
  /** What is hashed with the ids of users is different for each resource. */
  readonly salt: string
}

export interface UserTests {
  readonly tests: readonly Test[]
  readonly nested: readonly NestedTest[]
}

const environmentVariable = 'environment-tier'

export const conditionTests = (
  field: Field,
  conditions: Json | undefined,
  meanings: Readonly<Record<string, ConditionMeaning>>,
  context: TestContext,
): UserTests => {
  const all = asList(conditions).map((condition) =>
    testsOfCondition(field, condition, meanings, context),
  )
  return joinTests(all)
}

const joinTests = (all: readonly UserTests[]): UserTests => ({
  tests: all.flatMap(({ tests }) => tests),
  nested: all.flatMap(({ nested }) => nested),
})

const testsOfCondition = (
  field: Field,
  condition: Json,
  meanings: Readonly<Record<string, ConditionMeaning>>,
  context: TestContext,
): UserTests => {
  const normal = normalizeValue(field, condition, context.resolveName)
  if (!isJsonObject(normal)) return { tests: [factTest(canonicalJson(condition))], nested: [] }
  const type = String(normal['type'])
  const meaning: ConditionMeaning = Object.hasOwn(meanings, type)
    ? (meanings[type] ?? { tests: 'nothing' })
    : { tests: 'attribute', attribute: attributeName(type, normal) }
  switch (meaning.tests) {
    case 'nothing':
      return { tests: [], nested: [] }
    case 'attribute':
      return { tests: [attributeTest(field, meaning.attribute, normal)], nested: [] }
    case 'reference': {
      const [first, ...others] = asList(normal['targetValue']).map(String)
      if (first !== undefined && others.length === 0)
        return referenceTests(meaning.to, first, meaning.when === 'passes', context)
      // What several references mean together is not documented.
      const known = [first ?? '', ...others].map((name) => {
        const decisions = context.findDecisions(meaning.to, name)
        return decisions === undefined ? name : decisionsText(decisions)
      })
      return { tests: [factTest(canonicalJson([normal, known]))], nested: [] }
    }
  }
}

/** Whether the user passes a gate or is in a segment. */
export const referenceTests = (
  kind: string,
  name: string,
  holds: boolean,
  { findDecisions }: TestContext,
): UserTests => {
  const decisions = findDecisions(kind, name)
  return decisions === undefined
    ? { tests: [factTest(`${kind}/${name}`, holds)], nested: [] }
    : { tests: [], nested: [{ decisions, holds }] }
}

const attributeName = (type: string, condition: JsonObject): string =>
  [type, member(condition, 'field'), member(condition, 'customID')]
    .filter((part) => part !== undefined && part !== null)
    .join(' ')

/** Whether an attribute has one of the values. Of other operators, only equal conditions are known to be equal. */
const attributeTest = (field: Field, attribute: string, condition: JsonObject): Test => {
  const operator = member(condition, 'operator')
  const isSet = fieldsOf(field, condition)['targetValue']?.shape === 'set'
  return isSet && (operator === 'any' || operator === 'none')
    ? valueTest(attribute, asList(condition['targetValue']).map(String), operator === 'any')
    : factTest(canonicalJson(condition))
}

/** Statsig compares these values without regard to case. */
export const valueTest = (of: string, values: readonly string[], holds = true): Test => ({
  test: 'value',
  of,
  isIn: new Set(values.map((each) => each.toLowerCase())),
  holds,
})

/** An empty list of environments means no environment. Without a list, the rule applies in all of them. */
export const environmentTests = (environments: Json | undefined): readonly Test[] =>
  environments === undefined || environments === null
    ? []
    : [valueTest(environmentVariable, asList(environments).map(String))]

/** Of an override, an empty text means all environments. */
export const environmentTest = (environment: Json | undefined): readonly Test[] =>
  typeof environment === 'string' && environment !== ''
    ? [valueTest(environmentVariable, [environment])]
    : []
