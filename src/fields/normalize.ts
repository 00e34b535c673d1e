// Converts a value to its normal form. Two values mean the same to Statsig exactly when their normal forms are equal.
import canonicalize from 'canonicalize'
import { isJsonArray, isJsonObject, type Json, type JsonObject, pick } from '../core/json.ts'
import { type Field, type Fields, fieldsOf } from './field.ts'

/**
 * The canonical name of the resource that a reference means, for a name or an id that Statsig made. With `by`, the text
 * may also be a display name. With `known`, an empty text where no resource has the name or the id.
 */
export type ResolveName = (kind: string, text: string, by?: 'name' | 'known') => string

/** Canonical JSON text (RFC 8785), equal for equal values whatever the order of their keys. */
export const canonicalJson = (value: Json | undefined): string =>
  value === undefined ? '' : (canonicalize(value) ?? '')

export const canonicalText = (
  field: Field,
  value: Json | undefined,
  resolveName: ResolveName,
): string => canonicalJson(normalizeValue(field, value, resolveName))

/**
 * Drops members without a field and values that mean absence, and sorts sets. The normal form of an absent value is
 * `undefined`.
 */
export const normalizeValue = (
  field: Field,
  value: Json | undefined,
  resolveName: ResolveName,
): Json | undefined => {
  if (value === undefined || value === null) return undefined
  const shaped = normalizeShape(field, value, resolveName)
  const isDefault =
    field.default !== undefined &&
    field.default !== null &&
    canonicalJson(shaped) === canonicalJson(normalizeShape(field, field.default, resolveName))
  return isDefault ? undefined : shaped
}

const normalizeShape = (field: Field, value: Json, resolveName: ResolveName): Json | undefined => {
  switch (field.shape) {
    case 'text':
      return normalizeText(field, value)
    case 'number':
      return typeof value === 'number' ? roundNumber(value) : value
    case 'item':
      return value === '' ? undefined : value
    case 'flag':
    case 'opaque':
      return value
    case 'choice':
      if (isEmptyText(field, value)) return undefined
      return typeof value === 'string' ? (field.readAliases?.[value] ?? value) : value
    case 'ref':
      return isEmptyText(field, value) ? undefined : resolveReference(field, value, resolveName)
    case 'set': {
      const items = normalizeItems(field, value, resolveName)
      const unique = new Map(items.map((item) => [canonicalJson(item), item]))
      const sorted = [...unique.keys()].sort().map((text) => unique.get(text) ?? null)
      return sorted.length > 0 || field.emptyIsValue ? sorted : undefined
    }
    case 'list': {
      const items = normalizeItems(field, value, resolveName)
      return items.length > 0 || field.emptyIsValue ? items : undefined
    }
    case 'record':
    case 'variant': {
      if (!isJsonObject(value)) return value
      const fields = fieldsOf(field, value)
      if (field.shape === 'variant' && Object.keys(fields).length === 1) return value
      const normalized = normalizeMembers(fields, unfoldListForm(field, value), resolveName)
      return Object.keys(normalized).length > 0 ? normalized : undefined
    }
  }
}

/** The normal forms of the members that are compared. Absent members are left out. */
export const normalizeMembers = (
  fields: Fields,
  value: JsonObject,
  resolveName: ResolveName,
): JsonObject =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) => {
      const normalized =
        isCompared(field) && Object.hasOwn(value, name)
          ? normalizeValue(field, value[name], resolveName)
          : undefined
      return normalized === undefined ? [] : [[name, normalized]]
    }),
  )

/** A record in which a list of one item is written as plain members. */
export const unfoldListForm = (field: Field, value: JsonObject): JsonObject => {
  if (field.shape !== 'record' || field.listForm === undefined) return value
  const { list, members } = field.listForm
  const [first, ...others] = asList(value[list])
  const without = (excluded: readonly string[]) => pick(value, (name) => !excluded.includes(name))
  // An empty list clears the plain members, unless the record has them.
  if (first === undefined)
    return !Object.hasOwn(value, list) || members.some((name) => Object.hasOwn(value, name))
      ? without([list])
      : { ...without([list]), ...Object.fromEntries(members.map((name) => [name, null])) }
  return others.length === 0 && isJsonObject(first)
    ? { ...without([list, ...members]), ...first }
    : without(members)
}

/** Fields that only match items, and fields that Statsig does not return, are not compared. */
export const isCompared = ({ sentIn, writeOnly }: Field): boolean =>
  sentIn !== 'match-only' && writeOnly !== true

/** Whether the live value can be compared. */
export const isReadable = ({ writeOnly }: Field, live: Json | undefined): boolean =>
  writeOnly !== 'sometimes' || live !== undefined

/** Whether a live value can be compared with a wanted one: an id that no resource shows may be that of any. */
export const isComparable = (
  field: Field,
  live: Json | undefined,
  wanted: Json | undefined,
  resolveName: ResolveName,
): boolean => {
  if (field.shape !== 'ref' || !field.mayBeInternal) return true
  const isReference = (value: Json | undefined): value is string =>
    typeof value === 'string' && !isEmptyText(field, value)
  return !isReference(live) || !isReference(wanted) || resolveName(field.to, live, 'known') !== ''
}

/** A value that is not a list is a list of one item. */
export const asList = (value: Json | undefined): readonly Json[] =>
  value === undefined || value === null ? [] : isJsonArray(value) ? value : [value]

const normalizeItems = (
  field: Extract<Field, { shape: 'set' | 'list' }>,
  value: Json,
  resolveName: ResolveName,
): readonly Json[] =>
  asList(value).flatMap((item) => normalizeValue(field.of, item, resolveName) ?? [])

const normalizeText = (field: Extract<Field, { shape: 'text' }>, value: Json): Json | undefined => {
  const unwrapped = unwrapText(field, value)
  const text = field.numeric && typeof unwrapped === 'number' ? String(unwrapped) : unwrapped
  if (typeof text !== 'string') return text
  if (isEmptyText(field, text)) return undefined
  const matched =
    field.significantPattern === undefined
      ? text
      : (patternOf(field.significantPattern).exec(text)?.[1] ?? text)
  const significant = field.caseInsensitive ? matched.toLowerCase() : matched
  return field.multiline ? significant.trimEnd() : significant
}

/** The text in an object that Statsig returns in its place. */
export const unwrapText = (field: Field, value: Json): Json =>
  field.shape === 'text' && field.valueIn !== undefined && isJsonObject(value)
    ? (value[field.valueIn] ?? value)
    : value

/** Whether a text means that there is no value, or no reference. */
export const isEmptyText = ({ emptyPattern, shape }: Field, value: Json): boolean =>
  typeof value === 'string' &&
  ((shape === 'ref' && value === '') ||
    (emptyPattern !== undefined && patternOf(emptyPattern).test(value)))

/** Compiled once: a plan asks for every value. */
const patternOf = (source: string): RegExp => {
  const pattern = compiledPatterns.get(source) ?? new RegExp(source, 'u')
  compiledPatterns.set(source, pattern)
  return pattern
}
const compiledPatterns = new Map<string, RegExp>()

const resolveReference = (
  { by, to }: Extract<Field, { shape: 'ref' }>,
  value: Json,
  resolveName: ResolveName,
): Json =>
  typeof value === 'string' || typeof value === 'number'
    ? resolveName(to, String(value), ...(by === 'id-or-name' ? (['name'] as const) : []))
    : value

/** Statsig stores two decimals of a percentage. Nine decimals are enough for every number and drop rounding errors. */
const roundNumber = (value: number): number => Number(value.toFixed(9))
