// Counts the differences of two sets that are too long to list, or whose items must not be shown.
import { isJsonArray, type Json } from '../core/json.ts'
import type { ChangeCounts } from './difference.ts'
import type { Field } from './field.ts'
import { canonicalJson } from './normalize.ts'

/** Longer sets are shown as counts. */
const maxListedItems = 100

/** Absent where the values themselves are shown. Both values are in normal form. */
export const countChanges = (
  field: Field,
  label: string,
  before: Json | undefined,
  after: Json | undefined,
): ChangeCounts | undefined => {
  if (field.shape !== 'set') return undefined
  const [oldItems, newItems] = [before, after].map(
    (side) => new Set(isJsonArray(side) ? side.map(canonicalJson) : []),
  )
  if (oldItems === undefined || newItems === undefined) return undefined
  if (field.fileKey === undefined && Math.max(oldItems.size, newItems.size) <= maxListedItems)
    return undefined
  const countMissing = (from: ReadonlySet<string>, among: ReadonlySet<string>): number =>
    [...from].reduce((sum, item) => (among.has(item) ? sum : sum + 1), 0)
  return {
    added: countMissing(newItems, oldItems),
    removed: countMissing(oldItems, newItems),
    total: newItems.size,
    unit: field.fileKey === undefined ? 'items' : label,
  }
}
