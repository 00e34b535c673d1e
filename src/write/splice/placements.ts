// Lists the entries of a record or list after its edits, in order.
import type { Json } from '../../core/json.ts'
import type { Pointer } from '../../core/pointer.ts'
import type { EditTarget, EditTargets } from './edit-targets.ts'
import type { Collection, YamlTree } from './tree.ts'
import type { YamlStyle } from './yaml-style.ts'

/** The index of an old entry, or a new one. */
export type Placement = number | { readonly key: string; readonly value: Json }

/** What all functions of one splice share. */
export interface SpliceContext {
  readonly text: string
  readonly yamlStyle: YamlStyle
  readonly targets: EditTargets
  readonly touched: ReadonlySet<YamlTree>
  readonly order: (record: Pointer) => readonly string[]
}

export const placementsOf = (tree: Collection, context: SpliceContext): readonly Placement[] => {
  const target = context.targets.get(tree)
  const all = [...tree.entries.keys()]
  if (!target) return all
  if (tree.is === 'list')
    return (target.order ?? all).map((item) =>
      typeof item === 'number' ? item : { key: '', value: item.value },
    )
  return insertAdded(tree, target, context.order(target.at))
}

/** The index of the first of the removed entries right before an index. */
export const firstRemovedBefore = (keptIndexes: ReadonlySet<number>, until: number): number => {
  let first = until
  while (first > 0 && !keptIndexes.has(first - 1)) first -= 1
  return first
}

/** The value that a tree has after its edits. */
export const valueAfterEdits = (tree: YamlTree, context: SpliceContext): Json => {
  if (tree.is === 'leaf') return tree.value
  if (tree.is === 'alias') return tree.target ? valueAfterEdits(tree.target, context) : null
  const set = context.targets.get(tree)?.set
  const members = placementsOf(tree, context).map((placement): readonly [string, Json] => {
    if (typeof placement !== 'number') return [placement.key, placement.value]
    const entry = tree.entries[placement]
    const key = tree.is === 'record' ? (entry?.key ?? '') : String(placement)
    return [key, set?.get(key) ?? (entry ? valueAfterEdits(entry.value, context) : null)]
  })
  return tree.is === 'record' ? Object.fromEntries(members) : members.map(([, value]) => value)
}

const insertAdded = (
  tree: Collection,
  target: EditTarget,
  order: readonly string[],
): readonly Placement[] => {
  const keys = tree.entries.map(({ key = '' }) => key)
  const keptIndexes = [...keys.keys()].filter((index) => !target.removed.has(keys[index] ?? ''))
  const names = keptIndexes.map((index) => keys[index] ?? '')
  const placements: Placement[] = [...keptIndexes]
  const rank = new Map(order.map((name, index) => [name, index]))
  const added = [...target.set]
    .filter(([key]) => !keys.includes(key))
    .toSorted(([one], [other]) => (rank.get(one) ?? Infinity) - (rank.get(other) ?? Infinity) || 0)
  for (const [key, value] of added) {
    const at = insertionIndex(key, names, order)
    placements.splice(at, 0, { key, value })
    names.splice(at, 0, key)
  }
  return placements
}

/** After the nearest key that precedes it in the usual order, else before the nearest key that follows it. */
const insertionIndex = (
  key: string,
  names: readonly string[],
  order: readonly string[],
): number => {
  const rank = order.indexOf(key)
  if (rank < 0) return names.length
  const before = order.slice(0, rank).findLast((name) => names.includes(name))
  if (before !== undefined) return names.lastIndexOf(before) + 1
  const after = order.slice(rank + 1).find((name) => names.includes(name))
  return after === undefined ? names.length : names.indexOf(after)
}
