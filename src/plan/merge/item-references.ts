// Merges values that name items of lists of the same resource, by name or by generated id.

import type { Json } from '../../core/json.ts'
import type { Field } from '../../fields/field.ts'
import { createItemNamer, isSameItem, itemIds, itemNameFor } from '../../fields/item-references.ts'
import { canonicalJson } from '../../fields/normalize.ts'
import { spellSubResource } from '../../fields/sub-resource-spelling.ts'
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

/** Merges a sub-resource whose sides are spelled in one way, with the names that the file uses for items. */
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
  const spell = (value: Json | undefined, itemText = toName) =>
    spellSubResource(field, value, { owner: { ...ours, ...live }, itemText })
  const baseValue: BaseValue =
    base.type === 'known' ? { type: 'known', value: spell(base.value, toNameFromBase) } : base
  const mine = spell(ours[name])
  const merged = context.mergeValue(
    { field, base: baseValue, ours: mine, live: spell(live[name]), place },
    context,
  )
  // The file keeps its own spelling where nothing else is merged into it.
  return canonicalJson(merged) === canonicalJson(mine) ? ours[name] : merged
}
