// References to an item of a list of the same resource, such as the group that an experiment launches.
import { type Json, type Members, member } from '../json.ts'
import type { Fields } from './field.ts'
import { pairsOf } from './match.ts'
import { type Canonical, listed } from './normal.ts'
import { speller } from './pairs.ts'

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
  const pairs = pairsOf(of.match, theirs, ours, speller(of.of, names))
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
