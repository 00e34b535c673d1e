// Fold: the one spelling of a value. Two values mean the same to Statsig exactly when their spellings are equal.
import canonicalize from 'canonicalize'
import { isJsonArray, isJsonObject, type Json, type JsonObject, pick } from '../json.ts'
import { type Field, type Fields, fieldsOf } from './field.ts'

/**
 * The spelling of a reference: a name and the id that Statsig made for it are one and the same. `name`: the text may
 * also be what people see.
 */
export type ResolveName = (kind: string, text: string, by?: 'name') => string

/** Canonical JSON text (RFC 8785), equal for equal values whatever the order of their keys. */
export const canonicalJson = (value: Json | undefined): string =>
  value === undefined ? '' : (canonicalize(value) ?? '')

export const canonicalText = (field: Field, value: Json | undefined, names: ResolveName): string =>
  canonicalJson(normalizeValue(field, value, names))

/** Members no field names are dropped, and so is whatever equals absence; sets are sorted. `undefined` is absent. */
export const normalizeValue = (
  field: Field,
  value: Json | undefined,
  names: ResolveName,
): Json | undefined => {
  if (value === undefined || value === null) return undefined
  const shaped = normalizeShape(field, value, names)
  const isDefault =
    field.default !== undefined &&
    field.default !== null &&
    canonicalJson(shaped) === canonicalJson(normalizeShape(field, field.default, names))
  return isDefault ? undefined : shaped
}

const normalizeShape = (field: Field, value: Json, names: ResolveName): Json | undefined => {
  switch (field.shape) {
    case 'text':
      return normalizeText(field, value)
    case 'number':
      return typeof value === 'number' ? roundNumber(value) : value
    case 'flag':
    case 'item':
    case 'opaque':
      return value
    case 'choice':
      if (isEmptyText(field, value)) return undefined
      return typeof value === 'string' ? (field.readAliases?.[value] ?? value) : value
    case 'ref':
      return isEmptyText(field, value) ? undefined : resolveReference(field, value, names)
    case 'set': {
      const items = normalizeItems(field, value, names)
      const unique = new Map(items.map((item) => [canonicalJson(item), item]))
      const sorted = [...unique.keys()].sort().map((text) => unique.get(text) ?? null)
      return sorted.length > 0 ? sorted : undefined
    }
    case 'list': {
      const items = normalizeItems(field, value, names)
      return items.length > 0 ? items : undefined
    }
    case 'record':
    case 'variant': {
      if (!isJsonObject(value)) return value
      const fields = fieldsOf(field, value)
      if (field.shape === 'variant' && Object.keys(fields).length === 1) return value
      const normalized = normalizeMembers(fields, unfoldListForm(field, value), names)
      return Object.keys(normalized).length > 0 ? normalized : undefined
    }
  }
}

/** Members that are compared, in normal form, absent ones left out. */
export const normalizeMembers = (
  fields: Fields,
  value: JsonObject,
  names: ResolveName,
): JsonObject =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) => {
      const normalized =
        isCompared(field) && Object.hasOwn(value, name)
          ? normalizeValue(field, value[name], names)
          : undefined
      return normalized === undefined ? [] : [[name, normalized]]
    }),
  )

/** A record in which a list of one is spelled as plain members. */
export const unfoldListForm = (field: Field, value: JsonObject): JsonObject => {
  if (field.shape !== 'record' || field.listForm === undefined) return value
  const { list, members } = field.listForm
  const [first, ...others] = asList(value[list])
  const without = (names: readonly string[]) => pick(value, (name) => !names.includes(name))
  // A list without items says that there are none, unless the plain members say otherwise.
  if (first === undefined)
    return !Object.hasOwn(value, list) || members.some((name) => Object.hasOwn(value, name))
      ? without([list])
      : { ...without([list]), ...Object.fromEntries(members.map((name) => [name, null])) }
  return others.length === 0 && isJsonObject(first)
    ? { ...without([list, ...members]), ...first }
    : without(members)
}

/** Fields that serve for matching, or that Statsig does not give back, say nothing about a difference. */
export const isCompared = ({ sentIn, writeOnly }: Field): boolean =>
  sentIn !== 'match-only' && writeOnly !== true

/** Whether what is live says anything about a field. */
export const isReadable = ({ writeOnly }: Field, live: Json | undefined): boolean =>
  writeOnly !== 'sometimes' || live !== undefined

/** A lone item is a list of one. */
export const asList = (value: Json | undefined): readonly Json[] =>
  value === undefined || value === null ? [] : isJsonArray(value) ? value : [value]

const normalizeItems = (
  field: Extract<Field, { shape: 'set' | 'list' }>,
  value: Json,
  names: ResolveName,
): readonly Json[] => asList(value).flatMap((item) => normalizeValue(field.of, item, names) ?? [])

const normalizeText = (field: Extract<Field, { shape: 'text' }>, value: Json): Json | undefined => {
  const unwrapped = unwrapText(field, value)
  const text = field.numeric && typeof unwrapped === 'number' ? String(unwrapped) : unwrapped
  if (typeof text !== 'string') return text
  if (isEmptyText(field, text)) return undefined
  const matched =
    field.significantPattern === undefined
      ? text
      : (new RegExp(field.significantPattern, 'u').exec(text)?.[1] ?? text)
  const significant = field.caseInsensitive ? matched.toLowerCase() : matched
  return field.multiline ? significant.trimEnd() : significant
}

/** A text that Statsig shows inside an object. */
export const unwrapText = (field: Field, value: Json): Json =>
  field.shape === 'text' && field.valueIn !== undefined && isJsonObject(value)
    ? (value[field.valueIn] ?? value)
    : value

const isEmptyText = ({ emptyPattern, shape }: Field, value: Json): boolean =>
  typeof value === 'string' &&
  ((shape === 'ref' && value === '') ||
    (emptyPattern !== undefined && new RegExp(emptyPattern, 'u').test(value)))

const resolveReference = (
  { by, to }: Extract<Field, { shape: 'ref' }>,
  value: Json,
  names: ResolveName,
): Json => (typeof value === 'string' ? names(to, value, ...(by === 'name' ? [by] : [])) : value)

/** Statsig keeps two decimals of a percentage; nothing that we send needs more than nine digits after the point. */
const roundNumber = (value: number): number => Number(value.toFixed(9))
