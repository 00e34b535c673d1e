// Values that are merged as a whole, and sets of plain items, which are merged item by item.
import { countChanges } from '../../fields/change-counts.ts'
import type { Field } from '../../fields/field.ts'
import { managedPart } from '../../fields/managed-part.ts'
import { asList, canonicalJson, canonicalText, normalizeValue } from '../../fields/normalize.ts'
import type { Json } from '../../json.ts'
import { ignoredPathsBelow, withLiveValues } from './ignore-changes.ts'
import {
  type BaseValue,
  type MergeContext,
  type MergeDifference,
  type MergePlace,
  type MergeStatus,
  resolveDifference,
} from './model.ts'

export const mergeLeaf = (
  field: Field,
  base: BaseValue,
  fileValue: Json | undefined,
  live: Json | undefined,
  place: MergePlace,
  context: MergeContext,
): Json | undefined => {
  const { resolveName } = context
  const ignoredPaths = ignoredPathsBelow(context.ignored, place.pattern)
  const retained = (value: Json | undefined) =>
    value === undefined || ignoredPaths.length === 0
      ? value
      : withLiveValues(value, live, ignoredPaths)
  const ours = retained(fileValue)
  const liveText = (wanted: Json | undefined) =>
    canonicalText(field, managedPart(field, live, wanted, resolveName), resolveName)
  if (liveText(ours) === canonicalText(field, ours, resolveName))
    return context.keepsIgnored ? fileValue : ours
  const mergeStatus = classifyDifference(base, {
    isChanged: (value) =>
      canonicalText(field, retained(value), resolveName) !==
      canonicalText(field, ours, resolveName),
    isMoved: (value) =>
      liveText(retained(value)) !== canonicalText(field, retained(value), resolveName),
  })
  const isSetMerge = mergeStatus === 'conflict' && base.type === 'known' && isPlainSet(field)
  const side = resolveDifference(
    {
      mergeStatus: isSetMerge ? 'drift' : mergeStatus,
      ...describeDifference(field, live, ours, place, context),
      pattern: place.pattern,
    },
    context,
  )
  if (side === 'file') return context.keepsIgnored ? fileValue : ours
  if (isSetMerge) return mergePlainSet(field, base.value, ours, live, context)
  const liveAsFile = context.toFileValue(field, live)
  return context.keepsIgnored && liveAsFile !== undefined && ignoredPaths.length > 0
    ? withLiveValues(liveAsFile, fileValue, ignoredPaths)
    : liveAsFile
}

interface BaseComparison {
  readonly isChanged: (base: Json | undefined) => boolean
  readonly isMoved: (base: Json | undefined) => boolean
}

const classifyDifference = (
  base: BaseValue,
  { isChanged, isMoved }: BaseComparison,
): MergeStatus => {
  if (base.type === 'none') return base.mergeStatus
  if (!isMoved(base.value)) return 'change'
  return isChanged(base.value) ? 'conflict' : 'drift'
}

const describeDifference = (
  field: Field,
  live: Json | undefined,
  ours: Json | undefined,
  { label, pointer }: MergePlace,
  { resolveName }: MergeContext,
): Pick<MergeDifference, 'edit' | 'fileValue' | 'liveValue'> => {
  const [before, after] = [
    normalizeValue(field, live, resolveName),
    normalizeValue(field, ours, resolveName),
  ]
  const counts = countChanges(field, label, before, after)
  const isLong = field.shape === 'text' && field.multiline === true
  const values = {
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    ...(isLong && { multiline: true as const }),
  }
  return {
    edit: { pointer, label, ...(counts ? { counts } : values) },
    ...(after !== undefined && { fileValue: after }),
    ...(before !== undefined && { liveValue: before }),
  }
}

/**
 * Each item is a key of its own: what one side adds and the other takes out do not meet. Where a set that is left out means
 * more than an empty one, it is merged as a whole: two sides that narrow it must not open it.
 */
const isPlainSet = (field: Field): field is Extract<Field, { shape: 'set' }> =>
  field.shape === 'set' &&
  field.key === undefined &&
  field.default === undefined &&
  !field.singleAsList &&
  field.of.shape !== 'record' &&
  field.of.shape !== 'variant'

/** What is live, with what the file has added since the base, and without what it has taken out. */
const mergePlainSet = (
  field: Extract<Field, { shape: 'set' }>,
  base: Json | undefined,
  ours: Json | undefined,
  live: Json | undefined,
  { resolveName, toFileValue: liveAsFile }: MergeContext,
): Json => {
  const itemsByText = (value: Json | undefined) =>
    new Map(
      asList(value).map((item) => [
        canonicalJson(normalizeValue(field.of, item, resolveName)),
        item,
      ]),
    )
  const [baseItems, fileItems, liveItems] = [
    itemsByText(base),
    itemsByText(ours),
    itemsByText(live),
  ]
  const retained = [...liveItems].flatMap(([text, item]) => {
    if (baseItems.has(text) && !fileItems.has(text)) return []
    return [fileItems.get(text) ?? liveAsFile(field.of, item) ?? item]
  })
  const added = [...fileItems].flatMap(([text, item]) =>
    baseItems.has(text) || liveItems.has(text) ? [] : [item],
  )
  return [...retained, ...added]
}
