// Finds where two lists differ whose items are matched by a key, an id or a name.
import { type Json, member } from '../../core/json.ts'
import { join, type Pointer } from '../../core/pointer.ts'
import type { Difference, DiffPlace } from '../difference.ts'
import type { Field } from '../field.ts'
import type { Immutability } from '../field-options.ts'
import { createMemberText, type ListField, pairItems } from '../list-pairs.ts'
import { ambiguousItems, type IndexPairs } from '../match-items.ts'
import { normalizeValue, type ResolveName } from '../normalize.ts'

type CompareValues = (
  field: Field,
  live: Json | undefined,
  wanted: Json | undefined,
  place: DiffPlace,
  resolveName: ResolveName,
) => readonly Difference[]

export const compareLists = (
  field: ListField,
  live: readonly Json[],
  wanted: readonly Json[],
  place: DiffPlace,
  resolveName: ResolveName,
  compareValues: CompareValues,
): readonly Difference[] => {
  const pairs = pairItems(field, live, wanted, resolveName)
  const pairedIndexes = new Set(pairs.values())
  const isRemoved = (index: number) =>
    !pairedIndexes.has(index) && !(field.shape === 'set' && field.keepUnlisted)
  const removed = live.filter((_, index) => isRemoved(index))
  const key = (field.shape === 'set' ? field.key : field.match?.name) ?? ''
  // Another item has the name that a live item had.
  const hasMovedName = (item: Json) =>
    live.some((each) => member(each, key) === member(item, key) && member(each, key) !== undefined)
  const itemDifference = (item: Json, at: DiffPlace, side: 'added' | 'removed'): Difference => {
    const shown = normalizeValue(field.of, item, resolveName) ?? item
    const isImmutable = field.immutable && !(side === 'added' && field.immutable.allows === 'add')
    const isCaseVariant = differsInCase(field, item, live)
    return {
      edit: {
        pointer: at.pointer,
        label: at.label,
        item: side,
        ...(side === 'added' ? { after: shown } : { before: shown }),
      },
      pattern: at.pattern,
      ...(isImmutable && field.immutable && { immutable: field.immutable }),
      ...(isCaseVariant && { immutable: caseConflict }),
      ...(side === 'added' &&
        (removed.length > 0 || hasMovedName(item)) &&
        field.shape === 'list' &&
        field.match && { unmatchedEffect: field.match.unmatchedEffect }),
    }
  }
  const itemPlace = (items: readonly Json[], index: number, pointer: Pointer): DiffPlace => ({
    pointer,
    pattern: join(place.pattern, '*'),
    label: `${place.label}[${itemLabel(items, index, key)}]`,
  })
  return [
    ...wanted.flatMap((item, index) => {
      const at = itemPlace(wanted, index, join(place.pointer, index))
      const pair = pairs.get(index)
      return pair === undefined
        ? [itemDifference(item, at, 'added')]
        : compareValues(field.of, live[pair], item, at, resolveName)
    }),
    ...live.flatMap((item, index) =>
      isRemoved(index)
        ? [itemDifference(item, itemPlace(live, index, place.pointer), 'removed')]
        : [],
    ),
    ...(field.shape === 'list'
      ? orderDifference(field, { live, wanted, pairs, key }, place, resolveName)
      : []),
  ]
}

/**
 * Statsig would keep both items: in a set that keeps unlisted items, a name in other case is a further item, not the
 * same one.
 */
const differsInCase = (field: ListField, item: Json, live: readonly Json[]): boolean => {
  if (field.shape !== 'set' || !field.keepUnlisted || field.key === undefined) return false
  const { key } = field
  const lower = (each: Json) => String(member(each, key)).toLowerCase()
  return live.some((each) => lower(each) === lower(item))
}

const caseConflict: Immutability = {
  reason: 'Statsig has an item whose name differs only in case, and would keep both',
  hint: 'Write the name as it is in Statsig.',
}

interface PairedLists {
  readonly live: readonly Json[]
  readonly wanted: readonly Json[]
  readonly pairs: IndexPairs
  readonly key: string
}

const orderDifference = (
  field: Extract<Field, { shape: 'list' }>,
  { key, live, pairs, wanted }: PairedLists,
  place: DiffPlace,
  resolveName: ResolveName,
): readonly Difference[] => {
  const liveOrder = [...pairs].sort(([a], [b]) => a - b).map(([, liveIndex]) => liveIndex)
  const sortedOrder = [...liveOrder].sort((a, b) => a - b)
  if (liveOrder.every((index, position) => index === sortedOrder[position])) return []
  const itemLabels = (indexes: readonly number[]) =>
    indexes.map((index) => itemLabel(live, index, key))
  const { match } = field
  const ambiguous =
    match === undefined || match.ids.length === 0
      ? []
      : ambiguousItems(match, live, wanted, pairs, createMemberText(field.of, resolveName)).map(
          (index) => ({
            pointer: join(place.pointer, index),
            label: `${place.label}[${itemLabel(wanted, index, key)}]`,
            detail: match.unmatchedEffect,
          }),
        )
  return [
    {
      edit: {
        pointer: place.pointer,
        label: `${place.label} (order)`,
        item: 'order',
        before: itemLabels(sortedOrder),
        after: [...pairs].sort(([a], [b]) => a - b).map(([index]) => itemLabel(wanted, index, key)),
      },
      pattern: place.pattern,
      ...(field.immutable && { immutable: field.immutable }),
      ...(ambiguous.length > 0 && { ambiguousItems: ambiguous }),
    },
  ]
}

/** An item's name; the second of two equal names is `Staff#2`, or the next number where an item has that name. */
export const itemLabel = (items: readonly Json[], index: number, key: string): string => {
  const name = String(member(items[index], key) ?? index)
  const nth = items.slice(0, index).filter((item) => String(member(item, key)) === name).length
  if (nth === 0) return name
  const names = new Set(items.map((item) => String(member(item, key))))
  const isFree = (number: number) => !names.has(`${name}#${number}`)
  const numbers = Array.from({ length: items.length }, (_, at) => at + 2)
  return `${name}#${numbers.filter(isFree)[nth - 1]}`
}
