// Values that name items of lists of the same resource: the same by the name of the day, and by the id that Statsig made.
import type { Field, Fields } from '../../fields/field.ts'
import {
  createItemNamer,
  isSameItem,
  itemIds,
  itemNameFor,
  renameItems,
} from '../../fields/item-references.ts'
import type { Json, JsonObject } from '../../json.ts'
import {
  type BaseValue,
  type MergeContext,
  type MergePlace,
  type MergeValue,
  resolveDifference,
} from './model.ts'

/** The resource as a whole. */
interface MergeSides {
  readonly base: JsonObject | undefined
  readonly ours: JsonObject
  readonly live: JsonObject
}

/** An item of a list of the same resource is the same by its name, whatever that was, and by the id that Statsig made. */
export const mergeItemReference = (
  fields: Fields,
  field: Extract<Field, { shape: 'item' }>,
  base: BaseValue,
  { base: baseMembers, live, ours }: MergeSides,
  place: MergePlace,
  context: MergeContext,
): Json | undefined => {
  const name = place.label
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

/** What has routes of its own names items by the names that the file knows. */
export const mergeSubResource = (
  fields: Fields,
  name: string,
  base: BaseValue,
  { base: baseMembers, live, ours }: MergeSides,
  place: MergePlace,
  context: MergeContext,
  mergeValue: MergeValue,
): Json | undefined => {
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
  return mergeValue(
    field,
    baseValue,
    renameItems(field, ours[name], toName),
    renameItems(field, live[name], toName),
    place,
    context,
  )
}
