// Which items of two lists are the same, by whatever the field says that items are known by.

import type { Json } from '../json.ts'
import { type Field, fieldsOf } from './field.ts'
import { type IndexPairs, matchItems, matchItemsByKey } from './match-items.ts'
import { canonicalJson, canonicalText, type ResolveName } from './normalize.ts'

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

const createMemberText =
  (of: Field, resolveName: ResolveName) =>
  (name: string, value: Json | undefined): string => {
    const field = fieldsOf(of, undefined)[name]
    return field ? canonicalText(field, value, resolveName) : canonicalJson(value)
  }

/** Items that are not keyed are the same by place, while the lists are as long as each other. */
const pairByIndex = (live: readonly Json[], wanted: readonly Json[]): IndexPairs =>
  live.length === wanted.length ? new Map(wanted.map((_, index) => [index, index])) : new Map()
