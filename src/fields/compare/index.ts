// Finds where a live value and a wanted one differ. A top-level member that the file leaves out is not managed. Inside
// a record, a member that the file leaves out means its default, or is not managed where the field has no default.
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts'
import { join } from '../../core/pointer.ts'
import { countChanges } from '../change-counts.ts'
import type { Difference, DiffPlace } from '../difference.ts'
import { type Field, type Fields, fieldsOf } from '../field.ts'
import type { Immutability } from '../field-options.ts'
import { createItemNamer } from '../item-references.ts'
import { isKeyed } from '../list-pairs.ts'
import { isManaged, isSameVariant, managedPart } from '../managed-part.ts'
import {
  asList,
  canonicalText,
  isComparable,
  isCompared,
  isReadable,
  normalizeValue,
  type ResolveName,
  unfoldListForm,
} from '../normalize.ts'
import { type SpellingContext, spellSubResource } from '../sub-resource-spelling.ts'
import { compareLists } from './lists.ts'

/** The differences between live and wanted members, for the top-level members that the file has. */
export const differencesBetween = (
  fields: Fields,
  live: JsonObject,
  wanted: JsonObject,
  resolveName: ResolveName,
): readonly Difference[] => {
  const spelling = (): SpellingContext => ({
    owner: { ...wanted, ...live },
    itemText: createItemNamer(fields, live, wanted, resolveName),
  })
  return Object.entries(fields).flatMap(([name, field]) => {
    if (!Object.hasOwn(wanted, name) || !isCompared(field) || !isReadable(field, live[name]))
      return []
    if (!isComparable(field, live[name], wanted[name], resolveName)) return []
    const place = { pointer: join('', name), pattern: join('', name), label: name }
    // Items of a list are called as the file calls them.
    const sides = [live, wanted] as const
    const [liveValue, wantedValue] =
      field.subResource || field.shape === 'item'
        ? sides.map((side) => spellSubResource(field, side[name], spelling()))
        : sides.map((side) => side[name])
    return compareValues(field, liveValue, wantedValue, place, resolveName)
  })
}

const compareValues = (
  field: Field,
  live: Json | undefined,
  wanted: Json | undefined,
  place: DiffPlace,
  resolveName: ResolveName,
): readonly Difference[] => {
  if (
    canonicalText(field, managedPart(field, live, wanted, resolveName), resolveName) ===
    canonicalText(field, wanted, resolveName)
  )
    return []
  if (field.shape === 'record' || field.shape === 'variant') {
    if (isJsonObject(live) && isJsonObject(wanted) && isSameVariant(field, live, wanted))
      return compareRecords(
        fieldsOf(field, wanted),
        unfoldListForm(field, live),
        unfoldListForm(field, wanted),
        place,
        resolveName,
      )
  }
  if ((field.shape === 'list' || field.shape === 'set') && isKeyed(field))
    return compareLists(field, asList(live), asList(wanted), place, resolveName, compareValues)
  return valueDifference(
    field,
    normalizeValue(field, live, resolveName),
    normalizeValue(field, wanted, resolveName),
    place,
  )
}

const valueDifference = (
  field: Field,
  before: Json | undefined,
  after: Json | undefined,
  { label, pattern, pointer }: DiffPlace,
): readonly Difference[] => {
  const isLong = field.shape === 'text' && field.multiline === true
  const immutable =
    field.immutable && !isAllowedChange(field.immutable, before, after)
      ? field.immutable
      : undefined
  const counts = countChanges(field, label, before, after)
  const values = {
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    ...(isLong && { multiline: true as const }),
  }
  return [
    {
      edit: { pointer, label, ...(counts ? { counts } : values) },
      pattern,
      ...(immutable && { immutable }),
    },
  ]
}

const isAllowedChange = (
  { allows }: Immutability,
  before: Json | undefined,
  after: Json | undefined,
): boolean =>
  allows === 'increase' && typeof before === 'number' && typeof after === 'number' && after > before

const compareRecords = (
  fields: Fields,
  live: JsonObject,
  wanted: JsonObject,
  place: DiffPlace,
  resolveName: ResolveName,
): readonly Difference[] =>
  Object.entries(fields).flatMap(([name, field]) =>
    isManaged(field, name, wanted) && isReadable(field, live[name])
      ? compareValues(
          field,
          live[name],
          wanted[name],
          {
            pointer: join(place.pointer, name),
            pattern: join(place.pattern, name),
            label: `${place.label}.${name}`,
          },
          resolveName,
        )
      : [],
  )
