// Reduces a live value to the part that the file manages, so that both can be compared.
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../core/json.ts'
import { type Field, type Fields, fieldsOf } from './field.ts'
import { pairItems } from './list-pairs.ts'
import { isCompared, type ResolveName, unfoldListForm } from './normalize.ts'

/** The live value without the members of records that the file does not manage. */
export const managedPart = (
  field: Field,
  live: Json | undefined,
  wanted: Json | undefined,
  resolveName: ResolveName,
): Json | undefined => {
  switch (field.shape) {
    case 'record':
    case 'variant':
      return isJsonObject(live) && isJsonObject(wanted) && isComparableVariant(field, live, wanted)
        ? managedRecord(
            fieldsOf(field, wanted),
            unfoldListForm(field, live),
            unfoldListForm(field, wanted),
            resolveName,
          )
        : live
    case 'set':
    case 'list': {
      if (!isJsonArray(live) || !isJsonArray(wanted)) return live
      const pairs = pairItems(field, live, wanted, resolveName)
      const wantedByLive = new Map(
        [...pairs].map(([wantedIndex, liveIndex]) => [liveIndex, wanted[wantedIndex]]),
      )
      const areUnlistedManaged = !(field.shape === 'set' && field.keepUnlisted)
      return live.flatMap((item, index) =>
        areUnlistedManaged || wantedByLive.has(index)
          ? [managedPart(field.of, item, wantedByLive.get(index), resolveName) ?? null]
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

const managedRecord = (
  fields: Fields,
  live: JsonObject,
  wanted: JsonObject,
  resolveName: ResolveName,
): JsonObject =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, inner]) =>
      isManaged(inner, name, wanted) && live[name] !== undefined
        ? [[name, managedPart(inner, live[name], wanted[name], resolveName) ?? null]]
        : [],
    ),
  )

/** Whether a member of a record is managed: the file has it, or its absence has a defined meaning. */
export const isManaged = (field: Field, name: string, wanted: JsonObject): boolean =>
  isCompared(field) &&
  (Object.hasOwn(wanted, name) ||
    field.default !== undefined ||
    field.shape === 'set' ||
    field.shape === 'list')

/** A case without known fields is compared as a whole. */
const isComparableVariant = (field: Field, live: JsonObject, wanted: JsonObject): boolean =>
  isSameVariant(field, live, wanted) && isKnownVariant(field, wanted)

/** Whether the fields of a record-like value are known. */
export const isKnownVariant = (field: Field, value: JsonObject): boolean =>
  field.shape !== 'variant' || Object.hasOwn(field.cases, String(value[field.tag]))

export const isSameVariant = (field: Field, live: JsonObject, wanted: JsonObject): boolean =>
  field.shape !== 'variant' || live[field.tag] === wanted[field.tag]
