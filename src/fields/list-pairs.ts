// Which items of two lists are the same, by whatever the field says that items are known by.

import type { Json } from '../json.ts'
import { type Field, fieldsOf } from './field.ts'
import { type Pairs, pairsByKey, pairsOf } from './match-items.ts'
import { type Canonical, spelling, textOf } from './normalize.ts'

export type ListField = Extract<Field, { shape: 'set' | 'list' }>

export const isKeyed = (field: ListField): boolean =>
  field.shape === 'set' ? field.key !== undefined : field.match !== undefined

export const pairsIn = (
  field: ListField,
  live: readonly Json[],
  wanted: readonly Json[],
  names: Canonical,
): Pairs => {
  if (field.shape === 'set')
    return field.key === undefined ? byPlace(live, wanted) : pairsByKey(field.key, live, wanted)
  return field.match === undefined
    ? byPlace(live, wanted)
    : pairsOf(field.match, live, wanted, speller(field.of, names))
}

const speller =
  (of: Field, names: Canonical) =>
  (name: string, value: Json | undefined): string => {
    const field = fieldsOf(of, undefined)[name]
    return field ? spelling(field, value, names) : textOf(value)
  }

/** Items that are not keyed are the same by place, while the lists are as long as each other. */
const byPlace = (live: readonly Json[], wanted: readonly Json[]): Pairs =>
  live.length === wanted.length ? new Map(wanted.map((_, index) => [index, index])) : new Map()
