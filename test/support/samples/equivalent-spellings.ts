// The same definition, spelled otherwise: nothing that these change means anything to Statsig.

import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../src/core/json.ts'
import { type Field, fieldsOf } from '../../../src/fields/field.ts'
import type { Kind } from '../../../src/kinds/kind.ts'
import { shuffled } from './random.ts'

type Respell = (field: Field, value: Json, next: () => number) => Json | undefined

export const respelledBy = (
  spell: Respell,
  { fields }: Kind,
  members: JsonObject,
  next: () => number,
): JsonObject =>
  Object.fromEntries(
    Object.entries(members).map(([name, value]) => {
      const field = fields[name]
      return [name, field ? (within(spell, field, value, next) ?? value) : value]
    }),
  )

/**
 * From the inside out. A member that is spelled by being left out is left out, inside records. What Statsig does not
 * return stays as it is: no plan could see it in another spelling, or in another order.
 */
const within = (
  spell: Respell,
  field: Field,
  value: Json,
  next: () => number,
): Json | undefined => {
  if (field.writeOnly) return value
  if (isJsonArray(value) && (field.shape === 'set' || field.shape === 'list'))
    return spell(
      field,
      value.map((item) => within(spell, field.of, item, next) ?? item),
      next,
    )
  if (!isJsonObject(value) || (field.shape !== 'record' && field.shape !== 'variant'))
    return spell(field, value, next)
  const fields = fieldsOf(field, value)
  return spell(
    field,
    Object.fromEntries(
      Object.entries(value).flatMap(([name, inner]) => {
        const own = fields[name]
        const kept = own ? within(spell, own, inner, next) : inner
        return kept === undefined ? [] : [[name, kept]]
      }),
    ),
    next,
  )
}

/** Sets in another order. */
export const permuted: Respell = (field, value, next) =>
  field.shape === 'set' && isJsonArray(value) ? shuffled(value, next) : value

/** Lists in another order, where order means something. */
export const reordered: Respell = (field, value) =>
  field.shape === 'list' && !field.writeOnly && isJsonArray(value) ? value.toReversed() : value

/** Every value in another spelling that means the same. */
export const respelled: Respell = (field, value, next) => {
  switch (field.shape) {
    case 'text':
      if (field.numeric) return otherNumeral(value)
      if (field.multiline && typeof value === 'string' && value !== '')
        return `${value.replace(/\n+$/, '')}\n`
      if (value === '' && field.emptyPattern !== undefined) return null
      return isDefault(field, value) && !field.required && next() < 0.5 ? undefined : value
    case 'set':
      if (field.singleAsList && isJsonArray(value) && value.length === 1) return value[0]
      if (field.singleAsList && !isJsonArray(value)) return [value]
      return value
    case 'choice':
      return typeof value === 'string' ? (readingOf(field, value) ?? value) : value
    case 'number':
    case 'flag':
      return isDefault(field, value) && !field.required ? undefined : value
    case 'ref':
    case 'item':
    case 'list':
    case 'record':
    case 'variant':
    case 'opaque':
      return value
  }
}

/** As files may spell it: live readings are not words of theirs. */
export const respelledInFile: Respell = (field, value, next) =>
  field.shape === 'choice' ? value : respelled(field, value, next)

const isDefault = (field: Field, value: Json): boolean =>
  field.default !== undefined && JSON.stringify(field.default) === JSON.stringify(value)

const otherNumeral = (value: Json): Json => {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' && String(Number(value)) === value
    ? Number(value)
    : value
}

const readingOf = (
  { readAliases = {} }: Extract<Field, { shape: 'choice' }>,
  value: string,
): string | undefined => Object.entries(readAliases).find(([, means]) => means === value)?.[0]
