// Says what a field accepts: its type, its limits and its default.
import type { Field } from '../../fields/field.ts'
import { itemField } from '../../fields/field-paths.ts'
import { kindText, kindWithArticle } from '../../kinds/kind-name.ts'
import { inlineValue } from '../values/inline-values.ts'

/** `text`, `a list of names of tags (any order)`. */
export const typeText = (field: Field): string =>
  `${shapeText(field)}${field.nullable ? ', or `null`' : ''}`

const shapeText = (field: Field): string => {
  switch (field.shape) {
    case 'text':
      return field.numeric ? 'text or a number' : 'text'
    case 'number':
      return field.integer ? 'a whole number' : 'a number'
    case 'flag':
      return '`true` or `false`'
    case 'choice':
      return 'one of several values'
    case 'ref':
      return `the ${field.by === 'id' ? 'name or id' : 'name'} of ${kindWithArticle(field.to)}`
    case 'item':
      return `the name or id of one of the \`${field.list}\``
    case 'opaque':
      return field.type === 'any' ? 'any value' : 'any record'
    case 'record':
      return field.secret ? 'the name of an environment variable, below `env`' : 'a record'
    case 'variant':
      return `a record whose keys depend on its \`${field.tag}\``
    case 'list':
      return `a list of ${pluralTypeText(field.of)} (in order)`
    case 'set':
      return `a list of ${pluralTypeText(field.of)} (any order${field.singleAsList || field.singleInFile ? '; a single one needs no list' : ''})`
  }
}

const pluralTypeText = (field: Field): string => {
  switch (field.shape) {
    case 'text':
      return field.numeric ? 'texts or numbers' : 'texts'
    case 'number':
      return field.integer ? 'whole numbers' : 'numbers'
    case 'flag':
      return '`true` or `false`'
    case 'choice':
      return 'values'
    case 'ref':
      return `${field.by === 'id' ? 'names or ids' : 'names'} of ${kindText(field.to)}s`
    case 'item':
      return `names or ids of the \`${field.list}\``
    case 'opaque':
      return field.type === 'any' ? 'any values' : 'records'
    case 'record':
      return 'records'
    case 'variant':
      return `records whose keys depend on their \`${field.tag}\``
    case 'list':
    case 'set':
      return 'lists'
  }
}

export const limitTexts = (field: Field): readonly string[] => {
  switch (field.shape) {
    case 'text':
      return [
        ...rangeTexts(field.min, field.max, 'character'),
        ...(field.pattern === undefined ? [] : [`matches \`${field.pattern}\``]),
        ...(field.caseInsensitive ? ['upper and lower case are equal'] : []),
      ]
    case 'number':
      return [
        ...rangeTexts(field.min, field.max),
        ...(field.above === undefined ? [] : [`greater than ${field.above}`]),
        ...(field.below === undefined ? [] : [`less than ${field.below}`]),
        ...(field.step === undefined ? [] : [`in steps of ${field.step}`]),
      ]
    case 'list':
      return [
        ...rangeTexts(field.min, field.max, 'item'),
        ...emptyTexts(field),
        ...itemLimitTexts(field.of),
      ]
    case 'set':
      return [
        ...rangeTexts(field.min, field.max, 'item'),
        ...emptyTexts(field),
        ...(field.key === undefined ? [] : [`each \`${field.key}\` at most once`]),
        ...(field.keepUnlisted ? ['items in Statsig that the file does not list are kept'] : []),
        ...itemLimitTexts(field.of),
      ]
    case 'record':
    case 'variant':
    case 'flag':
    case 'choice':
    case 'ref':
    case 'item':
    case 'opaque':
      return []
  }
}

const emptyTexts = ({ emptyIsValue }: { readonly emptyIsValue?: true }): readonly string[] =>
  emptyIsValue ? ['`[]` differs from leaving the key out'] : []

const itemLimitTexts = (field: Field): readonly string[] =>
  limitTexts(field).map((each) => `each ${each}`)

const rangeTexts = (
  min: number | undefined,
  max: number | undefined,
  noun?: string,
): readonly string[] => {
  const unit = (count: number) => (noun === undefined ? '' : ` ${noun}${count === 1 ? '' : 's'}`)
  if (min !== undefined && max !== undefined && min > 0) return [`${min} to ${max}${unit(max)}`]
  if (min !== undefined && max !== undefined && noun === undefined) return [`${min} to ${max}`]
  if (max !== undefined) return [`at most ${max}${unit(max)}`]
  return min === undefined || (min === 0 && noun !== undefined)
    ? []
    : [`at least ${min}${unit(min)}`]
}

export interface AllowedValues {
  readonly values: readonly string[]
  /** Those that Statsig documents for the field, where it documents only some. */
  readonly documented?: readonly string[]
}

export const allowedValuesOf = (field: Field): AllowedValues | undefined => {
  const inner = itemField(field)
  if (inner.shape !== 'choice') return undefined
  const isSubset = inner.documented !== undefined && inner.documented.length < inner.of.length
  return { values: inner.of.map(String), ...(isSubset && { documented: inner.documented }) }
}

export const defaultOf = ({ default: defaultValue }: Field): string | undefined =>
  defaultValue === undefined || defaultValue === null ? undefined : inlineValue(defaultValue)
