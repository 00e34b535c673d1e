// Finds anchors that prevent edits: an edit of an anchored value would also change its aliases.
import { formatPointer, type Pointer, segments } from '../../core/pointer.ts'
import type { FileEdit } from '../file-edits.ts'
import type { YamlTree } from './tree.ts'

/** Why edits would change other values too; `undefined` if no anchor is affected. */
export const sharedAnchorReason = (
  root: YamlTree,
  edits: readonly FileEdit[],
): string | undefined => {
  const aliasedAnchors = new Set(aliasesIn(root))
  if (aliasedAnchors.size === 0) return undefined
  for (const { at } of edits) {
    const anchor = anchorsAt(root, at).find((name) => aliasedAnchors.has(name))
    if (anchor !== undefined)
      return `The value at \`${formatPointer(at)}\` has the anchor \`&${anchor}\`, which is used in other places.`
  }
  return undefined
}

const aliasesIn = (tree: YamlTree): readonly string[] => {
  if (tree.is === 'alias') return [tree.name]
  return tree.is === 'leaf' ? [] : tree.entries.flatMap(({ value }) => aliasesIn(value))
}

/** The anchors of a value, of the values around it and inside it, and the names of aliases on the way. */
const anchorsAt = (root: YamlTree, pointer: Pointer): readonly string[] => {
  const names: string[] = []
  let tree: YamlTree | undefined = root
  for (const segment of segments(pointer)) {
    tree = tree?.is === 'alias' ? tree.target : tree
    if (tree?.is !== 'record' && tree?.is !== 'list') return names
    const { entries, is }: Extract<YamlTree, { entries: unknown }> = tree
    tree = entries.find(
      (entry, at) => (is === 'record' ? entry.key : String(at)) === segment,
    )?.value
    if (tree) names.push(...ownAnchorNames(tree))
  }
  return tree ? [...names, ...anchorsIn(tree)] : names
}

const ownAnchorNames = (tree: YamlTree): readonly string[] => {
  if (tree.is === 'alias') return [tree.name]
  return tree.anchor === undefined ? [] : [tree.anchor]
}

const anchorsIn = (tree: YamlTree): readonly string[] => [
  ...ownAnchorNames(tree),
  ...(tree.is === 'record' || tree.is === 'list'
    ? tree.entries.flatMap(({ value }) => anchorsIn(value))
    : []),
]
