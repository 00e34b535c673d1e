// Spells a sub-resource in one way: Statsig may show more than was sent, and may call an item by its name or by its id.
import { isJsonObject, type Json, type JsonObject, member, pick } from '../core/json.ts'
import { type Field, type Fields, fieldsOf } from './field.ts'
import { asList, canonicalJson, isEmptyText } from './normalize.ts'
import type { RepeatedItems } from './repeated-items.ts'

export interface SpellingContext {
  /** The resource that has the sub-resource, as it is in Statsig. */
  readonly owner: JsonObject
  /** One text for every name of an item of a list of the resource. */
  readonly itemText: (list: string, text: string) => Json
  /** For requests: values that absence means as well are kept. */
  readonly keepsDefaults?: true
}

/**
 * The same value without what it need not say: members under another name, the unit of the resource, items that repeat
 * members beside their list, and items that Statsig merges.
 */
export const spellSubResource = (
  field: Field,
  value: Json | undefined,
  context: SpellingContext,
): Json | undefined => {
  if (value === undefined || value === null) return value
  switch (field.shape) {
    case 'item':
      return typeof value === 'string' && value !== '' ? context.itemText(field.list, value) : value
    case 'set':
    case 'list': {
      if (!Array.isArray(value)) return value
      const items = value.map((item: Json) => spellSubResource(field.of, item, context) ?? item)
      return field.shape === 'set' && field.mergedBy
        ? mergeItems(items, fieldsOf(field.of, undefined), field.mergedBy)
        : items
    }
    case 'record':
    case 'variant': {
      if (!isJsonObject(value)) return value
      const repeats = field.shape === 'record' ? field.repeats : undefined
      const spelled = spellMembers(fieldsOf(field, value), value, context)
      return repeats ? foldRepeatedItems(spelled, repeats, context.owner, field) : spelled
    }
    case 'text':
    case 'number':
    case 'flag':
    case 'choice':
    case 'ref':
    case 'opaque':
      return value
  }
}

const spellMembers = (fields: Fields, value: JsonObject, context: SpellingContext): JsonObject => {
  const renamed = Object.entries(fields).flatMap(([name, { readAs }]) =>
    readAs !== undefined && (value[name] ?? null) === null && Object.hasOwn(value, readAs)
      ? [[readAs, name] as const]
      : [],
  )
  const names = new Map(renamed)
  const own = pick(value, (name) => ![...names.values()].includes(name))
  return Object.fromEntries(
    Object.entries(own).flatMap(([from, given]) => {
      const name = names.get(from) ?? from
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined
      if (field === undefined) return [[name, given] as const]
      const isDefault =
        field.defaultMember !== undefined && given === context.owner[field.defaultMember]
      if (isDefault && !context.keepsDefaults) return []
      return [[name, spellSubResource(field, given, context) ?? given] as const]
    }),
  )
}

const mergeItems = (
  items: readonly Json[],
  fields: Fields,
  key: readonly string[],
): readonly Json[] => {
  const merged = new Map<string, Json>()
  for (const item of items) {
    const text = canonicalJson(key.map((name) => valueOrNull(fields[name], member(item, name))))
    const first = merged.get(text)
    merged.set(text, first === undefined ? item : joinSets(first, item, key))
  }
  return [...merged.values()]
}

const valueOrNull = (field: Field | undefined, value: Json | undefined): Json =>
  value === undefined || (field && isEmptyText(field, value)) ? null : value

const joinSets = (first: Json, second: Json, key: readonly string[]): Json => {
  if (!isJsonObject(first) || !isJsonObject(second)) return first
  const names = [...new Set([...Object.keys(first), ...Object.keys(second)])]
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = key.includes(name)
        ? (first[name] ?? second[name])
        : union(first[name], second[name])
      return value === undefined ? [] : [[name, value] as const]
    }),
  )
}

const union = (one: Json | undefined, other: Json | undefined): Json => [
  ...new Set([...asList(one), ...asList(other)]),
]

/** The value with an item that repeats the members beside its list, as Statsig shows them. */
export const repeatItems = (field: Field, value: JsonObject): JsonObject => {
  const repeats = field.shape === 'record' ? field.repeats : undefined
  if (repeats === undefined) return value
  const sets = Object.entries(repeats.same.members).map(
    ([own, beside]) => [own, value[beside] ?? []] as const,
  )
  if (sets.every(([, ids]) => asList(ids).length === 0)) return value
  const item = { [repeats.by]: repeats.same.is, ...Object.fromEntries(sets) }
  return { ...value, [repeats.list]: [item, ...asList(value[repeats.list])] }
}

/** Whether a live value has items that repeat members beside their list. */
export const hasRepeatedItems = (
  field: Field,
  value: Json | undefined,
  owner: JsonObject,
): boolean => {
  const repeats = field.shape === 'record' ? field.repeats : undefined
  if (repeats === undefined || !isJsonObject(value)) return false
  return repeatedItems(value, repeats, owner, field).repeated.length > 0
}

const foldRepeatedItems = (
  value: JsonObject,
  repeats: RepeatedItems,
  owner: JsonObject,
  field: Field,
): JsonObject => {
  const { repeated, remaining, same } = repeatedItems(value, repeats, owner, field)
  if (repeated.length === 0) return value
  const joined = Object.entries(same.length > 0 ? repeats.same.members : {}).map(
    ([own, beside]) => [
      beside,
      same.reduce<Json>((ids, item) => union(ids, member(item, own)), value[beside] ?? []),
    ],
  )
  return { ...value, ...Object.fromEntries(joined), [repeats.list]: remaining }
}

/** The items of the list that say what members beside it say, and the others. `same` are joined with these members. */
const repeatedItems = (
  value: JsonObject,
  { by, list, others, same, unless }: RepeatedItems,
  owner: JsonObject,
  field: Field,
) => {
  const unitField = fieldsOf(itemField(field, list), undefined)[by]
  const unitOf = (item: Json) => member(item, by) ?? owner[unitField?.defaultMember ?? '']
  const isLimited = (item: Json) => unless.some((name) => (member(item, name) ?? '') !== '')
  const repeatsOthers = (item: Json) =>
    unitOf(item) !== undefined &&
    Object.keys(others).some((own) => asList(member(item, own)).length > 0) &&
    Object.entries(others).every(
      ([own, beside]) => idsText(member(item, own)) === idsText(value[beside]),
    )
  const sorted = asList(value[list]).map((item) => {
    const isSame = !isLimited(item) && unitOf(item) === same.is
    return { item, isSame, isRepeated: isSame || (!isLimited(item) && repeatsOthers(item)) }
  })
  return {
    repeated: sorted.filter(({ isRepeated }) => isRepeated),
    remaining: sorted.flatMap(({ isRepeated, item }) => (isRepeated ? [] : [item])),
    same: sorted.flatMap(({ isSame, item }) => (isSame ? [item] : [])),
  }
}

const idsText = (value: Json | undefined): string => canonicalJson(asList(value).map(String).sort())

const itemField = (field: Field, name: string): Field => {
  const list = fieldsOf(field, undefined)[name]
  return list?.shape === 'set' || list?.shape === 'list' ? list.of : field
}
