// Resolves each edit to the record or list that it changes. A path through an alias leads to the anchored value.
import { type Json, jsonEquals } from '../../core/json.ts'
import { formatPointer, type Pointer, segments } from '../../core/pointer.ts'
import {
  type ArrangedItem,
  effectiveEdits,
  type FileEdit,
  lastSegment,
  parentPointer,
} from '../file-edits.ts'
import { sharedAnchorReason } from './anchors.ts'
import type { Collection, YamlEntry, YamlTree } from './tree.ts'

/** The edits of the entries of one record or list. */
export interface EditTarget {
  readonly at: Pointer
  readonly set: ReadonlyMap<string, Json>
  readonly removed: ReadonlySet<string>
  readonly order?: readonly ArrangedItem[]
}

export type EditTargets = ReadonlyMap<YamlTree, EditTarget>

export type ResolvedEdits =
  | { readonly targets: EditTargets; readonly root?: Json }
  | { readonly refused: string }

export const resolveEdits = (root: YamlTree, edits: readonly FileEdit[]): ResolvedEdits => {
  const targets = new Map<YamlTree, EditTarget>()
  let newRoot: Json | undefined
  for (const edit of effectiveEdits(edits)) {
    if (edit.is === 'set' && edit.at === '') {
      newRoot = edit.value
      continue
    }
    const parent = edit.is === 'arrange' ? edit.at : parentPointer(edit.at)
    const tree = treeAt(root, parent)
    const old = targets.get(tree ?? root) ?? { at: parent, set: new Map(), removed: new Set() }
    const updated = tree && addEdit(tree, old, edit)
    if (!updated)
      return { refused: `There is no ${expectedText[edit.is]} at \`${formatPointer(edit.at)}\`.` }
    if (updated === 'contradicting')
      return {
        refused:
          sharedAnchorReason(root, [edit]) ?? 'Two edits of one value contradict each other.',
      }
    if (tree) targets.set(tree, updated)
  }
  return {
    targets: new Map(
      [...targets].map(([tree, target]) => [tree, withoutAliasedValues(tree, target, targets)]),
    ),
    ...(newRoot !== undefined && { root: newRoot }),
  }
}

const expectedText = {
  set: 'record or item',
  remove: 'member to remove',
  arrange: 'list with these items',
} as const

const segmentOf = (tree: Collection, entry: YamlEntry): string =>
  tree.is === 'record' ? (entry.key ?? '') : String(tree.entries.indexOf(entry))

const treeAt = (root: YamlTree, pointer: Pointer): YamlTree | undefined =>
  segments(pointer).reduce<YamlTree | undefined>(
    (tree, segment) => tree && followAlias(entryAt(tree, segment)?.value),
    followAlias(root),
  )

const entryAt = (tree: YamlTree, segment: string): YamlEntry | undefined => {
  if (tree.is === 'record') return tree.entries.find(({ key }) => key === segment)
  return tree.is === 'list' && /^(0|[1-9]\d*)$/.test(segment)
    ? tree.entries[Number(segment)]
    : undefined
}

const followAlias = (tree: YamlTree | undefined): YamlTree | undefined =>
  tree?.is === 'alias' ? tree.target : tree

/** `undefined` if the edited value does not exist. */
const addEdit = (
  tree: YamlTree,
  target: EditTarget,
  edit: FileEdit,
): EditTarget | 'contradicting' | undefined => {
  if (tree.is !== 'record' && tree.is !== 'list') return undefined
  const name = lastSegment(edit.at)
  const isThere = entryAt(tree, name) !== undefined
  switch (edit.is) {
    case 'set': {
      if (tree.is === 'list' && !isThere) return undefined
      const existing = target.set.get(name)
      if (target.removed.has(name) || (existing !== undefined && !jsonEquals(existing, edit.value)))
        return 'contradicting'
      return { ...target, set: new Map([...target.set, [name, edit.value]]) }
    }
    case 'remove':
      if (tree.is === 'list' || !isThere) return undefined
      return target.set.has(name)
        ? 'contradicting'
        : { ...target, removed: new Set([...target.removed, name]) }
    case 'arrange':
      if (tree.is !== 'list' || !isValidOrder(edit.items, tree.entries.length)) return undefined
      return target.order && !jsonEquals(orderAsJson(target.order), orderAsJson(edit.items))
        ? 'contradicting'
        : { ...target, order: edit.items }
  }
}

const isValidOrder = (order: readonly ArrangedItem[], length: number): boolean => {
  const old = order.filter((item) => typeof item === 'number')
  return new Set(old).size === old.length && old.every((item) => item >= 0 && item < length)
}

const orderAsJson = (order: readonly ArrangedItem[]): Json =>
  order.map((item) => (typeof item === 'number' ? item : [item.value]))

/** Drops edits that set an alias to the new value of its anchor: the alias can stay. */
const withoutAliasedValues = (
  tree: YamlTree,
  target: EditTarget,
  targets: EditTargets,
): EditTarget => {
  if (tree.is !== 'record' && tree.is !== 'list') return target
  const isRepeated = (name: string, value: Json): boolean => {
    const alias = entryAt(tree, name)?.value
    if (alias?.is !== 'alias') return false
    return [...targets].some(
      ([parent, { set }]) =>
        (parent.is === 'record' || parent.is === 'list') &&
        parent.entries.some((entry) => {
          const becomes = entry.value === alias.target && set.get(segmentOf(parent, entry))
          return becomes !== false && becomes !== undefined && jsonEquals(becomes, value)
        }),
    )
  }
  return {
    ...target,
    set: new Map([...target.set].filter(([name, value]) => !isRepeated(name, value))),
  }
}
