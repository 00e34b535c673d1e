// The part of a live value that a file can be held against.
import { isList, isMembers, type Json, type Members } from '../json.ts'
import { type Field, type Fields, fieldsOf } from './field.ts'
import { pairsIn } from './list-pairs.ts'
import { type Canonical, isCompared, unfolded } from './normalize.ts'

/** The live value without the members of records that are not ours. */
export const masked = (
  field: Field,
  live: Json | undefined,
  wanted: Json | undefined,
  names: Canonical,
): Json | undefined => {
  switch (field.shape) {
    case 'record':
    case 'variant':
      return isMembers(live) && isMembers(wanted) && isKnownCase(field, live, wanted)
        ? maskedRecord(
            fieldsOf(field, wanted),
            unfolded(field, live),
            unfolded(field, wanted),
            names,
          )
        : live
    case 'set':
    case 'list': {
      if (!isList(live) || !isList(wanted)) return live
      const pairs = pairsIn(field, live, wanted, names)
      const partner = new Map([...pairs].map(([ours, theirs]) => [theirs, wanted[ours]]))
      const areOthersOurs = !(field.shape === 'set' && field.kept)
      return live.flatMap((item, index) =>
        areOthersOurs || partner.has(index)
          ? [masked(field.of, item, partner.get(index), names) ?? null]
          : [],
      )
    }
    case 'text':
    case 'number':
    case 'flag':
    case 'choice':
    case 'ref':
    case 'item':
    case 'opaque':
      return live
  }
}

const maskedRecord = (fields: Fields, live: Members, wanted: Members, names: Canonical): Members =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, inner]) =>
      isOurs(inner, name, wanted) && live[name] !== undefined
        ? [[name, masked(inner, live[name], wanted[name], names) ?? null]]
        : [],
    ),
  )

/** Inside a record: mentioned, or left out where we know what that means. */
export const isOurs = (field: Field, name: string, wanted: Members): boolean =>
  isCompared(field) &&
  (Object.hasOwn(wanted, name) ||
    field.default !== undefined ||
    field.shape === 'set' ||
    field.shape === 'list')

/** Of a case that no field names, nothing is known: the file is the whole truth. */
const isKnownCase = (field: Field, live: Members, wanted: Members): boolean =>
  sameCase(field, live, wanted) && isNamed(field, wanted)

/** Whether the fields of a record-like value are known. */
export const isNamed = (field: Field, value: Members): boolean =>
  field.shape !== 'variant' || Object.hasOwn(field.cases, String(value[field.tag]))

export const sameCase = (field: Field, live: Members, wanted: Members): boolean =>
  field.shape !== 'variant' || live[field.tag] === wanted[field.tag]
