// References to an item of a list of the same resource, such as the group that an experiment launches.
import { isMembers, type Json, type Members, member } from '../json.ts'
import { join, type Pointer } from '../pointer.ts'
import { type Field, type Fields, fieldsOf } from './field.ts'
import { pairsIn } from './list-pairs.ts'
import { type Canonical, listed } from './normalize.ts'

/** Names of items (as the file has them, else as live has them) to the ids of the live items. */
export const itemIds = (
  fields: Fields,
  list: string,
  live: Members,
  wanted: Members,
  names: Canonical,
): ReadonlyMap<string, string> => {
  const of = fields[list]
  if (of?.shape !== 'list' || of.match === undefined) return new Map()
  const { name } = of.match
  const [id] = of.match.ids
  const theirs = listed(live[list])
  const ours = listed(wanted[list])
  const pairs = pairsIn(of, theirs, ours, names)
  const entry = (named: Json | undefined, held: Json | undefined) => {
    const [text, made] = [member(named, name), member(held, id ?? name)]
    return typeof text === 'string' && typeof made === 'string' ? [[text, made] as const] : []
  }
  return new Map([
    ...theirs.flatMap((item) => entry(item, item)),
    ...[...pairs].flatMap(([wantedIndex, liveIndex]) =>
      entry(ours[wantedIndex], theirs[liveIndex]),
    ),
  ])
}

/** A group named by a file and the id that Statsig knows it by are one. */
export const isSameItem = (
  ids: ReadonlyMap<string, string>,
  one: Json | undefined,
  other: Json | undefined,
): boolean => idOf(ids, one) === idOf(ids, other)

const idOf = (ids: ReadonlyMap<string, string>, value: Json | undefined): Json =>
  typeof value === 'string' ? (ids.get(value) ?? value) : ''

/** The name that people know an item by, for the id that Statsig made. */
export const nameOfItem = (
  ids: ReadonlyMap<string, string>,
  value: Json | undefined,
): Json | undefined => {
  if (value === null || value === '') return undefined
  return [...ids].findLast(([, id]) => id === value)?.[0] ?? value
}

export interface Naming {
  readonly list: string
  readonly name: string
  readonly pointer: Pointer
}

/** Where a value names items of lists of the same resource. */
export const itemsNamedIn = (
  field: Field,
  value: Json | undefined,
  pointer: Pointer,
): readonly Naming[] => {
  if (field.shape === 'item')
    return typeof value === 'string' && value !== ''
      ? [{ list: field.list, name: value, pointer }]
      : []
  if (field.shape === 'set' || field.shape === 'list')
    return Array.isArray(value)
      ? value.flatMap((item, index) => itemsNamedIn(field.of, item, join(pointer, index)))
      : []
  if (!isMembers(value)) return []
  return Object.entries(fieldsOf(field, value)).flatMap(([name, inner]) =>
    itemsNamedIn(inner, member(value, name), join(pointer, name)),
  )
}

/** The value with every item that it names called otherwise. */
export const itemsRenamed = (
  field: Field,
  value: Json | undefined,
  called: (list: string, text: string) => Json,
): Json | undefined => {
  if (value === undefined) return undefined
  if (field.shape === 'item')
    return typeof value === 'string' && value !== '' ? called(field.list, value) : value
  if (field.shape === 'set' || field.shape === 'list')
    return Array.isArray(value)
      ? value.map((item: Json) => itemsRenamed(field.of, item, called) ?? item)
      : value
  if (!isMembers(value)) return value
  const fields = fieldsOf(field, value)
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const own = Object.hasOwn(fields, name) ? fields[name] : undefined
      return [name, (own && itemsRenamed(own, inner, called)) ?? inner]
    }),
  )
}

/** Items by the names that the file knows them by, or live state, for whichever of their names or ids is given. */
export const itemNamer = (
  fields: Fields,
  live: Members,
  wanted: Members,
  names: Canonical,
): ((list: string, text: string) => Json) => {
  const known = new Map<string, ReadonlyMap<string, string>>()
  return (list, text) => {
    const ids = known.get(list) ?? itemIds(fields, list, live, wanted, names)
    known.set(list, ids)
    return nameOfItem(ids, ids.get(text) ?? text) ?? text
  }
}
