// Matches the items of a live list and a wanted one. Rules and groups must keep their ids, or Statsig reassigns users.
import { isJsonObject, type Json, type JsonObject, member } from '../core/json.ts'

/** How the items of two lists are matched: the members are tried in this order. Other items are added or removed. */
export interface ItemMatch {
  /** Members that Statsig generates and never changes. A file may have them. */
  readonly ids: readonly string[]
  /** The member that names an item. The nth item of a name matches the nth live item of that name. */
  readonly name: string
  /**
   * A member whose equality shows that an item was renamed, where exactly one live and one wanted item remain with that
   * value. Of several members, those that the items have.
   */
  readonly similarBy?: string | readonly string[]
  /** What happens to users when an item is not recognised. A clause without a period. */
  readonly unmatchedEffect: string
}

/** The index of the live item for the index of each wanted item. A new item has no entry. */
export type IndexPairs = ReadonlyMap<number, number>

/** Matches by the ids in the file, then by name, then by the similarity of the one remaining pair. */
export const matchItems = (
  { ids, similarBy, name }: ItemMatch,
  live: readonly Json[],
  wanted: readonly Json[],
  memberText: (member: string, value: Json | undefined) => string,
): IndexPairs => {
  const pairs = new Map<number, number>()
  const pairedLive = new Set<number>()
  const pair = (wantedIndex: number, liveIndex: number) => {
    pairs.set(wantedIndex, liveIndex)
    pairedLive.add(liveIndex)
  }
  const itemsWithout = (items: readonly Json[], isPaired: (index: number) => boolean) =>
    items.flatMap((item, index) =>
      isJsonObject(item) && !isPaired(index) ? [{ item, index }] : [],
    )
  const unpaired = () => ({
    wanted: itemsWithout(wanted, (index) => pairs.has(index)),
    live: itemsWithout(live, (index) => pairedLive.has(index)),
  })

  for (const id of ids)
    for (const { index, item } of unpaired().wanted) {
      const value = member(item, id)
      const found =
        typeof value === 'string' && value !== ''
          ? unpaired().live.find((other) => member(other.item, id) === value)
          : undefined
      if (found) pair(index, found.index)
    }
  for (const { index, item } of unpaired().wanted) {
    const found = unpaired().live.find((other) => member(other.item, name) === member(item, name))
    if (found) pair(index, found.index)
  }
  for (const similarity of similarityMembers(similarBy)) {
    const groups = (items: readonly { item: JsonObject; index: number }[]) =>
      groupBy(items, similarity.name, memberText)
    const [wantedGroups, liveGroups] = [groups(unpaired().wanted), groups(unpaired().live)]
    for (const [text, [only, ...others]] of wantedGroups) {
      if (text === '' && !similarity.allowsAbsent) continue
      const [found, ...more] = liveGroups.get(text) ?? []
      if (only !== undefined && found !== undefined && others.length + more.length === 0)
        pair(only, found)
    }
  }
  return pairs
}

/** With several members, an absent one shows no similarity, since the item may have another one in its place. */
const similarityMembers = (
  similarBy: ItemMatch['similarBy'] = [],
): readonly { name: string; allowsAbsent: boolean }[] =>
  typeof similarBy === 'string'
    ? [{ name: similarBy, allowsAbsent: true }]
    : similarBy.map((name) => ({ name, allowsAbsent: false }))

const groupBy = (
  items: readonly { readonly item: JsonObject; readonly index: number }[],
  name: string,
  memberText: (member: string, value: Json | undefined) => string,
): ReadonlyMap<string, readonly number[]> => {
  const groups = new Map<string, number[]>()
  for (const { index, item } of items) {
    const text = memberText(name, member(item, name))
    groups.set(text, [...(groups.get(text) ?? []), index])
  }
  return groups
}

/** Matches items by one member. Of live items with equal keys, the first one is matched. */
export const matchItemsByKey = (
  key: string,
  live: readonly Json[],
  wanted: readonly Json[],
): IndexPairs => {
  const indexByKey = new Map<Json | undefined, number>()
  live.forEach((item, index) => {
    if (!indexByKey.has(member(item, key))) indexByKey.set(member(item, key), index)
  })
  return new Map(
    wanted.flatMap((item, index) => {
      const found = indexByKey.get(member(item, key))
      return found === undefined || member(item, key) === undefined ? [] : [[index, found] as const]
    }),
  )
}
