// Which rule of a field would explain why an imported value differs: a guess for whoever maintains the kinds.

import { isEmpty, isJsonArray, type Json } from '../../core/json.ts'
import type { Edit } from '../../fields/difference.ts'
import { canonicalJson } from '../../fields/normalize.ts'

/** The rule that the descriptor of the field would need. */
export const likelyRule = ({ after, before, item }: Edit): string => {
  if (item === 'order' || (isJsonArray(before) && isJsonArray(after) && isPermuted(before, after)))
    return 'a set: the order has no meaning'
  if (isEmpty(before) && isEmpty(after)) return 'an equivalence: both values are empty'
  if (before !== undefined && after !== undefined && isSpelling(before, after))
    return 'an equivalence: two spellings of one value'
  if (isEmpty(before) || isEmpty(after))
    return 'a default: Statsig fills it in where it is left out'
  return 'a read-only member: Statsig computes it'
}

const isPermuted = (one: readonly Json[], other: readonly Json[]): boolean =>
  canonicalJson(one.map(canonicalJson).sort()) === canonicalJson(other.map(canonicalJson).sort())

/** A number and its digits, a lone item and a list of it, capitals and blanks. */
const isSpelling = (one: Json, other: Json): boolean => {
  const single = (value: Json): string =>
    isJsonArray(value) && value.length === 1 ? single(value[0] ?? null) : normalised(value)
  const normalised = (value: Json): string =>
    (typeof value === 'string' ? value : canonicalJson(value)).trim().toLowerCase()
  return single(one) === single(other)
}
