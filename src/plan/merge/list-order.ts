// Orders a merged list by the side that has changed the order, with the items of the other side in between.

import { type Json, member } from '../../core/json.ts'
import type { ListField } from '../../fields/list-pairs.ts'
import {
  type BaseValue,
  type MergeContext,
  type MergePlace,
  type MergeStatus,
  resolveDifference,
  type Side,
} from './model.ts'

/** The indexes of one item in the three lists. Absent where a list lacks the item. */
export interface MergeRow {
  readonly base?: number
  readonly ours?: number
  readonly live?: number
}

interface MergedItem {
  readonly row: MergeRow
  readonly item: Json
}

/** A keyed list or set on the three sides. */
export interface ThreeWayList {
  readonly field: ListField
  /** The base of the whole list. */
  readonly base: BaseValue
  readonly items: {
    /** Absent where there is no base of the list. */
    readonly base?: readonly Json[]
    readonly ours: readonly Json[]
    readonly live: readonly Json[]
  }
  readonly place: MergePlace
}

export const orderItems = (
  mergedItems: readonly MergedItem[],
  list: ThreeWayList,
  context: MergeContext,
): readonly MergedItem[] => {
  const side = list.field.shape === 'list' ? chooseOrder(mergedItems, list, context) : 'file'
  const other: Side = side === 'file' ? 'live' : 'file'
  const own = sortBySide(mergedItems, side)
  // An item of the other side alone follows the item that it follows there.
  return sortBySide(mergedItems, other)
    .filter(({ row }) => rowIndex(row, side) === undefined)
    .reduce((ordered, extra) => insertItem(ordered, extra, other), own)
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
  ordered: readonly MergedItem[],
  extra: MergedItem,
  side: Side,
): readonly MergedItem[] => {
  const position = rowIndex(extra.row, side) ?? 0
  let at = 0
  let nearest = -1
  for (const [index, { row }] of ordered.entries()) {
    const other = rowIndex(row, side)
    if (other !== undefined && other < position && other > nearest) {
      nearest = other
      at = index + 1
    }
  }
  return [...ordered.slice(0, at), extra, ...ordered.slice(at)]
}

const chooseOrder = (
  mergedItems: readonly MergedItem[],
  { base, field, items, place }: ThreeWayList,
  context: MergeContext,
): Side => {
  const inBoth = mergedItems.filter(({ row }) => row.ours !== undefined && row.live !== undefined)
  const [mine, theirs] = [sortBySide(inBoth, 'file'), sortBySide(inBoth, 'live')]
  if (isSameOrder(mine, theirs)) return 'file'
  const inBase = inBoth.filter(({ row }) => row.base !== undefined)
  const was = sortBySide(inBase, 'base')
  // Both sides have added the same item at different positions: each has changed the order.
  const isNew =
    inBoth.length > inBase.length &&
    isSameOrder(sortBySide(inBase, 'file'), sortBySide(inBase, 'live'))
  const hasMoved = (side: Side) => isNew || !isSameOrder(sortBySide(inBase, side), was)
  // An item of live state alone may be meant to stand before an item that the file moves.
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
  const itemNames = (merged: readonly MergedItem[], side: Side) =>
    merged.map(({ row }) => {
      const position = rowIndex(row, side) ?? 0
      return String(member((side === 'file' ? items.ours : items.live)[position], key) ?? position)
    })
  return resolveDifference(
    {
      mergeStatus,
      pattern: place.pattern,
      containers: [...place.containers, place.label],
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
