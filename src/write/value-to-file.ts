// Converts a live value to the value of a file. Omitted members have the same meaning when the file is read again.

import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../core/json.ts'
import { type Field, fieldsOf } from '../fields/field.ts'
import { isKnownVariant } from '../fields/managed-part.ts'
import {
  asList,
  isComparable,
  isCompared,
  normalizeValue,
  type ResolveName,
  unfoldListForm,
  unwrapText,
} from '../fields/normalize.ts'

export interface ReferenceNaming {
  readonly canonical: ResolveName
  /** The name or id that a file uses for a referenced resource. */
  readonly reference: ResolveName
}

/** The members of a record in the order of its fields, without those that equal absence. */
export const toFileMembers = (
  field: Field,
  live: JsonObject,
  naming: ReferenceNaming,
): JsonObject => {
  const normalizedLive = unfoldListForm(field, live)
  const unused = unusedAlternatives(
    field.shape === 'record' ? (field.alternatives ?? []) : [],
    normalizedLive,
  )
  return Object.fromEntries(
    Object.entries(fieldsOf(field, live)).flatMap(([name, inner]) => {
      const fileValue = unused.has(name)
        ? undefined
        : toFileMember(inner, member(normalizedLive, name), naming)
      return fileValue === undefined ? [] : [[name, fileValue] as const]
    }),
  )
}

const toFileMember = (
  field: Field,
  live: Json | undefined,
  naming: ReferenceNaming,
): Json | undefined => {
  // Statsig never returns the field and requires it: the value is unknown and is not compared.
  if (field.writeOnly === true && field.required && field.shape === 'text')
    return typeof live === 'string' ? live : ''
  if (live === undefined || !isCompared(field) || isServerDefault(field, live)) return undefined
  if (field.shape === 'ref' && !isComparable(field, live, live, naming.canonical)) return undefined
  const isAbsent = normalizeValue(field, live, naming.canonical) === undefined
  if (!isAbsent && live !== null) return toFileValue(field, live, naming)
  // A record with free keys is written even if it is empty, because Statsig may require it.
  if (field.shape === 'opaque' && field.type === 'texts' && isJsonObject(live)) return {}
  if (!field.required) return field.writtenEmpty && isJsonArray(live) ? [] : undefined
  if (field.nullable) return null
  // Statsig may return null for an empty text.
  const value = live ?? field.default ?? null
  return value === null ? undefined : toFileValue(field, value, naming)
}

/** The live value that replaces the value of a file. An empty value is written as empty instead of being left out. */
export const replacementValue = (
  field: Field,
  live: Json | undefined,
  naming: ReferenceNaming,
): Json | undefined => {
  const isPresent = live !== undefined && live !== null
  if (isPresent && normalizeValue(field, live, naming.canonical) !== undefined)
    return toFileValue(field, live, naming)
  if ((field.shape === 'set' || field.shape === 'list') && !field.emptyIsValue) return []
  if (field.nullable) return null
  if (field.default !== undefined && field.default !== null) return field.default
  return isPresent ? toFileValue(field, live, naming) : undefined
}

const isServerDefault = ({ serverDefault }: Field, live: Json): boolean =>
  serverDefault !== undefined && member(live, serverDefault.member) === serverDefault.is

const toFileValue = (field: Field, live: Json, naming: ReferenceNaming): Json => {
  switch (field.shape) {
    case 'number':
    case 'flag':
    case 'item':
    case 'opaque':
      return live
    case 'text':
      return unwrapText(field, live)
    case 'choice':
      return typeof live === 'string' ? (field.readAliases?.[live] ?? live) : live
    case 'ref':
      // Statsig may return a name of digits as a number.
      return typeof live === 'string' || typeof live === 'number'
        ? naming.reference(field.to, String(live))
        : live
    case 'set':
    case 'list':
      return field.shape === 'set' && field.singleAsList && !isJsonArray(live)
        ? toFileValue(field.of, live, naming)
        : toFileItems(field, asList(live), naming)
    case 'record':
    case 'variant':
      // An unknown case is written unchanged.
      return isJsonObject(live) && isKnownVariant(field, live)
        ? toFileMembers(field, live, naming)
        : live
  }
}

const toFileItems = (
  field: Extract<Field, { shape: 'set' | 'list' }>,
  live: readonly Json[],
  naming: ReferenceNaming,
): readonly Json[] =>
  live.flatMap((item) => {
    const isEmptyItem = normalizeValue(field.of, item, naming.canonical) === undefined
    // An empty record stays in a list, so that the indexes of later items do not change.
    if (isEmptyItem && !(field.shape === 'list' && isJsonObject(item))) return []
    const fileValue = toFileValue(field.of, item, naming)
    return [isJsonObject(fileValue) ? { ...fileValue, ...toFileId(field, item, live) } : fileValue]
  })

/** If two items have the same name, each gets the id that Statsig generated. */
const toFileId = (
  field: Extract<Field, { shape: 'set' | 'list' }>,
  item: Json,
  items: readonly Json[],
): JsonObject => {
  if (field.shape !== 'list' || field.match === undefined) return {}
  const { ids, name } = field.match
  const namesakes = items.filter((each) => member(each, name) === member(item, name))
  const id = ids.find((each) => typeof member(item, each) === 'string')
  return namesakes.length > 1 && id !== undefined ? { [id]: member(item, id) ?? null } : {}
}

/** Of two members with the same value, the first is written, unless the second is a text with comments. */
export const unusedAlternatives = (
  alternatives: readonly (readonly [string, string])[],
  live: JsonObject,
): ReadonlySet<string> => {
  const isPresent = (name: string) => (live[name] ?? null) !== null
  return new Set(
    alternatives.map(([first, second]) =>
      isPresent(second) && (!isPresent(first) || hasComments(live[second])) ? first : second,
    ),
  )
}

/** Whether a JSON5 text has comments, outside quoted strings. */
const hasComments = (value: Json | undefined): boolean =>
  typeof value === 'string' &&
  /\/[/*]/.test(value.replace(/"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'/g, ''))
