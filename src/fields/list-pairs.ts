// Pairs the items of two lists as the field says: by key, by id or name, or by index.
import type { Json } from '../core/json.ts'
import { type Field, fieldsOf } from './field.ts'
import { type IndexPairs, type MemberText, matchItems, matchItemsByKey } from './match-items.ts'
import { canonicalText, type ResolveName } from './normalize.ts'

export type ListField = Extract<Field, { shape: 'set' | 'list' }>

export const isKeyed = (field: ListField): boolean =>
  field.shape === 'set' ? field.key !== undefined : field.match !== undefined

export const pairItems = (
  field: ListField,
  live: readonly Json[],
  wanted: readonly Json[],
  resolveName: ResolveName,
): IndexPairs => {
  if (field.shape === 'set')
    return field.key === undefined
      ? pairByIndex(live, wanted)
      : matchItemsByKey(field.key, live, wanted)
  return field.match === undefined
    ? pairByIndex(live, wanted)
    : matchItems(field.match, live, wanted, createMemberText(field.of, resolveName))
}

export const createMemberText =
  (of: Field, resolveName: ResolveName): MemberText =>
  (name, value) => {
    const field = fieldsOf(of, undefined)[name]
    // A member without a field is not compared.
    return field ? canonicalText(field, value, resolveName) : ''
  }

/** Items without a key are paired by index where both lists have the same length. */
const pairByIndex = (live: readonly Json[], wanted: readonly Json[]): IndexPairs =>
  live.length === wanted.length ? new Map(wanted.map((_, index) => [index, index])) : new Map()
