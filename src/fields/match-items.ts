// Which item of one list is which item of another: rules and groups must keep their ids, or users are bucketed anew.
import { isJsonObject, type Json, type JsonObject, member } from '../json.ts'

/** How two items of a list are known to be the same, tried in this order; what remains is new or gone. */
export interface ItemMatch {
  /** Members that Statsig makes and that never change: a file may name them. */
  readonly ids: readonly string[]
  /** The member people know an item by; the nth of equal names is matched with the nth. */
  readonly name: string
  /** A member that, when equal for the only remaining pair, tells that an item was renamed; of several, one that is given. */
  readonly similarBy?: string | readonly string[]
  /** What happens to users when an item is not recognised. */
  readonly unmatchedEffect: string
}

/** For each wanted item the index of the live item that it is; absent where it is new. */
export type IndexPairs = ReadonlyMap<number, number>

/**
 * Tried in this order: the ids that the file names; the name, the nth of equal names; the only remaining pair that is
 * alike. What is left over is new, or gone.
 */
export const matchItems = (
  { ids, similarBy, name }: ItemMatch,
  live: readonly Json[],
  wanted: readonly Json[],
  memberText: (member: string, value: Json | undefined) => string,
): IndexPairs => {
  const pairs = new Map<number, number>()
  const taken = new Set<number>()
  const pair = (wantedIndex: number, liveIndex: number) => {
    pairs.set(wantedIndex, liveIndex)
    taken.add(liveIndex)
  }
  const unmatched = (items: readonly Json[], isTaken: (index: number) => boolean) =>
    items.flatMap((item, index) => (isJsonObject(item) && !isTaken(index) ? [{ item, index }] : []))
  const rest = () => ({
    wanted: unmatched(wanted, (index) => pairs.has(index)),
    live: unmatched(live, (index) => taken.has(index)),
  })

  for (const id of ids)
    for (const { index, item } of rest().wanted) {
      const value = member(item, id)
      const found =
        typeof value === 'string' && value !== ''
          ? rest().live.find((other) => member(other.item, id) === value)
          : undefined
      if (found) pair(index, found.index)
    }
  for (const { index, item } of rest().wanted) {
    const found = rest().live.find((other) => member(other.item, name) === member(item, name))
    if (found) pair(index, found.index)
  }
  for (const similarity of similarityMembers(similarBy)) {
    const groups = (items: readonly { item: JsonObject; index: number }[]) =>
      groupBy(items, similarity.name, memberText)
    const [ours, theirs] = [groups(rest().wanted), groups(rest().live)]
    for (const [text, [only, ...others]] of ours) {
      if (text === '' && !similarity.allowsAbsent) continue
      const [found, ...more] = theirs.get(text) ?? []
      if (only !== undefined && found !== undefined && others.length + more.length === 0)
        pair(only, found)
    }
  }
  return pairs
}

/** A member that is not given says nothing where another one may be given in its place. */
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

/** Items of a set matched by one member; the first of equal keys. */
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
