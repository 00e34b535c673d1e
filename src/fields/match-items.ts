// Matches the items of a live list and a wanted one. Rules and groups must keep their ids, or Statsig reassigns users.
import { isJsonObject, type Json, type JsonObject, member } from '../core/json.ts'

/** How the items of two lists are matched: by ids, then by content, then by name. Other items are added or removed. */
export interface ItemMatch {
  /** Members that Statsig generates and never changes. A file may have them. */
  readonly ids: readonly string[]
  /** The member that names an item. The nth item of a name matches the nth live item of that name. */
  readonly name: string
  /**
   * The content of an item: a member whose equality shows that an item was renamed, before another item that now has its
   * name. Of several members, those that the items have.
   */
  readonly similarBy?: string | readonly string[]
  /** What happens to users when an item is not recognised. A clause without a period. */
  readonly unmatchedEffect: string
}

/** The index of the live item for the index of each wanted item. A new item has no entry. */
export type IndexPairs = ReadonlyMap<number, number>

export type MemberText = (member: string, value: Json | undefined) => string

interface IndexedItem {
  readonly item: JsonObject
  readonly index: number
}

interface Unpaired {
  readonly wanted: readonly IndexedItem[]
  readonly live: readonly IndexedItem[]
}

/**
 * Matches by the ids in the file, then by name among items of equal content, then by content, then by name. A name moves
 * more easily than the content that decides about users: `A` may be renamed, and another item get the name `A`.
 */
export const matchItems = (
  match: ItemMatch,
  live: readonly Json[],
  wanted: readonly Json[],
  memberText: MemberText,
): IndexPairs => {
  const pairs = new Map<number, number>()
  const pairedLive = new Set<number>()
  const pair = (wantedItem: IndexedItem, liveItem: IndexedItem) => {
    pairs.set(wantedItem.index, liveItem.index)
    pairedLive.add(liveItem.index)
  }
  const itemsWithout = (items: readonly Json[], isPaired: (index: number) => boolean) =>
    items.flatMap((item, index) =>
      isJsonObject(item) && !isPaired(index) ? [{ item, index }] : [],
    )
  const unpaired = (): Unpaired => ({
    wanted: itemsWithout(wanted, (index) => pairs.has(index)),
    live: itemsWithout(live, (index) => pairedLive.has(index)),
  })

  const pairAll = (found: readonly Pair[]) => {
    for (const each of found) pair(...each)
  }

  for (const id of match.ids) pairAll(pairsById(id, unpaired()))
  // Without ids, the name is what Statsig knows an item by.
  if (match.ids.length === 0) pairAll(pairsByName(match.name, unpaired()))
  for (const by of [match.similarBy ?? []].flat())
    for (const each of contentClasses(match, by, unpaired(), memberText))
      pairAll(pairsOfContent(match, each, memberText))
  pairAll(pairsByName(match.name, unpaired()))
  return pairs
}

type Pair = readonly [wanted: IndexedItem, live: IndexedItem]

const pairsById = (id: string, { live, wanted }: Unpaired): readonly Pair[] =>
  pairsBy({ live, wanted }, (item) => {
    const value = member(item, id)
    return typeof value === 'string' && value !== '' ? value : undefined
  })

const pairsByName = (name: string, items: Unpaired): readonly Pair[] =>
  pairsBy(items, (item) => String(member(item, name)))

/** The nth wanted item of a key and the nth live one. */
const pairsBy = (
  { live, wanted }: Unpaired,
  keyOf: (item: JsonObject) => string | undefined,
): readonly Pair[] => {
  const free = groupBy(live, keyOf)
  return wanted.flatMap((each): readonly Pair[] => {
    const key = keyOf(each.item)
    const found = key === undefined ? undefined : free.get(key)?.shift()
    return found === undefined ? [] : [[each, found]]
  })
}

const groupBy = (
  items: readonly IndexedItem[],
  keyOf: (item: JsonObject) => string | undefined,
): Map<string, IndexedItem[]> => {
  const groups = new Map<string, IndexedItem[]>()
  for (const each of items) {
    const key = keyOf(each.item)
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), each])
  }
  return groups
}

