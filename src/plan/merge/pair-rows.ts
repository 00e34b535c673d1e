// Pairs the items of a list on its three sides. The base tells what each side has renamed, moved or replaced.

import { type Json, member } from '../../core/json.ts'
import { type ListField, pairItems } from '../../fields/list-pairs.ts'
import { managedPart } from '../../fields/managed-part.ts'
import type { IndexPairs } from '../../fields/match-items.ts'
import { canonicalText, type ResolveName } from '../../fields/normalize.ts'
import type { MergeRow, ThreeWayList } from './list-order.ts'
import type { MergeContext } from './model.ts'

/** Items of the file come first, then those of the base alone, and then those of live state alone. */
export const pairRows = (
  list: ThreeWayList,
  { resolveName }: Pick<MergeContext, 'resolveName'>,
): readonly MergeRow[] => {
  const { field, items } = list
  const { base = [], live, ours } = items
  const pairs: ThreeWayPairs = {
    toBase: pairItems(field, base, ours, resolveName),
    baseToLive: pairItems(field, live, base, resolveName),
    direct: pairItems(field, live, ours, resolveName),
    equal: pairEqualItems(list, resolveName),
  }
  const [taken, usedBase] = [new Set<number>(), new Set<number>()]
  const takeLive = (liveIndex: number | undefined) => {
    if (liveIndex === undefined || taken.has(liveIndex)) return {}
    taken.add(liveIndex)
    return { live: liveIndex }
  }
  const mine = ours.map((_, index): MergeRow => {
    const [inBase, viaBase] = [pairs.toBase.get(index), liveThroughBase(index, pairs)]
    const pairedLive = takeLive(findLive(index, list, pairs))
    const isSame =
      pairedLive.live === undefined || viaBase === undefined || viaBase === pairedLive.live
    if (inBase === undefined || !isSame) return { ours: index, ...pairedLive }
    usedBase.add(inBase)
    return { ours: index, base: inBase, ...pairedLive }
  })
  const baseOnly = base.flatMap((_, index): readonly MergeRow[] =>
    usedBase.has(index) ? [] : [{ base: index, ...takeLive(pairs.baseToLive.get(index)) }],
  )
  const theirs = live.flatMap((_, index): readonly MergeRow[] =>
    taken.has(index) ? [] : [{ live: index }],
  )
  return [...mine, ...baseOnly, ...theirs]
}

interface ThreeWayPairs {
  /** From the file to the base. */
  readonly toBase: IndexPairs
  readonly baseToLive: IndexPairs
  /** From the file to live state, as an update pairs them. */
  readonly direct: IndexPairs
  /** From the file to live items that differ in nothing: both sides have made the same change. */
  readonly equal: IndexPairs
}

const pairEqualItems = (
  { field, items: { live, ours } }: ThreeWayList,
  resolveName: ResolveName,
): IndexPairs => {
  const free = new Set(live.keys())
  return new Map(
    ours.flatMap((item, index) => {
      const text = canonicalText(field.of, item, resolveName)
      const found = [...free].find(
        (at) =>
          hasSameName(field, item, live[at]) &&
          canonicalText(
            field.of,
            managedPart(field.of, live[at], item, resolveName),
            resolveName,
          ) === text,
      )
      if (found === undefined) return []
      free.delete(found)
      return [[index, found] as const]
    }),
  )
}

const liveThroughBase = (index: number, { baseToLive, toBase }: ThreeWayPairs) => {
  const inBase = toBase.get(index)
  return inBase === undefined ? undefined : baseToLive.get(inBase)
}

/** An id in the file decides, then equality, then the base. Items that both sides have added are the same only by name. */
const findLive = (index: number, list: ThreeWayList, pairs: ThreeWayPairs): number | undefined => {
  const { field, items } = list
  const [item, found] = [items.ours[index], pairs.direct.get(index)]
  if (items.base === undefined) return found
  if (found !== undefined && hasSameId(field, item, items.live[found])) return found
  const equal = pairs.equal.get(index)
  if (equal !== undefined) return equal
  const paired = findNamesake(index, list, pairs) ?? liveThroughBase(index, pairs)
  if (paired !== undefined || found === undefined || belongsToAnother(found, pairs)) return paired
  return pairs.toBase.has(index) || hasSameName(field, item, items.live[found]) ? found : undefined
}

/** An item that live state has added under the name that the file gives to another one: both cannot stay. */
const findNamesake = (
  index: number,
  { field, items }: ThreeWayList,
  pairs: ThreeWayPairs,
): number | undefined => {
  const hasNameOf = (other: Json | undefined) => hasSameName(field, items.ours[index], other)
  const [inBase, viaBase] = [pairs.toBase.get(index), liveThroughBase(index, pairs)]
  const keepsLiveName =
    viaBase !== undefined &&
    (hasNameOf(items.live[viaBase]) || hasNameOf(items.base?.[inBase ?? -1]))
  if (keepsLiveName) return undefined
  const known = new Set(pairs.baseToLive.values())
  const namesake = items.live.findIndex((each, at) => !known.has(at) && hasNameOf(each))
  return namesake < 0 ? undefined : namesake
}

/** Whether a live item belongs to an item of the file by way of the base. */
const belongsToAnother = (liveIndex: number, { baseToLive, toBase }: ThreeWayPairs): boolean => {
  const inFile = new Set(toBase.values())
  return [...baseToLive].some(([inBase, found]) => found === liveIndex && inFile.has(inBase))
}

const hasSameId = (field: ListField, one: Json | undefined, other: Json | undefined): boolean =>
  field.shape === 'list' &&
  (field.match?.ids ?? []).some(
    (id) => typeof member(one, id) === 'string' && member(one, id) === member(other, id),
  )

const hasSameName = (field: ListField, one: Json | undefined, other: Json | undefined): boolean => {
  const key = field.shape === 'set' ? field.key : field.match?.name
  const name = key === undefined ? undefined : member(one, key)
  return key !== undefined && name !== undefined && name === member(other, key)
}
