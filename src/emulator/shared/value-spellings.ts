// The spellings of condition values in answers.
import type { Json, JsonObject } from '../../core/json.ts'
import { isJsonArray } from '../../core/json.ts'
import type { EmulatorContext } from '../core/context.ts'
import { membersIn } from './rules.ts'

export const respellTargetValues = (context: EmulatorContext, rule: JsonObject): JsonObject => {
  const respell = valueSpellings.find(([name]) => context.has(name))?.[1]
  return respell === undefined
    ? rule
    : {
        ...rule,
        conditions: membersIn(rule['conditions']).map((condition) => ({
          ...condition,
          targetValue: respell(listOf(condition['targetValue'])),
        })),
      }
}

export const listOf = (value: Json | undefined): readonly Json[] =>
  isJsonArray(value) ? value : value === undefined || value === null ? [] : [value]

export const asStrings = (values: readonly Json[]): Json => values.map(String)

export const asScalar = (values: readonly Json[]): Json => {
  const [only, ...others] = values
  return only === undefined ? null : others.length === 0 ? only : values
}

/** Only if each text is the usual form of its number, and for all values or none. */
export const asNumbers = (values: readonly Json[]): Json =>
  values.every((value) => String(Number(value)) === String(value)) ? values.map(Number) : values

const valueSpellings = [
  ['values-as-strings', asStrings],
  ['values-as-scalars', asScalar],
  ['values-as-numbers', asNumbers],
] as const
