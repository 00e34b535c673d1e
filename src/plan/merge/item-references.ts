// Merges values that name items of lists of the same resource, by name or by generated id.

import type { Json } from '../../core/json.ts'
import type { Field } from '../../fields/field.ts'
import {
  createItemNamer,
  isSameItem,
  itemIds,
  itemNameFor,
  renameItems,
} from '../../fields/item-references.ts'
import {
  type BaseValue,
  type MergeContext,
  resolveDifference,
  type ThreeWayMember,
} from './model.ts'

/** Two names are equal where they mean the same item: by name, or by the id that Statsig generated. */
export const mergeItemReference = (
  field: Extract<Field, { shape: 'item' }>,
  { base, fields, name, place, sides }: ThreeWayMember,
  context: MergeContext,
): Json | undefined => {
  const { base: baseMembers, live, ours } = sides
  const ids = itemIds(fields, field.list, live, ours, context.resolveName)
  const [mine, theirs] = [ours[name], live[name]]
  if (isSameItem(ids, mine, theirs)) return mine
  const baseValue = base.type === 'known' ? base.value : undefined
  const baseIds = itemIds(fields, field.list, live, baseMembers ?? {}, context.resolveName)
  const baseId = typeof baseValue === 'string' ? (baseIds.get(baseValue) ?? baseValue) : baseValue
  const isChanged = !isSameItem(ids, mine, baseId)
  const hasDrifted = !isSameItem(ids, theirs, baseId)
  const [before, after] = [itemNameFor(ids, theirs), itemNameFor(ids, mine)]
  const side = resolveDifference(
    {
      mergeStatus:
        base.type === 'none'
          ? base.mergeStatus
          : !hasDrifted
            ? 'change'
            : isChanged
              ? 'conflict'
              : 'drift',
      pattern: place.pattern,
      containers: place.containers,
      edit: {
        pointer: place.pointer,
        label: name,
        ...(before !== undefined && { before }),
        ...(after !== undefined && { after }),
      },
      ...(after !== undefined && { fileValue: after }),
      ...(before !== undefined && { liveValue: before }),
    },
    context,
  )
  return side === 'file' ? mine : before
}

/** Merges a sub-resource after replacing the ids of items with the names that the file uses. */
export const mergeSubResource = (
  { base, fields, name, place, sides }: ThreeWayMember,
  context: MergeContext,
): Json | undefined => {
  const { base: baseMembers, live, ours } = sides
  const field = fields[name]
  if (field === undefined) return ours[name]
  const toName = createItemNamer(fields, live, ours, context.resolveName)
  const toNameFromBase = (list: string, text: string): Json =>
    toName(
      list,
      itemIds(fields, list, live, baseMembers ?? {}, context.resolveName).get(text) ?? text,
    )
  const baseValue: BaseValue =
    base.type === 'known'
      ? { type: 'known', value: renameItems(field, base.value, toNameFromBase) }
      : base
  return context.mergeValue(
    {
      field,
      base: baseValue,
      ours: renameItems(field, ours[name], toName),
      live: renameItems(field, live[name], toName),
      place,
    },
    context,
  )
}
