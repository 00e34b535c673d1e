// The entries that a record or list has after its edits, in their order.
import type { Json } from '../../json.ts'
import type { Pointer } from '../../pointer.ts'
import type { Aim, Aims } from './edit-targets.ts'
import type { Collection, Tree } from './tree.ts'
import type { Habits } from './yaml-style.ts'

/** The index of an old entry, or a new one. */
export type Slot = number | { readonly key: string; readonly value: Json }

/** All that is the same for the whole of a splice. */
export interface Scene {
  readonly text: string
  readonly habits: Habits
  readonly aims: Aims
  readonly touched: ReadonlySet<Tree>
  readonly order: (record: Pointer) => readonly string[]
}

export const slotsOf = (tree: Collection, scene: Scene): readonly Slot[] => {
  const aim = scene.aims.get(tree)
  const all = [...tree.entries.keys()]
  if (!aim) return all
  if (tree.is === 'list')
    return (aim.order ?? all).map((item) =>
      typeof item === 'number' ? item : { key: '', value: item.value },
    )
  return withAdded(tree, aim, scene.order(aim.at))
}

/** The first of the entries right before an index that go. */
export const firstGone = (kept: ReadonlySet<number>, until: number): number => {
  let first = until
  while (first > 0 && !kept.has(first - 1)) first -= 1
  return first
}

/** The value that a tree has after its edits. */
export const contentAfter = (tree: Tree, scene: Scene): Json => {
  if (tree.is === 'leaf') return tree.value
  if (tree.is === 'alias') return tree.to ? contentAfter(tree.to, scene) : null
  const set = scene.aims.get(tree)?.set
  const members = slotsOf(tree, scene).map((slot): readonly [string, Json] => {
    if (typeof slot !== 'number') return [slot.key, slot.value]
    const entry = tree.entries[slot]
    const key = tree.is === 'record' ? (entry?.key ?? '') : String(slot)
    return [key, set?.get(key) ?? (entry ? contentAfter(entry.value, scene) : null)]
  })
  return tree.is === 'record' ? Object.fromEntries(members) : members.map(([, value]) => value)
}

const withAdded = (tree: Collection, aim: Aim, order: readonly string[]): readonly Slot[] => {
  const keys = tree.entries.map(({ key = '' }) => key)
  const kept = [...keys.keys()].filter((index) => !aim.removed.has(keys[index] ?? ''))
  const names = kept.map((index) => keys[index] ?? '')
  const slots: Slot[] = [...kept]
  const rank = new Map(order.map((name, index) => [name, index]))
  const added = [...aim.set]
    .filter(([key]) => !keys.includes(key))
    .toSorted(([one], [other]) => (rank.get(one) ?? Infinity) - (rank.get(other) ?? Infinity) || 0)
  for (const [key, value] of added) {
    const at = placeOf(key, names, order)
    slots.splice(at, 0, { key, value })
    names.splice(at, 0, key)
  }
  return slots
}

/** After the nearest key that stands before it in the usual order, else before the nearest that stands after it. */
const placeOf = (key: string, names: readonly string[], order: readonly string[]): number => {
  const rank = order.indexOf(key)
  if (rank < 0) return names.length
  const before = order.slice(0, rank).findLast((name) => names.includes(name))
  if (before !== undefined) return names.lastIndexOf(before) + 1
  const after = order.slice(rank + 1).find((name) => names.includes(name))
  return after === undefined ? names.length : names.indexOf(after)
}
