// The shapes in which condition values may come back.
import type { Json, Members } from '../../json.ts'
import { isList } from '../../json.ts'
import type { World } from '../core/context.ts'
import { membersIn } from './rules.ts'

export const withValueSpelling = (world: World, rule: Members): Members => {
  const spell = spellings.find(([name]) => world.has(name))?.[1]
  return spell === undefined
    ? rule
    : {
        ...rule,
        conditions: membersIn(rule['conditions']).map((condition) => ({
          ...condition,
          targetValue: spell(listOf(condition['targetValue'])),
        })),
      }
}

export const listOf = (value: Json | undefined): readonly Json[] =>
  isList(value) ? value : value === undefined || value === null ? [] : [value]

export const asStrings = (values: readonly Json[]): Json => values.map(String)

export const asScalar = (values: readonly Json[]): Json => {
  const [only, ...more] = values
  return only === undefined ? null : more.length === 0 ? only : values
}

/** Only where the text and the number say the same, and for all values or none. */
export const asNumbers = (values: readonly Json[]): Json =>
  values.every((value) => String(Number(value)) === String(value)) ? values.map(Number) : values

const spellings = [
  ['values-as-strings', asStrings],
  ['values-as-scalars', asScalar],
  ['values-as-numbers', asNumbers],
] as const
