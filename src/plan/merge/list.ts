// Lists and sets whose items are known by more than their place: item by item, and the order as a value of its own.
import type { Edit } from '../../fields/difference.ts'
import { type ListField, pairItems } from '../../fields/list-pairs.ts'
import { managedPart } from '../../fields/managed-part.ts'
import { asList, canonicalText, normalizeValue } from '../../fields/normalize.ts'
import { isJsonObject, type Json, member } from '../../json.ts'
import { join } from '../../pointer.ts'
import { type MergeRow, orderItems } from './list-order.ts'
import {
  type BaseValue,
  type MergeContext,
  type MergePlace,
  type MergeStatus,
  type MergeValue,
  resolveDifference,
} from './model.ts'

interface Lists {
  /** Absent where there is no base of the list. */
  readonly base?: readonly Json[]
  readonly ours: readonly Json[]
  readonly live: readonly Json[]
}

export const mergeList = (
  field: ListField,
  base: BaseValue,
  fileValue: Json | undefined,
  liveValue: Json | undefined,
  place: MergePlace,
  context: MergeContext,
  mergeValue: MergeValue,
): Json | undefined => {
  const lists: Lists = {
    ...(base.type === 'known' && { base: asList(base.value) }),
    ours: asList(fileValue),
    live: asList(liveValue),
  }
  const rows = pairRows(field, lists, context)
  const mergedItems = rows.flatMap((row) => {
    const item = mergeItem(field, base, row, lists, place, context, mergeValue)
    return item === undefined
      ? []
      : [
          {
            row,
            item: context.keepsLiveIds
              ? withLiveIds(field, item, lists.live[row.live ?? -1])
              : item,
          },
        ]
  })
  const inOrder = orderItems(field, mergedItems, lists, base, place, context)
  if (inOrder.length === 0 && fileValue === undefined) return undefined
  context.onListMerged(
    place.pointer,
    inOrder.map(({ row }) => row.ours),
  )
  return inOrder.map(({ item }) => item)
}

/** Items of the file are paired with live ones as an update pairs them; what that leaves open, the base may tell. */
const pairRows = (
  field: ListField,
  { base, live, ours }: Lists,
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

/** Of two that are new on both sides, what they are called says whether they are one; that they are alike does not. */
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

const mergeItem = (
  field: ListField,
  base: BaseValue,
  row: MergeRow,
  lists: Lists,
  place: MergePlace,
  context: MergeContext,
  mergeValue: MergeValue,
): Json | undefined => {
  const [inBase, mine, theirs] = [
    row.base === undefined ? undefined : lists.base?.[row.base],
    row.ours === undefined ? undefined : lists.ours[row.ours],
    row.live === undefined ? undefined : lists.live[row.live],
  ]
  const at: MergePlace = {
    pointer: row.ours === undefined ? place.pointer : join(place.pointer, row.ours),
    pattern: join(place.pattern, '*'),
    label: `${place.label}[${itemLabel(field, lists, row)}]`,
  }
  if (mine !== undefined && theirs !== undefined) {
    const inner: BaseValue =
      inBase !== undefined
        ? { type: 'known', value: inBase }
        : { type: 'none', mergeStatus: base.type === 'none' ? base.mergeStatus : 'conflict' }
    return mergeValue(field.of, inner, mine, theirs, at, context)
  }
  const resolveItem = (edit: Edit, mergeStatus: MergeStatus) =>
    resolveDifference(
      {
        mergeStatus,
        edit,
        pattern: at.pattern,
        ...(edit.item === 'added'
          ? { fileValue: edit.after ?? null }
          : { liveValue: edit.before ?? null }),
      },
      context,
    )
  const shown = (item: Json) => normalizeValue(field.of, item, context.resolveName) ?? item
  if (mine !== undefined) {
    const isChanged =
      inBase !== undefined && itemText(field, mine, context) !== itemText(field, inBase, context)
    const mergeStatus =
      base.type === 'none'
        ? base.mergeStatus
        : inBase === undefined
          ? 'change'
          : isChanged
            ? 'conflict'
            : 'drift'
    const edit: Edit = { pointer: at.pointer, label: at.label, item: 'added', after: shown(mine) }
    return resolveItem(edit, mergeStatus) === 'file' ? mine : undefined
  }
  if (theirs === undefined || (field.shape === 'set' && field.keepUnlisted && inBase === undefined))
    return undefined
  const hasDrifted =
    inBase !== undefined &&
    itemText(field, managedPart(field.of, theirs, inBase, context.resolveName) ?? null, context) !==
      itemText(field, inBase, context)
  const mergeStatus =
    base.type === 'none'
      ? base.mergeStatus
      : inBase === undefined
        ? 'drift'
        : hasDrifted
          ? 'conflict'
          : 'change'
  const edit: Edit = {
    pointer: at.pointer,
    label: at.label,
    item: 'removed',
    before: shown(theirs),
  }
  return resolveItem(edit, mergeStatus) === 'file'
    ? undefined
    : (context.toFileValue(field.of, theirs) ?? theirs)
}

const itemText = (field: ListField, item: Json, { resolveName }: MergeContext): string =>
  canonicalText(field.of, item, resolveName)

/** The ids that Statsig made keep the item what it is, wherever it stands and whatever it is called. */
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

const itemLabel = (field: ListField, { base = [], live, ours }: Lists, row: MergeRow): string => {
  const key = (field.shape === 'set' ? field.key : field.match?.name) ?? ''
  const [items, index] =
    row.ours !== undefined
      ? [ours, row.ours]
      : row.live !== undefined
        ? [live, row.live]
        : [base, row.base ?? 0]
  const name = String(member(items[index], key) ?? index)
  const nth = items.slice(0, index).filter((item) => String(member(item, key)) === name).length
  return nth === 0 ? name : `${name}#${nth + 1}`
}
