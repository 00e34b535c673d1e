// The anchor that stands in the way of edits: aliases carry its value to other places.
import { type Pointer, segments, spoken } from '../../pointer.ts'
import type { FileEdit } from '../file-edits.ts'
import type { Tree } from './tree.ts'

/** Why edits cannot be made alone; `undefined` where no anchor has to do with them. */
export const sharedReason = (root: Tree, edits: readonly FileEdit[]): string | undefined => {
  const used = new Set(aliasesIn(root))
  if (used.size === 0) return undefined
  for (const { at } of edits) {
    const anchor = anchorsAt(root, at).find((name) => used.has(name))
    if (anchor !== undefined)
      return `The value at \`${spoken(at)}\` is shared through the anchor \`&${anchor}\`, which other places use too.`
  }
  return undefined
}

const aliasesIn = (tree: Tree): readonly string[] => {
  if (tree.is === 'alias') return [tree.name]
  return tree.is === 'leaf' ? [] : tree.entries.flatMap(({ value }) => aliasesIn(value))
}

/** The anchors that a place lies in, is or holds, and the aliases that lead there. */
const anchorsAt = (root: Tree, place: Pointer): readonly string[] => {
  const names: string[] = []
  let tree: Tree | undefined = root
  for (const segment of segments(place)) {
    tree = tree?.is === 'alias' ? tree.to : tree
    if (tree?.is !== 'record' && tree?.is !== 'list') return names
    const { entries, is }: Extract<Tree, { entries: unknown }> = tree
    tree = entries.find(
      (entry, at) => (is === 'record' ? entry.key : String(at)) === segment,
    )?.value
    if (tree) names.push(...nameOf(tree))
  }
  return tree ? [...names, ...anchorsIn(tree)] : names
}

const nameOf = (tree: Tree): readonly string[] => {
  if (tree.is === 'alias') return [tree.name]
  return tree.anchor === undefined ? [] : [tree.anchor]
}

const anchorsIn = (tree: Tree): readonly string[] => [
  ...nameOf(tree),
  ...(tree.is === 'record' || tree.is === 'list'
    ? tree.entries.flatMap(({ value }) => anchorsIn(value))
    : []),
]
