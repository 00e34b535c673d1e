// Builds the request value for a wanted value. Statsig replaces lists and records as a whole, so live members that the
// file leaves out, and members without a field, are sent back unchanged.
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts'
import { type Field, type Fields, fieldsOf } from './field.ts'
import { pairItems } from './list-pairs.ts'
import { isKnownVariant, isSameVariant } from './managed-part.ts'
import {
  asList,
  canonicalText,
  normalizeValue,
  type ResolveName,
  unfoldListForm,
  unwrapText,
} from './normalize.ts'
import type { ItemField, ReferenceForm } from './reference-form.ts'
import { variableName } from './secret.ts'

export interface RequestValueContext {
  readonly resolveName: ResolveName
  /**
   * The id for a reference that Statsig takes by id. The text itself where Statsig shows no id. With `by`, the text may
   * also be a display name.
   */
  readonly resolveId: (kind: string, text: string, by?: 'name') => string
  /** The display name of the resource that a reference means. */
  readonly resolveDisplayName: (kind: string, text: string) => string
  /** What requests send for an item in a list of the same resource. */
  readonly resolveItem: (field: ItemField, text: string) => string
  /** The form of references that have two. */
  readonly form: ReferenceForm
  /** The value of an environment variable. Throws where it is not set. */
  readonly readSecret: (name: string) => string
}

/** The value to send for a field whose live value is `live`. `undefined` leaves the key out. */
export const toRequestValue = (
  field: Field,
  live: Json | undefined,
  wanted: Json,
  context: RequestValueContext,
): Json | undefined => {
  switch (field.shape) {
    case 'text':
      // Statsig takes a text wherever it takes a number, and does not take both in one list.
      return field.numeric && typeof wanted === 'number'
        ? String(wanted)
        : unwrapText(field, wanted)
    case 'number':
    case 'flag':
    case 'choice':
    case 'opaque':
      return wanted
    case 'ref':
      if (typeof wanted !== 'string' || wanted === '') return wanted
      if (field.by === 'id') return context.resolveId(field.to, wanted)
      if (field.by !== 'id-or-name') return wanted
      return context.form === 'other' && field.mayTakeName
        ? context.resolveDisplayName(field.to, wanted)
        : context.resolveId(field.to, wanted, 'name')
    case 'item':
      return typeof wanted === 'string' ? context.resolveItem(field, wanted) : wanted
    case 'set':
    case 'list': {
      if (!Array.isArray(wanted)) return wanted
      const [liveItems, wantedItems] = [asList(live), asList(wanted)]
      const pairs = pairItems(field, liveItems, wantedItems, context.resolveName)
      const requestValues = wantedItems.map((item, index) => {
        const pair = pairs.get(index)
        return (
          toRequestValue(
            field.of,
            pair === undefined ? undefined : liveItems[pair],
            item,
            context,
          ) ?? item
        )
      })
      if (field.shape !== 'set' || !field.keepUnlisted) return requestValues
      const requestValueByLive = new Map(
        [...pairs].map(([index, liveIndex]) => [liveIndex, requestValues[index]]),
      )
      // Live items keep their position, since the console shows them in this order.
      return [
        ...liveItems.map((item, index) => requestValueByLive.get(index) ?? item),
        ...requestValues.filter((_, index) => !pairs.has(index)),
      ]
    }
    case 'record':
    case 'variant':
      if (!isJsonObject(wanted) || !isKnownVariant(field, wanted)) return wanted
      return field.shape === 'record' && field.secret
        ? context.readSecret(variableName(wanted))
        : toRequestRecord(field, live, wanted, context)
  }
}

const toRequestRecord = (
  field: Extract<Field, { shape: 'record' | 'variant' }>,
  live: Json | undefined,
  wanted: JsonObject,
  context: RequestValueContext,
): JsonObject => {
  const fields = fieldsOf(field, wanted)
  const liveMembers =
    isJsonObject(live) && isSameVariant(field, live, wanted) ? unfoldListForm(field, live) : {}
  const readOnly = (field.shape === 'record' && field.readOnly) || []
  const unknown = Object.entries(liveMembers).filter(
    ([name]) => !Object.hasOwn(fields, name) && !readOnly.includes(name),
  )
  const known = Object.entries(fields).flatMap(([name, inner]) => {
    const value = isOtherAlternative(field, name, wanted)
      ? undefined
      : memberRequestValue(inner, liveMembers[name], wanted[name], context)
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries([...known, ...unknown])
}

/** Of two alternative members, only the one in the file is sent. */
const isOtherAlternative = (field: Field, name: string, wanted: JsonObject): boolean => {
  if (field.shape !== 'record') return false
  const alternatives = field.alternatives?.find((pair) => pair.includes(name))
  if (
    alternatives &&
    !Object.hasOwn(wanted, name) &&
    alternatives.some((each) => Object.hasOwn(wanted, each))
  )
    return true
  if (field.listForm === undefined) return false
  const { list, members } = field.listForm
  const uses = (names: readonly string[]) => names.some((each) => Object.hasOwn(wanted, each))
  return (name === list && uses(members)) || (members.includes(name) && uses([list]))
}

/** A member that the file leaves out is reset to its default. Without a default, its live value is sent. */
const memberRequestValue = (
  field: Field,
  live: Json | undefined,
  wanted: Json | undefined,
  context: RequestValueContext,
): Json | undefined => {
  if (field.sentIn === 'match-only') return live ?? undefined
  if (wanted !== undefined && wanted !== null) return toRequestValue(field, live, wanted, context)
  // Statsig does not take `null` for every nullable member. Its default means the same.
  if (wanted === null && field.nullable) return field.default ?? null
  const absent = emptyValue(field)
  if (field.resetWhenOmitted && absent !== undefined) return absent
  if (live === undefined || live === null) return undefined
  if (absent === undefined) return live
  const isEmptyChoice = field.shape === 'choice' && absent === ''
  return isEmptyChoice || canonicalText(field, live, context.resolveName) === ''
    ? undefined
    : absent
}

/** The value to send for an absent value. `undefined` where only leaving the key out means absence. */
const emptyValue = (field: Field): Json | undefined =>
  field.default !== undefined
    ? field.default
    : (field.shape === 'set' || field.shape === 'list') && !field.emptyIsValue
      ? []
      : undefined

/** The live top-level value to send in an update of all keys. `undefined` where there is no value to keep. */
export const keepLiveValue = (
  field: Field,
  live: Json | undefined,
  context: RequestValueContext,
): Json | undefined => {
  if (live === undefined || live === null || field.writeOnly === true) return undefined
  switch (field.shape) {
    case 'record':
    case 'variant': {
      const value = isJsonObject(live)
        ? toRequestRecord(
            field,
            live,
            declarableMembers(field, unfoldListForm(field, live)),
            context,
          )
        : live
      return isJsonObject(value) && Object.keys(value).length === 0 ? undefined : value
    }
    case 'set':
    case 'list':
      return normalizeValue(field, live, context.resolveName) === undefined
        ? []
        : asList(live).map((item) => unwrapText(field.of, item))
    case 'text':
    case 'number':
    case 'flag':
    case 'choice':
    case 'ref':
    case 'item':
    case 'opaque':
      return normalizeValue(field, live, context.resolveName) === undefined && live === ''
        ? undefined
        : live
  }
}

/** The live members that a file could have. */
const declarableMembers = (field: Field, live: JsonObject): JsonObject => {
  const fields: Fields = fieldsOf(field, live)
  return Object.fromEntries(
    Object.entries(live).filter(([name, value]) => Object.hasOwn(fields, name) && value !== null),
  )
}
