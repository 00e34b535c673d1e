// Two sets by what they differ in, where telling them in full would help nobody.
import { isJsonArray, type Json } from '../json.ts'
import type { ChangeCounts } from './difference.ts'
import type { Field } from './field.ts'
import { canonicalJson } from './normalize.ts'

/** Nobody reads more items than this. */
const maxListedItems = 100

/** Absent where the values themselves are to be shown. Both are in normal form. */
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
