// Finds what one edit does: by the direction in which its field restricts users, else by the effect of the field.
import type { Json, JsonObject } from '../../core/json.ts'
import { join, type Pointer, placesOf, segments, toPattern, valueAt } from '../../core/pointer.ts'
import type { Edit } from '../../fields/difference.ts'
import { asList, canonicalJson } from '../../fields/normalize.ts'
import type { FieldEffect } from '../../kinds/field-effect.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { EffectType } from '../../reasons/effect.ts'
import { hasAllUsers, type ItemChange, isRestrictive } from './restrictive-change.ts'

export interface Sides {
  readonly before: JsonObject
  readonly after: JsonObject
}

export const editEffect = (kind: Kind, edit: Edit, sides: Sides): EffectType => {
  const { effect, isExact } = findFieldEffect(kind, edit.pointer)
  switch (effect) {
    case 'any-of':
      return isExact ? setEffect(edit, 'gains', 'loses') : 'gains-and-loses'
    case 'all-of':
      return isExact ? setEffect(edit, 'loses', 'gains') : 'gains-and-loses'
    case 'label':
    case 'changes-values':
    case 'reassigns':
    case 'gains-and-loses':
    case 'changes-access':
    case 'changes-measurement':
    case 'preserves':
    case 'unknown':
      return directedEffect(kind, edit, sides) ?? effect
  }
}

interface FieldEffectMatch {
  readonly effect: FieldEffect
  /** The kind names the place itself, and not a place above it. */
  readonly isExact: boolean
}

/** The effect of the longest pointer that is the place of the edit or leads to it. */
const findFieldEffect = (kind: Kind, pointer: Pointer): FieldEffectMatch => {
  const at = segments(pointer)
  const [longest] = Object.entries(kind.effects)
    .map(([place, effect]) => ({ path: segments(place), effect }))
    .filter(({ path }) => path.length <= at.length && path.every((each, i) => matches(each, at[i])))
    .toSorted((one, other) => other.path.length - one.path.length)
  return longest === undefined
    ? { effect: 'unknown', isExact: false }
    : { effect: longest.effect, isExact: longest.path.length === at.length }
}

const matches = (pattern: string, segment: string | undefined): boolean =>
  pattern === segment || (pattern === '*' && /^(\*|\d+)$/.test(segment ?? ''))

/** A set of which one value must match, or a list of which all must hold, by what was added to it. */
const setEffect = ({ after, before }: Edit, added: EffectType, removed: EffectType): EffectType => {
  const isAbsent = (value: Json | undefined) => value === undefined || value === null
  // In normal form, a list is empty only where that differs from its absence: an absent one matches all users.
  if (isAbsent(before)) return 'loses'
  if (isAbsent(after)) return 'gains'
  const [live, wanted] = [before, after].map((side) => new Set(asList(side).map(canonicalJson)))
  if (live === undefined || wanted === undefined) return 'gains-and-loses'
  if ([...live].every((each) => wanted.has(each))) return added
  if ([...wanted].every((each) => live.has(each))) return removed
  return 'gains-and-loses'
}

/** Absent where no direction of the kind says anything about the edit. */
const directedEffect = (kind: Kind, edit: Edit, sides: Sides): EffectType | undefined => {
  if (kind.restrictive === undefined) return undefined
  if (edit.item === 'order') return orderEffect(kind, edit)
  const { pointer, item } = edit
  const [forward, backward] = edit.counts
    ? [edit.counts.removed > 0 ? ['gone'] : [], edit.counts.added > 0 ? ['new'] : []]
    : [edit.before, edit.after]
  const opposite: ItemChange | undefined = item && (item === 'added' ? 'removed' : 'added')
  const loses = isRestrictive(kind, pointer, forward, backward, item)
  const gains = isRestrictive(kind, pointer, backward, forward, opposite)
  if (!loses && !gains) return undefined
  if (item !== undefined) return itemEffect(kind, edit, item, gains, sides)
  if (loses && gains) return 'gains-and-loses'
  const isSwitch = kind.restrictive[pointer] === 'off'
  if (loses) return isSwitch ? 'switches-off' : 'loses'
  return isSwitch ? 'switches-on' : 'gains'
}

const orderEffect = (kind: Kind, { pointer }: Edit): EffectType | undefined =>
  kind.restrictive?.[toPattern(pointer)] === undefined ? undefined : 'gains-and-loses'

/** An item of rules takes its users from the rules below it, and gives them back when it goes. */
const itemEffect = (
  kind: Kind,
  edit: Edit,
  item: ItemChange,
  gains: boolean,
  { after, before }: Sides,
): EffectType => {
  const plain = gains ? 'gains' : 'loses'
  const [value, side] = item === 'added' ? [edit.after, after] : [edit.before, before]
  const list = listOf(kind, edit.pointer)
  if (list === undefined || !hasItemsBelow(side, list, value)) return plain
  // A rule with 0 or 100 per cent moves users in one direction.
  const isOneWay =
    plain === (item === 'added' ? 'loses' : 'gains') || hasAllUsers(kind, list, value)
  return isOneWay && !hasValues(kind, list) ? plain : 'gains-and-loses'
}

/** The list of rules that the edit adds an item to or removes one from. */
const listOf = (kind: Kind, pointer: Pointer): Pointer | undefined => {
  const pattern = toPattern(pointer)
  return Object.entries(kind.restrictive ?? {}).find(
    ([place, direction]) =>
      direction === 'fewer' && (pattern === place || pattern === join(place, '*')),
  )?.[0]
}

const hasItemsBelow = (members: JsonObject, list: Pointer, item: Json | undefined): boolean => {
  const text = canonicalJson(item ?? null)
  return placesOf(members, list).some((place) => {
    const items = asList(valueAt(members, place))
    const index = items.findIndex((each) => canonicalJson(each) === text)
    return index >= 0 && index < items.length - 1
  })
}

/** Whether users of one item get other values than users of another. */
const hasValues = ({ effects }: Kind, list: Pointer): boolean =>
  Object.entries(effects).some(
    ([place, effect]) => effect === 'changes-values' && place.startsWith(join(join(list, '*'), '')),
  )
