// Merges values as a whole, and sets of plain items item by item.

import type { Json } from '../../core/json.ts'
import { countChanges } from '../../fields/change-counts.ts'
import type { Field } from '../../fields/field.ts'
import { managedPart } from '../../fields/managed-part.ts'
import { asList, canonicalJson, canonicalText, normalizeValue } from '../../fields/normalize.ts'
import { ignoredPathsBelow, withLiveValues } from './ignore-changes.ts'
import {
  type BaseValue,
  type MergeContext,
  type MergeDifference,
  type MergeStatus,
  resolveDifference,
  type ThreeWayValue,
} from './model.ts'

export const mergeLeaf = (value: ThreeWayValue, context: MergeContext): Json | undefined => {
  const { base, field, live, ours: fileValue, place } = value
  const { resolveName } = context
  const ignoredPaths = ignoredPathsBelow(context.ignored, place.pattern)
  const retained = (side: Json | undefined) => withLiveValues(side, live, ignoredPaths)
  const ours = retained(fileValue)
  const liveText = (wanted: Json | undefined) =>
    canonicalText(field, managedPart(field, live, wanted, resolveName), resolveName)
  if (liveText(ours) === canonicalText(field, ours, resolveName))
    return context.keepsIgnored ? fileValue : ours
  const mergeStatus = classifyDifference(base, {
    isChanged: (baseValue) =>
      canonicalText(field, retained(baseValue), resolveName) !==
      canonicalText(field, ours, resolveName),
    hasDrifted: (baseValue) =>
      liveText(retained(baseValue)) !== canonicalText(field, retained(baseValue), resolveName),
  })
  const isSetMerge = mergeStatus === 'conflict' && base.type === 'known' && isPlainSet(field)
  const side = resolveDifference(
    {
      mergeStatus: isSetMerge ? 'drift' : mergeStatus,
      ...describeDifference({ ...value, ours }, context),
    },
    context,
  )
  if (side === 'file') return context.keepsIgnored ? fileValue : ours
  if (isSetMerge) return mergePlainSet(field, { base: base.value, ours, live }, context)
  const liveAsFile = context.toFileValue(field, live)
  return context.keepsIgnored ? withLiveValues(liveAsFile, fileValue, ignoredPaths) : liveAsFile
}

interface BaseComparison {
  readonly isChanged: (base: Json | undefined) => boolean
  readonly hasDrifted: (base: Json | undefined) => boolean
}

const classifyDifference = (
  base: BaseValue,
  { hasDrifted, isChanged }: BaseComparison,
): MergeStatus => {
  if (base.type === 'none') return base.mergeStatus
  if (!hasDrifted(base.value)) return 'change'
  return isChanged(base.value) ? 'conflict' : 'drift'
}

const describeDifference = (
  { field, live, ours, place: { containers, label, pattern, pointer } }: ThreeWayValue,
  { resolveName }: MergeContext,
): Omit<MergeDifference, 'mergeStatus'> => {
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
    containers,
    pattern,
    ...(after !== undefined && { fileValue: after }),
    ...(before !== undefined && { liveValue: before }),
  }
}

/**
 * Whether a set can be merged item by item: each item is its own key, so that additions and removals never conflict. A
 * set whose emptiness has another meaning than fewer items is merged as a whole, because the merge of two sides that both
 * narrow it could be empty.
 */
const isPlainSet = (field: Field): field is Extract<Field, { shape: 'set' }> =>
  field.shape === 'set' &&
  !field.emptyIsValue &&
  field.default === undefined &&
  !field.singleAsList &&
  field.of.shape !== 'record' &&
  field.of.shape !== 'variant'

/** The live items, with those that the file has added since the base and without those that it has removed. */
const mergePlainSet = (
  field: Extract<Field, { shape: 'set' }>,
  { base, live, ours }: Readonly<Record<'base' | 'ours' | 'live', Json | undefined>>,
  { resolveName, toFileValue }: MergeContext,
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
    return [fileItems.get(text) ?? toFileValue(field.of, item) ?? item]
  })
  const added = [...fileItems].flatMap(([text, item]) =>
    baseItems.has(text) || liveItems.has(text) ? [] : [item],
  )
  return [...retained, ...added]
}
