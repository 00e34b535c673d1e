// References to an item of a list of the same resource, such as the group that an experiment launches.
import { isJsonObject, type Json, type JsonObject, member } from '../core/json.ts'
import { join, type Pointer } from '../core/pointer.ts'
import { type Field, type Fields, fieldsOf } from './field.ts'
import { pairItems } from './list-pairs.ts'
import type { ItemMatch } from './match-items.ts'
import { asList, type ResolveName } from './normalize.ts'

/**
 * The ids of live items, by the item's name in the file and by its live name. A name that the file gives to a new item is
 * no longer the name of a live one.
 */
export const itemIds = (
  fields: Fields,
  list: string,
  live: JsonObject,
  wanted: JsonObject,
  resolveName: ResolveName,
): ReadonlyMap<string, string> => {
  const of = fields[list]
  if (of?.shape !== 'list' || of.match === undefined) return new Map()
  const { name } = of.match
  const [id] = of.match.ids
  const liveItems = asList(live[list])
  const wantedItems = asList(wanted[list])
  const pairs = pairItems(of, liveItems, wantedItems, resolveName)
  const entry = (namedItem: Json | undefined, liveItem: Json | undefined) => {
    const [text, itemId] = [member(namedItem, name), member(liveItem, id ?? name)]
    return typeof text === 'string' && typeof itemId === 'string' ? [[text, itemId] as const] : []
  }
  const newNames = wantedItems.flatMap((item, index) => {
    const text = pairs.has(index) ? undefined : member(item, name)
    return typeof text === 'string' ? [[text, text] as const] : []
  })
  return new Map([
    ...liveItems.flatMap((item) => entry(item, item)),
    ...newNames,
    ...[...pairs].flatMap(([wantedIndex, liveIndex]) =>
      entry(wantedItems[wantedIndex], liveItems[liveIndex]),
    ),
  ])
}

/** The id of a live item, for its name or its id in a live value. The name itself where the item has no id. */
export const liveItemId = (
  fields: Fields,
  list: string,
  live: JsonObject,
  text: string,
): string => {
  const { ids, name } = matchOf(fields, list)
  const id = ids[0] ?? name
  const found =
    asList(live[list]).find((item) => member(item, name) === text) ??
    asList(live[list]).find((item) => member(item, id) === text)
  const itemId = member(found, id)
  return typeof itemId === 'string' ? itemId : text
}

/** The name of the live item with this id. The text itself where there is none. */
export const liveItemName = (
  fields: Fields,
  list: string,
  live: JsonObject,
  itemId: string,
): string => {
  const { ids, name } = matchOf(fields, list)
  const found = asList(live[list]).find((item) => member(item, ids[0] ?? name) === itemId)
  const itemName = member(found, name)
  return typeof itemName === 'string' ? itemName : itemId
}

const matchOf = (fields: Fields, list: string): Pick<ItemMatch, 'ids' | 'name'> => {
  const of = fields[list]
  return (of?.shape === 'list' && of.match) || { ids: [], name: 'name' }
}

/** Whether two names or ids are of one item. */
export const isSameItem = (
  ids: ReadonlyMap<string, string>,
  one: Json | undefined,
  other: Json | undefined,
): boolean => itemIdOf(ids, one) === itemIdOf(ids, other)

const itemIdOf = (ids: ReadonlyMap<string, string>, value: Json | undefined): Json =>
  typeof value === 'string' ? (ids.get(value) ?? value) : ''

/** The name of an item, for the id that Statsig made. */
export const itemNameFor = (
  ids: ReadonlyMap<string, string>,
  value: Json | undefined,
): Json | undefined => {
  if (value === null || value === '') return undefined
  return [...ids].findLast(([, id]) => id === value)?.[0] ?? value
}

export interface ItemReference {
  readonly list: string
  readonly name: string
  readonly pointer: Pointer
}

/** The references of a value to items of lists of the same resource. */
export const itemReferencesIn = (
  field: Field,
  value: Json | undefined,
  pointer: Pointer,
): readonly ItemReference[] => {
  if (field.shape === 'item')
    return typeof value === 'string' && value !== ''
      ? [{ list: field.list, name: value, pointer }]
      : []
  if (field.shape === 'set' || field.shape === 'list')
    return Array.isArray(value)
      ? value.flatMap((item, index) => itemReferencesIn(field.of, item, join(pointer, index)))
      : []
  if (!isJsonObject(value)) return []
  return Object.entries(fieldsOf(field, value)).flatMap(([name, inner]) =>
    itemReferencesIn(inner, member(value, name), join(pointer, name)),
  )
}

/** The lists of the resource to whose items values of a field may refer. */
export const referencedItemLists = (field: Field): readonly string[] => {
  switch (field.shape) {
    case 'item':
      return [field.list]
    case 'set':
    case 'list':
      return referencedItemLists(field.of)
    case 'record':
      return Object.values(field.fields).flatMap(referencedItemLists)
    case 'variant':
      return Object.values(field.cases).flatMap((fields) =>
        Object.values(fields).flatMap(referencedItemLists),
      )
    case 'text':
    case 'number':
    case 'flag':
    case 'choice':
    case 'ref':
    case 'opaque':
      return []
  }
}

/** The value, with every reference to an item replaced. */
export const renameItems = (
  field: Field,
  value: Json | undefined,
  toName: (list: string, text: string) => Json,
): Json | undefined => {
  if (value === undefined) return undefined
  if (field.shape === 'item')
    return typeof value === 'string' && value !== '' ? toName(field.list, value) : value
  if (field.shape === 'set' || field.shape === 'list')
    return Array.isArray(value)
      ? value.map((item: Json) => renameItems(field.of, item, toName) ?? item)
      : value
  if (!isJsonObject(value)) return value
  const fields = fieldsOf(field, value)
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const memberField = Object.hasOwn(fields, name) ? fields[name] : undefined
      return [name, (memberField && renameItems(memberField, inner, toName)) ?? inner]
    }),
  )
}

/** Replaces a name or an id of an item with its name in the file, else with its live name. */
export const createItemNamer = (
  fields: Fields,
  live: JsonObject,
  wanted: JsonObject,
  resolveName: ResolveName,
): ((list: string, text: string) => Json) => {
  const idsByList = new Map<string, ReadonlyMap<string, string>>()
  return (list, text) => {
    const ids = idsByList.get(list) ?? itemIds(fields, list, live, wanted, resolveName)
    idsByList.set(list, ids)
    return itemNameFor(ids, ids.get(text) ?? text) ?? text
  }
}
