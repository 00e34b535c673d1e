// Merges keyed lists and sets item by item, and their order as a separate value.

import { isJsonObject, type Json, member } from '../../core/json.ts'
import { join } from '../../core/pointer.ts'
import { itemLabel } from '../../fields/compare/lists.ts'
import type { ListField } from '../../fields/list-pairs.ts'
import { managedPart } from '../../fields/managed-part.ts'
import { asList, canonicalText, normalizeValue } from '../../fields/normalize.ts'
import { type MergeRow, orderItems, type ThreeWayList } from './list-order.ts'
import {
  type BaseValue,
  type MergeContext,
  type MergePlace,
  type MergeStatus,
  resolveDifference,
  type Side,
  type ThreeWayValue,
} from './model.ts'
import { pairRows } from './pair-rows.ts'

export const mergeList = (
  value: ThreeWayValue & { readonly field: ListField },
  context: MergeContext,
): Json | undefined => {
  const { base, field, place } = value
  const list: ThreeWayList = {
    field,
    base,
    items: {
      ...(base.type === 'known' && { base: asList(base.value) }),
      ours: asList(value.ours),
      live: asList(value.live),
    },
    place,
  }
  const mergedItems = pairRows(list, context).flatMap((row) => {
    const item = mergeItem(row, list, context)
    if (item === undefined) return []
    const live = list.items.live[row.live ?? -1]
    return [{ row, item: context.keepsLiveIds ? withLiveIds(field, item, live) : item }]
  })
  const ordered = orderItems(mergedItems, list, context)
  if (ordered.length === 0 && value.ours === undefined) return undefined
  context.onListMerged(
    place.pointer,
    ordered.map(({ row }) => row.ours),
  )
  return ordered.map(({ item }) => item)
}

const mergeItem = (row: MergeRow, list: ThreeWayList, context: MergeContext): Json | undefined => {
  const { base, field, items } = list
  const [inBase, mine, theirs] = [
    row.base === undefined ? undefined : items.base?.[row.base],
    row.ours === undefined ? undefined : items.ours[row.ours],
    row.live === undefined ? undefined : items.live[row.live],
  ]
  const place = itemPlace(row, list)
  if (mine !== undefined && theirs !== undefined) {
    const itemBase: BaseValue =
      inBase !== undefined
        ? { type: 'known', value: inBase }
        : { type: 'none', mergeStatus: base.type === 'none' ? base.mergeStatus : 'conflict' }
    return context.mergeValue(
      { field: field.of, base: itemBase, ours: mine, live: theirs, place },
      context,
    )
  }
  if (mine !== undefined) {
    const mergeStatus = fileOnlyStatus(mine, inBase, list, context)
    const difference = { change: 'added', item: mine, mergeStatus, field, place } as const
    return resolveItem(difference, context) === 'file' ? mine : undefined
  }
  if (theirs === undefined || (field.shape === 'set' && field.keepUnlisted && inBase === undefined))
    return undefined
  const mergeStatus = liveOnlyStatus(theirs, inBase, list, context)
  const difference = { change: 'removed', item: theirs, mergeStatus, field, place } as const
  return resolveItem(difference, context) === 'file'
    ? undefined
    : (context.toFileValue(field.of, theirs) ?? theirs)
}

/** The status of an item that live state does not have. */
const fileOnlyStatus = (
  mine: Json,
  inBase: Json | undefined,
  { base, field }: ThreeWayList,
  context: MergeContext,
): MergeStatus => {
  if (base.type === 'none') return base.mergeStatus
  if (inBase === undefined) return 'change'
  return itemText(field, mine, context) === itemText(field, inBase, context) ? 'drift' : 'conflict'
}

/** The status of an item that the file does not have. */
const liveOnlyStatus = (
  theirs: Json,
  inBase: Json | undefined,
  { base, field }: ThreeWayList,
  context: MergeContext,
): MergeStatus => {
  if (base.type === 'none') return base.mergeStatus
  if (inBase === undefined) return 'drift'
  const managed = managedPart(field.of, theirs, inBase, context.resolveName) ?? null
  return itemText(field, managed, context) === itemText(field, inBase, context)
    ? 'change'
    : 'conflict'
}

interface ItemDifference {
  readonly change: 'added' | 'removed'
  readonly item: Json
  readonly mergeStatus: MergeStatus
  readonly field: ListField
  readonly place: MergePlace
}

const resolveItem = (
  { change, field: { of }, item, mergeStatus, place }: ItemDifference,
  context: MergeContext,
): Side => {
  const shown = normalizeValue(of, item, context.resolveName) ?? item
  const [edit, values] =
    change === 'added'
      ? [{ after: shown }, { fileValue: shown }]
      : [{ before: shown }, { liveValue: shown }]
  const { containers, label, pattern, pointer } = place
  return resolveDifference(
    {
      mergeStatus,
      containers,
      edit: { pointer, label, item: change, ...edit },
      pattern,
      ...values,
    },
    context,
  )
}

const itemPlace = (row: MergeRow, { field, items, place }: ThreeWayList): MergePlace => {
  const key = (field.shape === 'set' ? field.key : field.match?.name) ?? ''
  const [list, index] =
    row.ours === undefined ? [items.live, row.live ?? 0] : [items.ours, row.ours]
  return {
    pointer: row.ours === undefined ? place.pointer : join(place.pointer, row.ours),
    pattern: join(place.pattern, '*'),
    label: `${place.label}[${itemLabel(list, index, key)}]`,
    containers: [...place.containers, place.label],
  }
}

const itemText = (field: ListField, item: Json, { resolveName }: MergeContext): string =>
  canonicalText(field.of, item, resolveName)

/** Gives an item the ids that Statsig generated, so that it keeps its identity if it is moved or renamed. */
const withLiveIds = (field: ListField, item: Json, live: Json | undefined): Json => {
  if (
    field.shape !== 'list' ||
    field.match === undefined ||
    !isJsonObject(item) ||
    live === undefined
  )
    return item
  const made = field.match.ids.flatMap((name) => {
    const id = member(live, name)
    return typeof id === 'string' && id !== '' ? [[name, id] as const] : []
  })
  return { ...item, ...Object.fromEntries(made) }
}
