// Fold: the one spelling of a value. Two values mean the same to Statsig exactly when their spellings are equal.
import canonicalize from 'canonicalize'
import { isList, isMembers, type Json, type Members, pick } from '../json.ts'
import { type Field, type Fields, fieldsOf } from './field.ts'

/**
 * The spelling of a reference: a name and the id that Statsig made for it are one and the same. `name`: the text may
 * also be what people see.
 */
export type Canonical = (kind: string, text: string, by?: 'name') => string

/** Canonical JSON text (RFC 8785), equal for equal values whatever the order of their keys. */
export const textOf = (value: Json | undefined): string =>
  value === undefined ? '' : (canonicalize(value) ?? '')

export const spelling = (field: Field, value: Json | undefined, names: Canonical): string =>
  textOf(normal(field, value, names))

/** Members no field names are dropped, and so is whatever equals absence; sets are sorted. `undefined` is absent. */
export const normal = (
  field: Field,
  value: Json | undefined,
  names: Canonical,
): Json | undefined => {
  if (value === undefined || value === null) return undefined
  const shaped = shapeOf(field, value, names)
  const isDefault =
    field.default !== undefined &&
    field.default !== null &&
    textOf(shaped) === textOf(shapeOf(field, field.default, names))
  return isDefault ? undefined : shaped
}

const shapeOf = (field: Field, value: Json, names: Canonical): Json | undefined => {
  switch (field.shape) {
    case 'text':
      return textual(field, value)
    case 'number':
      return typeof value === 'number' ? rounded(value) : value
    case 'flag':
    case 'item':
    case 'opaque':
      return value
    case 'choice':
      if (isNothing(field, value)) return undefined
      return typeof value === 'string' ? (field.reads?.[value] ?? value) : value
    case 'ref':
      return isNothing(field, value) ? undefined : canonical(field, value, names)
    case 'set': {
      const items = itemsOf(field, value, names)
      const unique = new Map(items.map((item) => [textOf(item), item]))
      const sorted = [...unique.keys()].sort().map((text) => unique.get(text) ?? null)
      return sorted.length > 0 ? sorted : undefined
    }
    case 'list': {
      const items = itemsOf(field, value, names)
      return items.length > 0 ? items : undefined
    }
    case 'record':
    case 'variant': {
      if (!isMembers(value)) return value
      const fields = fieldsOf(field, value)
      if (field.shape === 'variant' && Object.keys(fields).length === 1) return value
      const kept = normalMembers(fields, unfolded(field, value), names)
      return Object.keys(kept).length > 0 ? kept : undefined
    }
  }
}

/** Members that are compared, in normal form, absent ones left out. */
export const normalMembers = (fields: Fields, value: Members, names: Canonical): Members =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) => {
      const kept =
        isCompared(field) && Object.hasOwn(value, name)
          ? normal(field, value[name], names)
          : undefined
      return kept === undefined ? [] : [[name, kept]]
    }),
  )

/** A record in which a list of one is spelled as plain members. */
export const unfolded = (field: Field, value: Members): Members => {
  if (field.shape !== 'record' || field.folds === undefined) return value
  const { list, members } = field.folds
  const [first, ...others] = listed(value[list])
  const without = (names: readonly string[]) => pick(value, (name) => !names.includes(name))
  // A list without items says that there are none, unless the plain members say otherwise.
  if (first === undefined)
    return !Object.hasOwn(value, list) || members.some((name) => Object.hasOwn(value, name))
      ? without([list])
      : { ...without([list]), ...Object.fromEntries(members.map((name) => [name, null])) }
  return others.length === 0 && isMembers(first)
    ? { ...without([list, ...members]), ...first }
    : without(members)
}

/** Fields that serve for matching, or that Statsig does not give back, say nothing about a difference. */
export const isCompared = ({ sent, unread }: Field): boolean => sent !== 'back' && unread !== true

/** Whether what is live says anything about a field. */
export const isShown = ({ unread }: Field, live: Json | undefined): boolean =>
  unread !== 'maybe' || live !== undefined

/** A lone item is a list of one. */
export const listed = (value: Json | undefined): readonly Json[] =>
  value === undefined || value === null ? [] : isList(value) ? value : [value]

const itemsOf = (
  field: Extract<Field, { shape: 'set' | 'list' }>,
  value: Json,
  names: Canonical,
): readonly Json[] => listed(value).flatMap((item) => normal(field.of, item, names) ?? [])

const textual = (field: Extract<Field, { shape: 'text' }>, value: Json): Json | undefined => {
  const said = outOf(field, value)
  const text = field.numeric && typeof said === 'number' ? String(said) : said
  if (typeof text !== 'string') return text
  if (isNothing(field, text)) return undefined
  const core =
    field.core === undefined ? text : (new RegExp(field.core, 'u').exec(text)?.[1] ?? text)
  const told = field.caseless ? core.toLowerCase() : core
  return field.long ? told.trimEnd() : told
}

/** A text that Statsig shows inside an object. */
export const outOf = (field: Field, value: Json): Json =>
  field.shape === 'text' && field.inside !== undefined && isMembers(value)
    ? (value[field.inside] ?? value)
    : value

const isNothing = ({ nothing, shape }: Field, value: Json): boolean =>
  typeof value === 'string' &&
  ((shape === 'ref' && value === '') ||
    (nothing !== undefined && new RegExp(nothing, 'u').test(value)))

const canonical = (
  { by, to }: Extract<Field, { shape: 'ref' }>,
  value: Json,
  names: Canonical,
): Json => (typeof value === 'string' ? names(to, value, ...(by === 'name' ? [by] : [])) : value)

/** Statsig keeps two decimals of a percentage; nothing that we send needs more than nine digits after the point. */
const rounded = (value: number): number => Number(value.toFixed(9))
