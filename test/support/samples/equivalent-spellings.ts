// The same definition, spelled otherwise: nothing that these change means anything to Statsig.
import { type Field, fieldsOf } from '../../../src/fields/field.ts'
import { isList, isMembers, type Json, type Members } from '../../../src/json.ts'
import type { Kind } from '../../../src/kinds/kind.ts'
import { shuffled } from './random.ts'

type Spell = (field: Field, value: Json, next: () => number) => Json | undefined

export const spelledBy = (
  spell: Spell,
  { fields }: Kind,
  members: Members,
  next: () => number,
): Members =>
  Object.fromEntries(
    Object.entries(members).map(([name, value]) => {
      const field = fields[name]
      return [name, field ? (within(spell, field, value, next) ?? value) : value]
    }),
  )

/** From the inside out. A member that is spelled by being left out is left out, inside records. */
const within = (spell: Spell, field: Field, value: Json, next: () => number): Json | undefined => {
  if (isList(value) && (field.shape === 'set' || field.shape === 'list'))
    return spell(
      field,
      value.map((item) => within(spell, field.of, item, next) ?? item),
      next,
    )
  if (!isMembers(value) || (field.shape !== 'record' && field.shape !== 'variant'))
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
export const permuted: Spell = (field, value, next) =>
  field.shape === 'set' && isList(value) ? shuffled(value, next) : value

/** Lists in another order, where order means something. */
export const reordered: Spell = (field, value) =>
  field.shape === 'list' && !field.unread && isList(value) ? value.toReversed() : value

/** Every value in another spelling that means the same. */
export const respelled: Spell = (field, value, next) => {
  switch (field.shape) {
    case 'text':
      if (field.numeric) return otherNumeral(value)
      if (field.long && typeof value === 'string' && value !== '')
        return `${value.replace(/\n+$/, '')}\n`
      if (value === '' && field.nothing !== undefined) return null
      return isDefault(field, value) && !field.required && next() < 0.5 ? undefined : value
    case 'set':
      if (field.lone && isList(value) && value.length === 1) return value[0]
      if (field.lone && !isList(value)) return [value]
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
export const respelledInFile: Spell = (field, value, next) =>
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
  { reads = {} }: Extract<Field, { shape: 'choice' }>,
  value: string,
): string | undefined => Object.entries(reads).find(([, means]) => means === value)?.[0]
