// Leads every edit to the record or list that it changes. A way through an alias leads to the value of the anchor.
import type { Json } from '../../json.ts'
import { type Pointer, segments, spoken } from '../../pointer.ts'
import { isSame } from '../alignment.ts'
import { type Arranged, type FileEdit, holderOf, lastOf, settledEdits } from '../file-edits.ts'
import { sharedReason } from './anchors.ts'
import type { Collection, Entry, Tree } from './tree.ts'

/** What becomes of the entries of one record or list. */
export interface Aim {
  readonly at: Pointer
  readonly set: ReadonlyMap<string, Json>
  readonly removed: ReadonlySet<string>
  readonly order?: readonly Arranged[]
}

export type Aims = ReadonlyMap<Tree, Aim>

export type Led = { readonly aims: Aims; readonly root?: Json } | { readonly refused: string }

export const aimsOf = (root: Tree, edits: readonly FileEdit[]): Led => {
  const aims = new Map<Tree, Aim>()
  let whole: Json | undefined
  for (const edit of settledEdits(edits)) {
    if (edit.is === 'set' && edit.at === '') {
      whole = edit.value
      continue
    }
    const holder = edit.is === 'arrange' ? edit.at : holderOf(edit.at)
    const tree = treeAt(root, holder)
    const old = aims.get(tree ?? root) ?? { at: holder, set: new Map(), removed: new Set() }
    const joined = tree && joinedAim(tree, old, edit)
    if (!joined) return { refused: `There is no ${wanted[edit.is]} at \`${spoken(edit.at)}\`.` }
    if (joined === 'contrary')
      return {
        refused: sharedReason(root, [edit]) ?? 'Two edits of one value contradict each other.',
      }
    if (tree) aims.set(tree, joined)
  }
  return {
    aims: new Map([...aims].map(([tree, aim]) => [tree, withoutRepeated(tree, aim, aims)])),
    ...(whole !== undefined && { root: whole }),
  }
}

const wanted = {
  set: 'record or item',
  remove: 'member to remove',
  arrange: 'list with these items',
} as const

const segmentOf = (tree: Collection, entry: Entry): string =>
  tree.is === 'record' ? (entry.key ?? '') : String(tree.entries.indexOf(entry))

const treeAt = (root: Tree, pointer: Pointer): Tree | undefined =>
  segments(pointer).reduce<Tree | undefined>(
    (tree, segment) => tree && resolved(entryAt(tree, segment)?.value),
    resolved(root),
  )

const entryAt = (tree: Tree, segment: string): Entry | undefined => {
  if (tree.is === 'record') return tree.entries.find(({ key }) => key === segment)
  return tree.is === 'list' && /^(0|[1-9]\d*)$/.test(segment)
    ? tree.entries[Number(segment)]
    : undefined
}

const resolved = (tree: Tree | undefined): Tree | undefined =>
  tree?.is === 'alias' ? tree.to : tree

/** `undefined` where the edit leads nowhere. */
const joinedAim = (tree: Tree, aim: Aim, edit: FileEdit): Aim | 'contrary' | undefined => {
  if (tree.is !== 'record' && tree.is !== 'list') return undefined
  const name = lastOf(edit.at)
  const isThere = entryAt(tree, name) !== undefined
  switch (edit.is) {
    case 'set': {
      if (tree.is === 'list' && !isThere) return undefined
      const said = aim.set.get(name)
      if (aim.removed.has(name) || (said !== undefined && !isSame(said, edit.value)))
        return 'contrary'
      return { ...aim, set: new Map([...aim.set, [name, edit.value]]) }
    }
    case 'remove':
      if (tree.is === 'list' || !isThere) return undefined
      return aim.set.has(name) ? 'contrary' : { ...aim, removed: new Set([...aim.removed, name]) }
    case 'arrange':
      if (tree.is !== 'list' || !isPossible(edit.items, tree.entries.length)) return undefined
      return aim.order && !isSame(plain(aim.order), plain(edit.items))
        ? 'contrary'
        : { ...aim, order: edit.items }
  }
}

const isPossible = (order: readonly Arranged[], length: number): boolean => {
  const old = order.filter((item) => typeof item === 'number')
  return new Set(old).size === old.length && old.every((item) => item >= 0 && item < length)
}

const plain = (order: readonly Arranged[]): Json =>
  order.map((item) => (typeof item === 'number' ? item : [item.value]))

/** An alias stays one when the value that it names becomes the same. */
const withoutRepeated = (tree: Tree, aim: Aim, aims: Aims): Aim => {
  if (tree.is !== 'record' && tree.is !== 'list') return aim
  const repeated = (name: string, value: Json): boolean => {
    const alias = entryAt(tree, name)?.value
    if (alias?.is !== 'alias') return false
    return [...aims].some(
      ([holder, { set }]) =>
        (holder.is === 'record' || holder.is === 'list') &&
        holder.entries.some((entry) => {
          const becomes = entry.value === alias.to && set.get(segmentOf(holder, entry))
          return becomes !== false && becomes !== undefined && isSame(becomes, value)
        }),
    )
  }
  return { ...aim, set: new Map([...aim.set].filter(([name, value]) => !repeated(name, value))) }
}
