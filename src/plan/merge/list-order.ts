// The order of a merged list: that of whichever side has changed it, with the items of the other side in between.
import type { ListField } from '../../fields/list-pairs.ts'
import { type Json, member } from '../../json.ts'
import {
  type BaseValue,
  type MergeContext,
  type MergePlace,
  type MergeStatus,
  resolveDifference,
  type Side,
} from './model.ts'

/** One item by its places in the three lists; absent where a list lacks it. */
export interface MergeRow {
  readonly base?: number
  readonly ours?: number
  readonly live?: number
}

interface MergedItem {
  readonly row: MergeRow
  readonly item: Json
}

interface Lists {
  readonly ours: readonly Json[]
  readonly live: readonly Json[]
}

export const orderItems = (
  field: ListField,
  mergedItems: readonly MergedItem[],
  lists: Lists,
  base: BaseValue,
  place: MergePlace,
  context: MergeContext,
): readonly MergedItem[] => {
  const side =
    field.shape === 'list' ? chooseOrder(field, mergedItems, lists, base, place, context) : 'file'
  const other: Side = side === 'file' ? 'live' : 'file'
  const own = sortBySide(mergedItems, side)
  // What only the other side has follows what it followed there.
  return sortBySide(mergedItems, other)
    .filter(({ row }) => rowIndex(row, side) === undefined)
    .reduce((list, extra) => insertItem(list, extra, other), own)
}

const rowIndex = (row: MergeRow, side: Side | 'base'): number | undefined =>
  side === 'file' ? row.ours : row[side]

const sortBySide = (
  mergedItems: readonly MergedItem[],
  side: Side | 'base',
): readonly MergedItem[] =>
  mergedItems
    .filter(({ row }) => rowIndex(row, side) !== undefined)
    .toSorted((a, b) => (rowIndex(a.row, side) ?? 0) - (rowIndex(b.row, side) ?? 0))

const insertItem = (
  list: readonly MergedItem[],
  extra: MergedItem,
  side: Side,
): readonly MergedItem[] => {
  const position = rowIndex(extra.row, side) ?? 0
  let at = 0
  let nearest = -1
  for (const [index, { row }] of list.entries()) {
    const other = rowIndex(row, side)
    if (other !== undefined && other < position && other > nearest) {
      nearest = other
      at = index + 1
    }
  }
  return [...list.slice(0, at), extra, ...list.slice(at)]
}

const chooseOrder = (
  field: ListField,
  mergedItems: readonly MergedItem[],
  { live, ours }: Lists,
  base: BaseValue,
  place: MergePlace,
  context: MergeContext,
): Side => {
  const inBoth = mergedItems.filter(({ row }) => row.ours !== undefined && row.live !== undefined)
  const [mine, theirs] = [sortBySide(inBoth, 'file'), sortBySide(inBoth, 'live')]
  if (isSameOrder(mine, theirs)) return 'file'
  const inBase = inBoth.filter(({ row }) => row.base !== undefined)
  const was = sortBySide(inBase, 'base')
  // Where both have put the same item at different places, each has moved it.
  const isNew =
    inBoth.length > inBase.length &&
    isSameOrder(sortBySide(inBase, 'file'), sortBySide(inBase, 'live'))
  const hasMoved = (side: Side) => isNew || !isSameOrder(sortBySide(inBase, side), was)
  // What live state alone has may be meant to stand before what the file moves.
  const hasLiveOnlyItems = mergedItems.some(({ row }) => row.ours === undefined)
  const mergeStatus: MergeStatus =
    base.type === 'none'
      ? base.mergeStatus
      : !hasMoved('live') && !hasLiveOnlyItems
        ? 'change'
        : hasMoved('file')
          ? 'conflict'
          : 'drift'
  const key = (field.shape === 'list' ? field.match?.name : undefined) ?? ''
  const itemNames = (items: readonly MergedItem[], side: Side) =>
    items.map(({ row }) => {
      const position = rowIndex(row, side) ?? 0
      return String(member((side === 'file' ? ours : live)[position], key) ?? position)
    })
  return resolveDifference(
    {
      mergeStatus,
      pattern: place.pattern,
      edit: {
        pointer: place.pointer,
        label: `${place.label} (order)`,
        item: 'order',
        before: itemNames(theirs, 'live'),
        after: itemNames(mine, 'file'),
      },
    },
    context,
  )
}

const isSameOrder = (one: readonly MergedItem[], other: readonly MergedItem[]): boolean =>
  one.every((each, index) => each === other[index])
