// Decides whether a change in Statsig restricts users, so that a plan does not undo it without `--overwrite`.

import { isJsonArray, isJsonObject, type Json, member } from '../../core/json.ts'
import { join, overlaps, type Pointer, segments } from '../../core/pointer.ts'
import type { Field } from '../../fields/field.ts'
import { lastField, resolveFieldPath } from '../../fields/field-paths.ts'
import { asList, canonicalJson } from '../../fields/normalize.ts'
import { type Kind, rootFieldOf } from '../../kinds/kind.ts'
import type { RestrictiveDirection } from '../../kinds/restrictive-direction.ts'

/** A whole item of a keyed list or set: live state lacks it (`removed`), or only live state has it (`added`). */
export type ItemChange = 'added' | 'removed'

/**
 * Whether the change from the value of the file to the live value takes users away from something. `pattern` has `*` for
 * items of lists. With `item`, the values are the item on the side that has it.
 */
export const isRestrictive = (
  kind: Kind,
  pattern: Pointer,
  fileValue: Json | undefined,
  live: Json | undefined,
  item?: ItemChange,
): boolean =>
  Object.entries(kind.restrictive ?? {}).some(([place, direction]) => {
    const [at, ruleSegments] = [segments(pattern), segments(place)]
    if (!overlaps(at, ruleSegments, { numbers: 'any' })) return false
    if (direction === 'any' && at.length >= ruleSegments.length) return true
    if (item !== undefined)
      // The pattern of an item may be that of its list or of its items.
      return (
        (at.length === ruleSegments.length || isItemOf(at, ruleSegments)) &&
        isRestrictiveItem(kind, place, direction, fileValue ?? live, item)
      )
    return (
      at.length <= ruleSegments.length &&
      pairValues(fileValue, live, ruleSegments.slice(at.length)).some(([ours, theirs]) =>
        isRestrictiveValue(kind, place, direction, ours, theirs),
      )
    )
  })

const isWildcard = (segment: string): boolean => /^(\*|\d+)$/.test(segment)

const isItemOf = (at: readonly string[], list: readonly string[]): boolean =>
  at.length === list.length + 1 && isWildcard(at.at(-1) ?? '')

const isRestrictiveValue = (
  kind: Kind,
  place: Pointer,
  direction: RestrictiveDirection,
  fileValue: Json | undefined,
  live: Json | undefined,
): boolean => {
  const field = fieldAtPattern(kind, place)
  const [ours = field?.default, theirs = field?.default] = [fileValue, live]
  switch (direction) {
    case 'any':
      return !isEqualValue(field, ours, theirs)
    case 'off':
    case 'on':
      if (field?.shape === 'choice') return !isEqualValue(field, ours, theirs)
      return direction === 'off'
        ? isTruthy(ours) && !isTruthy(theirs)
        : !isTruthy(ours) && isTruthy(theirs)
    case 'lower':
    case 'higher':
      if (typeof ours !== 'number' || typeof theirs !== 'number') return false
      return direction === 'lower' ? theirs < ours : theirs > ours
    case 'fewer':
    case 'more': {
      const removesUsers = itemsNotIn(ours, theirs).some((each) =>
        isRestrictiveItem(kind, place, direction, each, 'removed'),
      )
      return (
        removesUsers ||
        itemsNotIn(theirs, ours).some((each) =>
          isRestrictiveItem(kind, place, direction, each, 'added'),
        )
      )
    }
  }
}

const isTruthy = (value: Json | undefined): boolean => Boolean(value)

const isEqualValue = (
  field: Field | undefined,
  a: Json | undefined,
  b: Json | undefined,
): boolean => canonicalJson(emptyAsNull(field, a)) === canonicalJson(emptyAsNull(field, b))

/** An absent value and an empty list are equal, unless the empty list is a value of its own. */
const emptyAsNull = (field: Field | undefined, value: Json | undefined): Json => {
  const isNothing = isJsonArray(value) && value.length === 0 && !field?.emptyIsValue
  return value === undefined || isNothing ? null : value
}

const isRestrictiveItem = (
  kind: Kind,
  list: Pointer,
  direction: RestrictiveDirection,
  item: Json | undefined,
  side: ItemChange,
): boolean => {
  switch (direction) {
    case 'fewer':
      return side === 'removed' ? !hasZeroShares(kind, list, item) : hasZeroShares(kind, list, item)
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

/** Whether all shares of an item are zero. An item without shares includes users. */
const hasZeroShares = (kind: Kind, list: Pointer, item: Json | undefined): boolean => {
  const shares = sharesOf(kind, list, item)
  return shares.length > 0 && shares.every((share) => share === 0)
}

/** Whether all users whom an item concerns are in it. */
export const hasAllUsers = (kind: Kind, list: Pointer, item: Json | undefined): boolean =>
  sharesOf(kind, list, item).every((share) => share === 100)

const sharesOf = (
  kind: Kind,
  list: Pointer,
  item: Json | undefined,
): readonly (Json | undefined)[] =>
  Object.entries(kind.restrictive ?? {}).flatMap(([place, direction]) => {
    const name = segments(place).at(-1) ?? ''
    return direction === 'lower' && place === join(join(list, '*'), name)
      ? [member(item, name) ?? fieldAtPattern(kind, place)?.default]
      : []
  })

const fieldAtPattern = (kind: Kind, place: Pointer) => {
  const found = resolveFieldPath(
    rootFieldOf(kind),
    segments(place).filter((segment) => segment !== '*'),
  )
  return 'place' in found ? lastField(found.place) : undefined
}

/** The items of one list that the other does not have. */
const itemsNotIn = (list: Json | undefined, other: Json | undefined): readonly Json[] => {
  const known = new Set(asList(other).map(itemKey))
  return asList(list).filter((item) => !known.has(itemKey(item)))
}

/** The key of an item: its name or id, otherwise the whole item. */
const itemKey = (item: Json): string => {
  const key = member(item, 'name') ?? member(item, 'id') ?? item
  return isJsonObject(key) || isJsonArray(key) ? canonicalJson(key) : String(key)
}

/** The pairs of values at a path, paired by key in lists. */
const pairValues = (
  fileValue: Json | undefined,
  live: Json | undefined,
  [first, ...rest]: readonly string[],
): readonly (readonly [Json | undefined, Json | undefined])[] => {
  if (first === undefined) return [[fileValue, live]]
  if (first !== '*') return pairValues(member(fileValue, first), member(live, first), rest)
  const theirs = new Map(asList(live).map((item) => [itemKey(item), item]))
  return asList(fileValue).flatMap((item) => {
    const pair = theirs.get(itemKey(item))
    return pair === undefined ? [] : pairValues(item, pair, rest)
  })
}
