// Fold: where a live value and a wanted one differ. A top-level member that the file does not mention is not ours;
// inside a record a member left out is the default where we know it, and otherwise not ours either.
import { isMembers, type Json, type Members } from '../../json.ts'
import { join } from '../../pointer.ts'
import { countsOf } from '../change-counts.ts'
import type { Difference, Place } from '../difference.ts'
import { type Field, type Fields, fieldsOf } from '../field.ts'
import { isSameItem, itemIds, itemNamer, itemsRenamed, nameOfItem } from '../item-references.ts'
import { isKeyed } from '../list-pairs.ts'
import { isOurs, masked, sameCase } from '../managed-part.ts'
import type { Frozen } from '../mutability.ts'
import {
  type Canonical,
  isCompared,
  isShown,
  listed,
  normal,
  spelling,
  unfolded,
} from '../normalize.ts'
import { inList } from './lists.ts'

/** The differences that would turn the live members into the wanted ones, top-level members the file mentions only. */
export const differencesBetween = (
  fields: Fields,
  live: Members,
  wanted: Members,
  names: Canonical,
): readonly Difference[] =>
  Object.entries(fields).flatMap(([name, field]) => {
    if (!Object.hasOwn(wanted, name) || !isCompared(field) || !isShown(field, live[name])) return []
    const place = { pointer: join('', name), pattern: join('', name), label: name }
    if (field.apart) {
      const called = itemNamer(fields, live, wanted, names)
      const [theirs, ours] = [live, wanted].map((side) => itemsRenamed(field, side[name], called))
      return between(field, theirs, ours, place, names)
    }
    if (field.shape !== 'item') return between(field, live[name], wanted[name], place, names)
    const ids = itemIds(fields, field.list, live, wanted, names)
    const [before, after] = [live[name], wanted[name]]
    return isSameItem(ids, before, after)
      ? []
      : leaf(field, nameOfItem(ids, before), nameOfItem(ids, after), place)
  })

const between = (
  field: Field,
  live: Json | undefined,
  wanted: Json | undefined,
  place: Place,
  names: Canonical,
): readonly Difference[] => {
  if (spelling(field, masked(field, live, wanted, names), names) === spelling(field, wanted, names))
    return []
  if (field.shape === 'record' || field.shape === 'variant') {
    if (isMembers(live) && isMembers(wanted) && sameCase(field, live, wanted))
      return inRecord(
        fieldsOf(field, wanted),
        unfolded(field, live),
        unfolded(field, wanted),
        place,
        names,
      )
  }
  if ((field.shape === 'list' || field.shape === 'set') && isKeyed(field))
    return inList(field, listed(live), listed(wanted), place, names, between)
  return leaf(field, normal(field, live, names), normal(field, wanted, names), place)
}

const leaf = (
  field: Field,
  before: Json | undefined,
  after: Json | undefined,
  { label, pattern, pointer }: Place,
): readonly Difference[] => {
  const isLong = field.shape === 'text' && field.long === true
  const frozen = field.frozen && !mayStill(field.frozen, before, after) ? field.frozen : undefined
  const counts = countsOf(field, label, before, after)
  const values = {
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    ...(isLong && { long: true as const }),
  }
  return [
    {
      edit: { pointer, label, ...(counts ? { counts } : values) },
      pattern,
      ...(frozen && { frozen }),
    },
  ]
}

const mayStill = ({ may }: Frozen, before: Json | undefined, after: Json | undefined): boolean =>
  may === 'rise' && typeof before === 'number' && typeof after === 'number' && after > before

const inRecord = (
  fields: Fields,
  live: Members,
  wanted: Members,
  place: Place,
  names: Canonical,
): readonly Difference[] =>
  Object.entries(fields).flatMap(([name, field]) =>
    isOurs(field, name, wanted) && isShown(field, live[name])
      ? between(
          field,
          live[name],
          wanted[name],
          {
            pointer: join(place.pointer, name),
            pattern: join(place.pattern, name),
            label: `${place.label}.${name}`,
          },
          names,
        )
      : [],
  )