/** Items of equal content on both sides, by one member of it. */
const contentClasses = (
  match: ItemMatch,
  by: string,
  { live, wanted }: Unpaired,
  memberText: MemberText,
): readonly Unpaired[] => {
  const keyOf = (item: JsonObject) => contentKey(match, by, item, memberText)
  const liveGroups = groupBy(live, keyOf)
  return [...groupBy(wanted, keyOf)].flatMap(([key, group]) => {
    const found = liveGroups.get(key)
    return found === undefined ? [] : [{ live: found, wanted: group }]
  })
}

/**
 * With several members, an absent one shows no similarity, since the item may have another one in its place: Statsig
 * shows a value in two forms where a file has one of them.
 */
const contentKey = (
  { similarBy }: ItemMatch,
  by: string,
  item: Json | undefined,
  memberText: MemberText,
): string | undefined => {
  const text = memberText(by, member(item, by))
  return text === '' && typeof similarBy !== 'string' ? undefined : text
}

/** Items of one content: by name, then by all that they say, then in order where as many remain on both sides. */
const pairsOfContent = (
  match: ItemMatch,
  items: Unpaired,
  memberText: MemberText,
): readonly Pair[] => {
  const named = pairsByName(match.name, items)
  const rest = withoutPairs(items, named)
  const equal = pairsOfEqual(match, rest, memberText)
  const others = withoutPairs(rest, equal)
  return [
    ...named,
    ...equal,
    ...(others.live.length === others.wanted.length ? pairsInOrder(others) : []),
  ]
}

const pairsOfEqual = (
  match: ItemMatch,
  { live, wanted }: Unpaired,
  memberText: MemberText,
): readonly Pair[] => {
  const free = new Set(live)
  return wanted.flatMap((each): readonly Pair[] => {
    const found = [...free].find((other) => saysTheSame(match, other.item, each.item, memberText))
    if (found === undefined) return []
    free.delete(found)
    return [[each, found]]
  })
}

const pairsInOrder = ({ live, wanted }: Unpaired): readonly Pair[] =>
  wanted.flatMap((each, at): readonly Pair[] => {
    const found = live[at]
    return found === undefined ? [] : [[each, found]]
  })

const withoutPairs = ({ live, wanted }: Unpaired, pairs: readonly Pair[]): Unpaired => ({
  wanted: wanted.filter((each) => !pairs.some(([paired]) => paired === each)),
  live: live.filter((each) => !pairs.some(([, paired]) => paired === each)),
})

/** Whether two items agree in all members except for the name, the ids and the content. */
const saysTheSame = (
  { ids, name, similarBy = [] }: ItemMatch,
  live: JsonObject = {},
  wanted: JsonObject,
  memberText: MemberText,
): boolean =>
  Object.keys({ ...live, ...wanted }).every(
    (each) =>
      each === name ||
      ids.includes(each) ||
      [similarBy].flat().includes(each) ||
      memberText(each, member(wanted, each)) === memberText(each, member(live, each)),
  )

/**
 * Wanted items that can be read in two ways. Among items of one content, names were given that no live item has, and the
 * order has changed: the names may have moved instead of the items.
 */
export const ambiguousItems = (
  match: ItemMatch,
  live: readonly Json[],
  wanted: readonly Json[],
  pairs: IndexPairs,
  memberText: MemberText,
): readonly number[] => {
  const keyOf = (one: Json | undefined, other: Json | undefined) =>
    [match.similarBy ?? []].flat().flatMap((by) => {
      const key = contentKey(match, by, one, memberText)
      return key !== undefined && key === contentKey(match, by, other, memberText)
        ? [`${by} ${key}`]
        : []
    })[0]
  const classes = new Map<string, (readonly [wantedIndex: number, liveIndex: number])[]>()
  for (const [wantedIndex, liveIndex] of [...pairs].sort(([one], [other]) => one - other)) {
    const key = keyOf(wanted[wantedIndex], live[liveIndex])
    if (key !== undefined) classes.set(key, [...(classes.get(key) ?? []), [wantedIndex, liveIndex]])
  }
  return [...classes.values()].flatMap((group) => {
    const names = new Set(group.map(([, at]) => member(live[at], match.name)))
    if (group.every(([at]) => names.has(member(wanted[at], match.name)))) return []
    const inLiveOrder = group.toSorted(([, one], [, other]) => one - other)
    return group.flatMap((each, at) => (inLiveOrder[at] === each ? [] : [each[0]]))
  })
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
