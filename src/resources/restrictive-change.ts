// Whether somebody at the console was careful: what takes users away from something is not undone by the way.

import { fieldIn, placeOf } from '../fields/field-paths.ts'
import { listed, textOf } from '../fields/normalize.ts'
import { isList, isMembers, type Json, member } from '../json.ts'
import { type Kind, rootOf } from '../kinds/kind.ts'
import type { Safer } from '../kinds/restrictive-direction.ts'
import { join, overlaps, type Pointer, segments } from '../pointer.ts'

/** A whole item of a keyed list or set: `removed`: live lacks it, `added`: live alone has it. */
export type ItemSide = 'added' | 'removed'

/**
 * Whether a change from what a file says to what is live takes users away from something. `pattern` has `*` for items
 * of lists; with `item` the values are the item, on the side that has it.
 */
export const isProtective = (
  kind: Kind,
  pattern: Pointer,
  said: Json | undefined,
  live: Json | undefined,
  item?: ItemSide,
): boolean =>
  Object.entries(kind.safer ?? {}).some(([place, word]) => {
    const [at, of] = [segments(pattern), segments(place)]
    if (!overlaps(at, of, { numbers: 'any' })) return false
    if (word === 'any' && at.length >= of.length) return true
    if (item !== undefined)
      // An item may be called by its list, or as one of its items.
      return (
        (at.length === of.length || isItemOf(at, of)) &&
        byItem(kind, place, word, said ?? live, item)
      )
    return (
      at.length <= of.length &&
      pairsIn(said, live, of.slice(at.length)).some(([ours, theirs]) =>
        isSafer(kind, place, word, ours, theirs),
      )
    )
  })

const isAny = (segment: string): boolean => /^(\*|\d+)$/.test(segment)

const isItemOf = (at: readonly string[], list: readonly string[]): boolean =>
  at.length === list.length + 1 && isAny(at.at(-1) ?? '')

const isSafer = (
  kind: Kind,
  place: Pointer,
  word: Safer,
  said: Json | undefined,
  live: Json | undefined,
): boolean => {
  const field = fieldOf(kind, place)
  const [ours = field?.default, theirs = field?.default] = [said, live]
  switch (word) {
    case 'any':
      return !isSame(ours, theirs)
    case 'off':
    case 'on':
      if (field?.shape === 'choice') return !isSame(ours, theirs)
      return word === 'off' ? isOn(ours) && !isOn(theirs) : !isOn(ours) && isOn(theirs)
    case 'lower':
    case 'higher':
      if (typeof ours !== 'number' || typeof theirs !== 'number') return false
      return word === 'lower' ? theirs < ours : theirs > ours
    case 'fewer':
    case 'more': {
      const gone = without(ours, theirs).some((each) => byItem(kind, place, word, each, 'removed'))
      return gone || without(theirs, ours).some((each) => byItem(kind, place, word, each, 'added'))
    }
  }
}

const isOn = (value: Json | undefined): boolean => Boolean(value)

const isSame = (a: Json | undefined, b: Json | undefined): boolean =>
  textOf(filled(a)) === textOf(filled(b))

/** Nothing, and a list of nothing, are the same. */
const filled = (value: Json | undefined): Json =>
  value === undefined || (isList(value) && value.length === 0) ? null : value

const byItem = (
  kind: Kind,
  list: Pointer,
  word: Safer,
  item: Json | undefined,
  side: ItemSide,
): boolean => {
  switch (word) {
    case 'fewer':
      return side === 'removed' ? !letsNobodyIn(kind, list, item) : letsNobodyIn(kind, list, item)
    case 'more':
      return side === 'added'
    case 'any':
      return true
    case 'off':
    case 'on':
    case 'lower':
    case 'higher':
      return false
  }
}

/** An item with a share of nothing. One that has no shares lets somebody in. */
const letsNobodyIn = (kind: Kind, list: Pointer, item: Json | undefined): boolean => {
  const shares = Object.entries(kind.safer ?? {}).flatMap(([place, word]) => {
    const name = segments(place).at(-1) ?? ''
    return word === 'lower' && place === join(join(list, '*'), name)
      ? [member(item, name) ?? fieldOf(kind, place)?.default]
      : []
  })
  return shares.length > 0 && shares.every((share) => share === 0)
}

const fieldOf = (kind: Kind, place: Pointer) => {
  const found = placeOf(
    rootOf(kind),
    segments(place).filter((segment) => segment !== '*'),
  )
  return 'place' in found ? fieldIn(found.place) : undefined
}

/** The items of one list that the other has not. */
const without = (list: Json | undefined, other: Json | undefined): readonly Json[] => {
  const known = new Set(listed(other).map(callOf))
  return listed(list).filter((item) => !known.has(callOf(item)))
}

/** What tells an item from others: its name or its id, else all of it. */
const callOf = (item: Json): string => {
  const called = member(item, 'name') ?? member(item, 'id') ?? item
  return isMembers(called) || isList(called) ? textOf(called) : String(called)
}

/** The values at a place in both, item by item where it leads through lists. */
const pairsIn = (
  said: Json | undefined,
  live: Json | undefined,
  [first, ...rest]: readonly string[],
): readonly (readonly [Json | undefined, Json | undefined])[] => {
  if (first === undefined) return [[said, live]]
  if (first !== '*') return pairsIn(member(said, first), member(live, first), rest)
  const theirs = new Map(listed(live).map((item) => [callOf(item), item]))
  return listed(said).flatMap((item) => {
    const pair = theirs.get(callOf(item))
    return pair === undefined ? [] : pairsIn(item, pair, rest)
  })
}
