// Fold: a value that fits a field, to show what one looks like. The same every time, and no larger than it must be.
import { isJsonObject, type Json, type JsonObject, pick } from '../../json.ts'
import type { Field, Fields } from '../field.ts'
import type { FieldPath, PathStep } from '../field-paths.ts'
import { exampleIn, sampleText } from './text.ts'

/** What a list holds is shown by one item; of a record, the members that it cannot do without. */
const sampleOf = (field: Field, name: string): Json => {
  switch (field.shape) {
    case 'text':
      return sampleText(field, name)
    case 'number':
      return sampleNumber(field)
    case 'flag':
      return true
    case 'choice':
      return field.documented?.[0] ?? field.of[0] ?? ''
    case 'ref':
      return exampleIn(field.doc) ?? `example_${field.to}`
    case 'item':
      return sampleName
    case 'opaque':
      return field.type === 'any' ? 'value' : { key: 'value' }
    case 'set':
    case 'list':
      return sampleItems(sampleOf(field.of, name), field)
    case 'record': {
      const required = sampleRequired(field.fields)
      const [first] = Object.entries(field.fields).filter(
        ([, { sentIn }]) => sentIn !== 'match-only',
      )
      return Object.keys(required).length > 0 || first === undefined
        ? required
        : { [first[0]]: sampleOf(first[1], first[0]) }
    }
    case 'variant': {
      const [[first = '', members = {}] = []] = Object.entries(field.cases)
      return { [field.tag]: first, ...sampleRequired(members) }
    }
  }
}

/** What the first item of a list with names is called. */
export const sampleName = 'Example'

export const sampleRequired = (fields: Fields): JsonObject =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) =>
      field.required ? [[name, sampleOf(field, name)] as const] : [],
    ),
  )

/** A value of the field in which the rest of the way is spoken of. */
export const sampleAt = (
  field: Field,
  name: string,
  [next, ...rest]: FieldPath['steps'],
  caseName?: string,
): Json => {
  if (field.shape === 'list' || field.shape === 'set')
    return sampleItems(sampleAt(field.of, name, next ? [next, ...rest] : [], caseName), field)
  const memberSample = sampleMembers(field, name, next, caseName)
  if (next === undefined || !isJsonObject(memberSample)) return memberSample
  // The tag of a variant is what makes the case; and some choices are best left unmade.
  const isTag = field.shape === 'variant' && next.name === field.tag
  if (isTag || (next.field.shape === 'choice' && next.field.documented?.length === 0))
    return memberSample
  const extended = { ...memberSample, [next.name]: sampleAt(next.field, next.name, rest, caseName) }
  return field.shape === 'record' ? orderMembers(field.fields, extended) : extended
}

const sampleMembers = (
  field: Field,
  name: string,
  next: PathStep | undefined,
  caseName: string | undefined,
): Json => {
  const of = next === undefined ? caseName : next.variantCase
  if (field.shape === 'variant' && of !== undefined)
    return { [field.tag]: of, ...sampleRequired(field.cases[of] ?? {}) }
  return field.shape === 'record' && next !== undefined
    ? sampleRequired(field.fields)
    : sampleOf(field, name)
}

/** In the order in which the descriptor names them. */
export const orderMembers = (fields: Fields, members: JsonObject): JsonObject => ({
  ...pick(members, (name) => !Object.hasOwn(fields, name)),
  ...Object.fromEntries(
    Object.keys(fields).flatMap((name) => {
      const value = members[name]
      return value === undefined ? [] : [[name, value] as const]
    }),
  ),
})

/** As many as there must be, no two of one name. */
const sampleItems = (
  item: Json,
  field: Extract<Field, { shape: 'set' | 'list' }>,
): readonly Json[] => {
  const key = field.shape === 'set' ? field.key : field.match?.name
  return Array.from({ length: Math.max(1, field.min ?? 1) }, (_, index) =>
    index === 0 || key === undefined || !isJsonObject(item)
      ? item
      : { ...item, [key]: `${String(item[key])} ${index + 1}` },
  )
}

const sampleNumber = ({
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
  const middle = (min + max) / 2
  return [middle, 1, 0.5, min, max].find((value) => Number.isFinite(value) && fits(value)) ?? 1
}
