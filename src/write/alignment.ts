// Pairs the items of an old and a new list.

import { isJsonScalar, type Json, member } from '../core/json.ts'
import { canonicalJson } from '../fields/normalize.ts'

/** Maps new indexes to old ones. An item pairs with an equal one, else with one of the same name, else by position. */
export const alignItems = (
  before: readonly Json[],
  after: readonly Json[],
): ReadonlyMap<number, number> => {
  const partners = new Map<number, number>()
  const usedIndexes = new Set<number>()
  const pair = (index: number, oldIndex: number): void => {
    partners.set(index, oldIndex)
    usedIndexes.add(oldIndex)
  }
  for (const keyOf of identityKeys) {
    const unmatched = new Map<string, number[]>()
    for (const [oldIndex, item] of before.entries()) {
      const key = usedIndexes.has(oldIndex) ? undefined : keyOf(item)
      if (key !== undefined) unmatched.set(key, [...(unmatched.get(key) ?? []), oldIndex])
    }
    for (const [index, item] of after.entries()) {
      const key = partners.has(index) ? undefined : keyOf(item)
      const oldIndex = key === undefined ? undefined : unmatched.get(key)?.shift()
      if (oldIndex !== undefined) pair(index, oldIndex)
    }
  }
  if ([...before, ...after].every(isJsonScalar)) return partners
  for (const [index, oldIndex] of alignGaps(partners, usedIndexes, before.length, after.length))
    pair(index, oldIndex)
  return partners
}

const memberKey =
  (name: string) =>
  (item: Json): string | undefined => {
    const key = member(item, name)
    return typeof key === 'string' || typeof key === 'number' ? JSON.stringify(key) : undefined
  }

/** The keys that identify items, the most reliable first. */
const identityKeys: readonly ((item: Json) => string | undefined)[] = [
  canonicalJson,
  memberKey('id'),
  memberKey('baseID'),
  memberKey('name'),
]

/** Between two paired items, pairs the others by position if both lists have the same number of them. */
const alignGaps = (
  partners: ReadonlyMap<number, number>,
  usedIndexes: ReadonlySet<number>,
  before: number,
  after: number,
): readonly (readonly [number, number])[] => {
  const pairs: (readonly [number, number])[] = []
  for (let start = 0; start < after; start += 1) {
    if (partners.has(start)) continue
    let end = start
    while (end < after && !partners.has(end)) end += 1
    const from = start === 0 ? 0 : (partners.get(start - 1) ?? 0) + 1
    const to = end === after ? before : (partners.get(end) ?? 0)
    const free = Array.from({ length: Math.max(0, to - from) }, (_, step) => from + step)
    if (free.length === end - start && free.every((oldIndex) => !usedIndexes.has(oldIndex)))
      pairs.push(...free.map((oldIndex, step) => [start + step, oldIndex] as const))
    start = end
  }
  return pairs
}
