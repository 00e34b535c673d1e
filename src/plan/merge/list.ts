// Merges keyed lists and sets item by item, and their order as a separate value.

import { isJsonObject, type Json, member } from '../../core/json.ts'
import { join } from '../../core/pointer.ts'
import { itemLabel } from '../../fields/compare/lists.ts'
import { type ListField, pairItems } from '../../fields/list-pairs.ts'
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

/** Pairs items of the file with live items as an update does, and pairs the rest through the base. */
const pairRows = (
  { field, items: { base, live, ours } }: ThreeWayList,
  { resolveName }: MergeContext,
): readonly MergeRow[] => {
  const baseItems = base ?? []
  const toBase = pairItems(field, baseItems, ours, resolveName)
  const baseToLive = pairItems(field, live, baseItems, resolveName)
  const pairedLive = new Set(baseToLive.values())
  const fileToLive = new Map(
    [...pairItems(field, live, ours, resolveName)].filter(
      ([mine, theirs]) =>
        base === undefined ||
        toBase.has(mine) ||
        pairedLive.has(theirs) ||
        hasSameNameOrId(field, ours[mine], live[theirs]),
    ),
  )
  const taken = new Set(fileToLive.values())
  const usedBase = new Set<number>()
  const mine = ours.map((_, index): MergeRow => {
    const inBase = toBase.get(index)
    const viaBase = inBase === undefined ? undefined : baseToLive.get(inBase)
    const found = fileToLive.get(index)
    const isSame = found === undefined || viaBase === undefined || viaBase === found
    if (inBase !== undefined && isSame) usedBase.add(inBase)
    const liveIndex = found ?? (viaBase !== undefined && !taken.has(viaBase) ? viaBase : undefined)
    if (liveIndex !== undefined) taken.add(liveIndex)
    return {
      ours: index,
      ...(inBase !== undefined && isSame && { base: inBase }),
      ...(liveIndex !== undefined && { live: liveIndex }),
    }
  })
  const baseOnly = baseItems.flatMap((_, index): readonly MergeRow[] => {
    if (usedBase.has(index)) return []
    const liveIndex = baseToLive.get(index)
    const isFree = liveIndex !== undefined && !taken.has(liveIndex)
    if (isFree) taken.add(liveIndex)
    return [{ base: index, ...(isFree && { live: liveIndex }) }]
  })
  const theirs = live.flatMap((_, index): readonly MergeRow[] =>
    taken.has(index) ? [] : [{ live: index }],
  )
  return [...mine, ...baseOnly, ...theirs]
}

/** Two items that both sides added are the same only by name or id, not by similar content. */
const hasSameNameOrId = (
  field: ListField,
  one: Json | undefined,
  other: Json | undefined,
): boolean => {
  if (field.shape === 'set' || field.match === undefined) return true
  const { ids, name } = field.match
  const isEqual = (key: string) =>
    member(one, key) !== undefined && member(one, key) === member(other, key)
  return isEqual(name) || ids.some(isEqual)
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
    row.ours !== undefined
      ? [items.ours, row.ours]
      : row.live !== undefined
        ? [items.live, row.live]
        : [items.base ?? [], row.base ?? 0]
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
