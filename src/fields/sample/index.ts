// Builds a small example value for a field, for `explain`. The same field always gives the same value.
import { isJsonObject, type Json, type JsonObject, pick } from '../../core/json.ts'
import type { Field, Fields } from '../field.ts'
import type { FieldPath, PathStep } from '../field-paths.ts'
import { sampleText } from './text.ts'

/** A list has one item, or its minimum. A record has its required members. */
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
      return field.example ?? `example_${field.to}`
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

/** The name of the first item in a list of named items. */
export const sampleName = 'Example'

const isNeeded = (field: Field): boolean =>
  field.required === true || (field.shape === 'set' && field.neededUnless !== undefined)

export const sampleRequired = (fields: Fields): JsonObject =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) =>
      isNeeded(field) ? [[name, sampleOf(field, name)] as const] : [],
    ),
  )

/** A value of the field that contains the field at the end of the path. */
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
  // The sample already has the tag of a variant. A choice without documented values is left out.
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
  const sampleCase = next === undefined ? caseName : next.variantCase
  if (field.shape === 'variant' && sampleCase !== undefined)
    return { [field.tag]: sampleCase, ...sampleRequired(field.cases[sampleCase] ?? {}) }
  return field.shape === 'record' && next !== undefined
    ? sampleRequired(field.fields)
    : sampleOf(field, name)
}

/** The members in the order of the descriptor. */
export const orderMembers = (fields: Fields, members: JsonObject): JsonObject => ({
  ...pick(members, (name) => !Object.hasOwn(fields, name)),
  ...Object.fromEntries(
    Object.keys(fields).flatMap((name) => {
      const value = members[name]
      return value === undefined ? [] : [[name, value] as const]
    }),
  ),
})

/** As many items as the field requires, each with a name of its own. */
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
  above = Number.NEGATIVE_INFINITY,
  below = Number.POSITIVE_INFINITY,
  integer,
  max = Number.POSITIVE_INFINITY,
  min = Number.NEGATIVE_INFINITY,
  step,
}: Extract<Field, { shape: 'number' }>): number => {
  const fits = (value: number) =>
    value >= min &&
    value <= max &&
    value > above &&
    value < below &&
    (!integer || Number.isInteger(value)) &&
    (step === undefined || Math.abs(value / step - Math.round(value / step)) < 1e-6)
  const middle = (min + max) / 2
  return [middle, 1, 0.5, min, max].find((value) => Number.isFinite(value) && fits(value)) ?? 1
}
