// Compiles the rules of gates, segments and dynamic configs.
import { isJsonObject, type Json, type JsonObject, member } from '../core/json.ts'
import {
  type ConditionContext,
  compileCondition,
  environmentCondition,
  unknownCondition,
} from './conditions.ts'
import { numberIn, objectsIn, textIn, textsOf } from './members.ts'
import type { SpecRule, UnknownResult } from './spec.ts'

/** Rules in the order in which they are tried, and what is not known of them. */
export interface CompiledRules {
  readonly rules: readonly SpecRule[]
  readonly unknowns: readonly Omit<UnknownResult, 'kind' | 'id'>[]
}

export const joinRules = (...all: readonly CompiledRules[]): CompiledRules => ({
  rules: all.flatMap(({ rules }) => rules),
  unknowns: all.flatMap(({ unknowns }) => unknowns),
})

export const noRules: CompiledRules = { rules: [], unknowns: [] }

/** `readValue` gives what a rule returns; `undefined` where this is not known. */
export const compileRules = (
  resource: JsonObject,
  context: ConditionContext,
  readValue: (rule: JsonObject) => Json | undefined,
): CompiledRules =>
  joinRules(
    ...objectsIn(resource['rules']).map((rule) => compileRule(rule, context, readValue(rule))),
  )

const compileRule = (
  rule: JsonObject,
  context: ConditionContext,
  returnValue: Json | undefined,
): CompiledRules => {
  const { idType } = context
  const name = textIn(rule, 'name')
  const compiled = [
    ...objectsIn(rule['conditions']).map((each) => compileCondition(each, context)),
    ...(objectsIn(rule['variants']).length > 0
      ? [unknownCondition('variants', name, idType)]
      : returnValue === undefined
        ? [unknownCondition('value-as-text', name, idType)]
        : []),
  ]
  const base = textIn(rule, 'baseID') || baseIdIn(textIn(rule, 'id')) || name
  const percentage = numberIn(rule, 'passPercentage', 100)
  return {
    rules: [
      {
        name: textIn(rule, 'id') || base,
        id: textIn(rule, 'id') || base,
        salt: base,
        passPercentage: percentage,
        conditions: [
          ...environmentsOf(rule, idType),
          ...compiled.map(({ condition }) => condition),
        ],
        returnValue: returnValue ?? {},
        idType,
      },
    ],
    unknowns: compiled.flatMap(({ unknown }) => (unknown ? [{ ...unknown, rule: name }] : [])),
  }
}

/** Without a list the rule applies everywhere; with an empty list, nowhere. */
const environmentsOf = (rule: JsonObject, idType: string) => {
  const environments = member(rule, 'environments')
  return environments === undefined || environments === null
    ? []
    : [environmentCondition(textsOf(environments), idType)]
}

/** The id of a rule may end with its percentage and a number. */
const baseIdIn = (id: string): string => id.split(':')[0] ?? ''

/** The value of a dynamic config or of one of its rules. Text alone would have to be parsed. */
export const objectOrUnknown = (
  owner: JsonObject,
  name: 'defaultValue' | 'returnValue',
): Json | undefined => {
  const value = member(owner, name)
  if (isJsonObject(value)) return value
  return textIn(owner, `${name}Json5`) === '' && typeof value !== 'string' ? {} : undefined
}
