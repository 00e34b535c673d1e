// Fold: what to send for a wanted value, so that nothing is lost that the file cannot see. Statsig replaces lists and
// records whole: members that the file leaves out, and members that no field names, go back as they came.
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { type Field, type Fields, fieldsOf } from './field.ts'
import { pairItems } from './list-pairs.ts'
import { isKnownVariant } from './managed-part.ts'
import {
  asList,
  canonicalText,
  normalizeValue,
  type ResolveName,
  unfoldListForm,
  unwrapText,
} from './normalize.ts'
import { variableName } from './secret.ts'

export interface RequestValueContext {
  readonly resolveName: ResolveName
  /** The id that Statsig wants for a reference by handle. The text itself where Statsig does not show any. */
  readonly resolveId: (kind: string, text: string) => string
  /** The name that people see, of what a reference means. */
  readonly resolveDisplayName: (kind: string, text: string) => string
  /** The id that Statsig wants for an item of a list of the same resource. */
  readonly resolveItemId: (list: string, text: string) => string
  /** The value of an environment variable. Throws where it is not set. */
  readonly readSecret: (name: string) => string
}

/** The value to send for a field whose live value is `live`; `undefined` means that the key is left out. */
export const toRequestValue = (
  field: Field,
  live: Json | undefined,
  wanted: Json,
  context: RequestValueContext,
): Json | undefined => {
  switch (field.shape) {
    case 'text':
      // Statsig takes texts wherever it takes numbers here, and never both in one list.
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
      return field.by === 'name' ? context.resolveDisplayName(field.to, wanted) : wanted
    case 'item':
      return typeof wanted === 'string' ? context.resolveItemId(field.list, wanted) : wanted
    case 'set':
    case 'list': {
      if (!Array.isArray(wanted)) return wanted
      const [theirs, ours] = [asList(live), asList(wanted)]
      const pairs = pairItems(field, theirs, ours, context.resolveName)
      const requestValues = ours.map((item, index) => {
        const pair = pairs.get(index)
        return (
          toRequestValue(field.of, pair === undefined ? undefined : theirs[pair], item, context) ??
          item
        )
      })
      if (field.shape !== 'set' || !field.keepUnlisted) return requestValues
      const requestValueByLive = new Map(
        [...pairs].map(([index, liveIndex]) => [liveIndex, requestValues[index]]),
      )
      // Each keeps its place: people see them in that order.
      return [
        ...theirs.map((item, index) => requestValueByLive.get(index) ?? item),
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

/** Of two spellings of the same, only the one that the file uses is sent. */
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

const isSameVariant = (field: Field, live: JsonObject, wanted: JsonObject): boolean =>
  field.shape !== 'variant' || live[field.tag] === wanted[field.tag]

/** A member that the file leaves out is reset where we know its default, and handed back otherwise. */
const memberRequestValue = (
  field: Field,
  live: Json | undefined,
  wanted: Json | undefined,
  context: RequestValueContext,
): Json | undefined => {
  if (field.sentIn === 'match-only') return live ?? undefined
  if (wanted !== undefined && wanted !== null) return toRequestValue(field, live, wanted, context)
  // Not every member that a file may clear with `null` takes it: a default means the same.
  if (wanted === null && field.nullable) return field.default ?? null
  const absent = emptyValue(field)
  if (field.resetWhenOmitted && absent !== undefined) return absent
  if (live === undefined || live === null) return undefined
  if (absent === undefined) return live
  const isNothing = field.shape === 'choice' && absent === ''
  return isNothing || canonicalText(field, live, context.resolveName) === '' ? undefined : absent
}

/** What to send so that nothing is there. A choice of nothing has no spelling but to be left out. */
const emptyValue = (field: Field): Json | undefined =>
  field.default !== undefined
    ? field.default
    : field.shape === 'set' || field.shape === 'list'
      ? []
      : undefined

/** A live top-level value to hand back in an update that carries every key; `undefined` where there is nothing to keep. */
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

/** The live members that a file could have named. */
const declarableMembers = (field: Field, live: JsonObject): JsonObject => {
  const fields: Fields = fieldsOf(field, live)
  return Object.fromEntries(
    Object.entries(live).filter(([name, value]) => Object.hasOwn(fields, name) && value !== null),
  )
}
