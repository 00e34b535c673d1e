// Which item of one list is which item of another: rules and groups must keep their ids, or users are bucketed anew.
import { isMembers, type Json, type Members, member } from '../json.ts'

/** How two items of a list are known to be the same, tried in this order; what remains is new or gone. */
export interface Match {
  /** Members that Statsig makes and that never change: a file may name them. */
  readonly ids: readonly string[]
  /** The member people know an item by; the nth of equal names is matched with the nth. */
  readonly name: string
  /** A member that, when equal for the only remaining pair, tells that an item was renamed; of several, one that is given. */
  readonly like?: string | readonly string[]
  /** What happens to users when an item is not recognised. */
  readonly lost: string
}

/** For each wanted item the index of the live item that it is; absent where it is new. */
export type Pairs = ReadonlyMap<number, number>

/**
 * Tried in this order: the ids that the file names; the name, the nth of equal names; the only remaining pair that is
 * alike. What is left over is new, or gone.
 */
export const pairsOf = (
  { ids, like, name }: Match,
  live: readonly Json[],
  wanted: readonly Json[],
  spell: (member: string, value: Json | undefined) => string,
): Pairs => {
  const pairs = new Map<number, number>()
  const taken = new Set<number>()
  const pair = (wantedIndex: number, liveIndex: number) => {
    pairs.set(wantedIndex, liveIndex)
    taken.add(liveIndex)
  }
  const open = (items: readonly Json[], isTaken: (index: number) => boolean) =>
    items.flatMap((item, index) => (isMembers(item) && !isTaken(index) ? [{ item, index }] : []))
  const rest = () => ({
    wanted: open(wanted, (index) => pairs.has(index)),
    live: open(live, (index) => taken.has(index)),
  })

  for (const id of ids)
    for (const { index, item } of rest().wanted) {
      const given = member(item, id)
      const found =
        typeof given === 'string' && given !== ''
          ? rest().live.find((other) => member(other.item, id) === given)
          : undefined
      if (found) pair(index, found.index)
    }
  for (const { index, item } of rest().wanted) {
    const found = rest().live.find((other) => member(other.item, name) === member(item, name))
    if (found) pair(index, found.index)
  }
  for (const trait of likes(like)) {
    const alike = (items: readonly { item: Members; index: number }[]) =>
      groupBy(items, trait.name, spell)
    const [ours, theirs] = [alike(rest().wanted), alike(rest().live)]
    for (const [text, [only, ...others]] of ours) {
      if (text === '' && !trait.isAlone) continue
      const [found, ...more] = theirs.get(text) ?? []
      if (only !== undefined && found !== undefined && others.length + more.length === 0)
        pair(only, found)
    }
  }
  return pairs
}

/** A member that is not given says nothing where another one may be given in its place. */
const likes = (like: Match['like'] = []): readonly { name: string; isAlone: boolean }[] =>
  typeof like === 'string'
    ? [{ name: like, isAlone: true }]
    : like.map((name) => ({ name, isAlone: false }))

const groupBy = (
  items: readonly { readonly item: Members; readonly index: number }[],
  name: string,
  spell: (member: string, value: Json | undefined) => string,
): ReadonlyMap<string, readonly number[]> => {
  const groups = new Map<string, number[]>()
  for (const { index, item } of items) {
    const text = spell(name, member(item, name))
    groups.set(text, [...(groups.get(text) ?? []), index])
  }
  return groups
}

/** Items of a set matched by one member; the first of equal keys. */
export const pairsByKey = (key: string, live: readonly Json[], wanted: readonly Json[]): Pairs => {
  const at = new Map<Json | undefined, number>()
  live.forEach((item, index) => {
    if (!at.has(member(item, key))) at.set(member(item, key), index)
  })
  return new Map(
    wanted.flatMap((item, index) => {
      const found = at.get(member(item, key))
      return found === undefined || member(item, key) === undefined ? [] : [[index, found] as const]
    }),
  )
}
