// Fold: a value that fits a field, to show what one looks like. The same every time, and no larger than it must be.
import { isMembers, type Json, type Members, pick } from '../../json.ts'
import type { Field, Fields } from '../field.ts'
import type { Link, Place } from '../field-paths.ts'
import { textFor, wordIn } from './text.ts'

/** What a list holds is shown by one item; of a record, the members that it cannot do without. */
const sampleOf = (field: Field, name: string): Json => {
  switch (field.shape) {
    case 'text':
      return textFor(field, name)
    case 'number':
      return numberFor(field)
    case 'flag':
      return true
    case 'choice':
      return field.usual?.[0] ?? field.of[0] ?? ''
    case 'ref':
      return wordIn(field.doc) ?? `example_${field.to}`
    case 'item':
      return sampleName
    case 'opaque':
      return field.type === 'any' ? 'value' : { key: 'value' }
    case 'set':
    case 'list':
      return numbered(sampleOf(field.of, name), field)
    case 'record': {
      const needed = requiredIn(field.fields)
      const [first] = Object.entries(field.fields).filter(([, { sent }]) => sent !== 'back')
      return Object.keys(needed).length > 0 || first === undefined
        ? needed
        : { [first[0]]: sampleOf(first[1], first[0]) }
    }
    case 'variant': {
      const [[first = '', members = {}] = []] = Object.entries(field.cases)
      return { [field.tag]: first, ...requiredIn(members) }
    }
  }
}

/** What the first item of a list with names is called. */
export const sampleName = 'Example'

export const requiredIn = (fields: Fields): Members =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) =>
      field.required ? [[name, sampleOf(field, name)] as const] : [],
    ),
  )

/** A value of the field in which the rest of the way is spoken of. */
export const sampleAt = (
  field: Field,
  name: string,
  [next, ...rest]: Place['links'],
  chosen?: string,
): Json => {
  if (field.shape === 'list' || field.shape === 'set')
    return numbered(sampleAt(field.of, name, next ? [next, ...rest] : [], chosen), field)
  const own = ownMembers(field, name, next, chosen)
  if (next === undefined || !isMembers(own)) return own
  // The tag of a variant is what makes the case; and some choices are best left unmade.
  const isSaid = field.shape === 'variant' && next.name === field.tag
  if (isSaid || (next.field.shape === 'choice' && next.field.usual?.length === 0)) return own
  const whole = { ...own, [next.name]: sampleAt(next.field, next.name, rest, chosen) }
  return field.shape === 'record' ? inOrder(field.fields, whole) : whole
}

const ownMembers = (
  field: Field,
  name: string,
  next: Link | undefined,
  chosen: string | undefined,
): Json => {
  const of = next === undefined ? chosen : next.of
  if (field.shape === 'variant' && of !== undefined)
    return { [field.tag]: of, ...requiredIn(field.cases[of] ?? {}) }
  return field.shape === 'record' && next !== undefined
    ? requiredIn(field.fields)
    : sampleOf(field, name)
}

/** In the order in which the descriptor names them. */
export const inOrder = (fields: Fields, members: Members): Members => ({
  ...pick(members, (name) => !Object.hasOwn(fields, name)),
  ...Object.fromEntries(
    Object.keys(fields).flatMap((name) => {
      const value = members[name]
      return value === undefined ? [] : [[name, value] as const]
    }),
  ),
})

/** As many as there must be, no two of one name. */
const numbered = (
  item: Json,
  field: Extract<Field, { shape: 'set' | 'list' }>,
): readonly Json[] => {
  const key = field.shape === 'set' ? field.key : field.match?.name
  return Array.from({ length: Math.max(1, field.min ?? 1) }, (_, index) =>
    index === 0 || key === undefined || !isMembers(item)
      ? item
      : { ...item, [key]: `${String(item[key])} ${index + 1}` },
  )
}

const numberFor = ({
  integer,
  max = Number.POSITIVE_INFINITY,
  min = Number.NEGATIVE_INFINITY,
  step,
}: Extract<Field, { shape: 'number' }>): number => {
  const fits = (value: number) =>
    value >= min &&
    value <= max &&
    (!integer || Number.isInteger(value)) &&
    (step === undefined || Math.abs(value / step - Math.round(value / step)) < 1e-6)
  const half = (min + max) / 2
  return [half, 1, 0.5, min, max].find((value) => Number.isFinite(value) && fits(value)) ?? 1
}
