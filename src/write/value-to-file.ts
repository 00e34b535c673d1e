// Fold: a live value as a file would say it. What is left out means the same when the file is read again.
import { type Field, fieldsOf } from '../fields/field.ts'
import { isKnownVariant } from '../fields/managed-part.ts'
import {
  asList,
  isCompared,
  normalizeValue,
  type ResolveName,
  unfoldListForm,
  unwrapText,
} from '../fields/normalize.ts'
import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../json.ts'

export interface ReferenceNaming {
  readonly canonical: ResolveName
  /** What a file calls a resource that live state refers to. */
  readonly reference: ResolveName
}

/** The members of a record in the order of its fields, without those that say nothing. */
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
  // What Statsig never shows and cannot do without: nobody knows what it was, and nothing is compared.
  if (field.writeOnly === true && field.required && field.shape === 'text')
    return typeof live === 'string' ? live : ''
  if (live === undefined || !isCompared(field) || isServerDefault(field, live)) return undefined
  const isAbsent = normalizeValue(field, live, naming.canonical) === undefined
  if (!isAbsent && live !== null) return toFileValue(field, live, naming)
  // That there is nothing of what the author may name freely is worth a word: it may be needed.
  if (field.shape === 'opaque' && field.type === 'texts' && isJsonObject(live)) return {}
  if (!field.required) return undefined
  if (field.nullable) return null
  return live === null ? undefined : toFileValue(field, live, naming)
}

/** A live value in place of one that a file gives: what is empty now is said to be empty. */
export const replacementValue = (
  field: Field,
  live: Json | undefined,
  naming: ReferenceNaming,
): Json | undefined => {
  const isPresent = live !== undefined && live !== null
  if (isPresent && normalizeValue(field, live, naming.canonical) !== undefined)
    return toFileValue(field, live, naming)
  // Where `null` is everything, it is not the same as nothing.
  const isEverything = field.nullable && field.default === null && !isPresent
  if ((field.shape === 'set' || field.shape === 'list') && !isEverything) return []
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
      return typeof live === 'string' ? naming.reference(field.to, live) : live
    case 'set':
    case 'list':
      return field.shape === 'set' && field.singleAsList && !isJsonArray(live)
        ? toFileValue(field.of, live, naming)
        : toFileItems(field, asList(live), naming)
    case 'record':
    case 'variant':
      // A case that is not known here passes as it is.
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
    // An empty record keeps its place in a list, and the places of those after it.
    if (isEmptyItem && !(field.shape === 'list' && isJsonObject(item))) return []
    const fileValue = toFileValue(field.of, item, naming)
    return [isJsonObject(fileValue) ? { ...fileValue, ...toFileId(field, item, live) } : fileValue]
  })

/** Of two items that bear one name, each is known by the id that Statsig made. */
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

/** Of two spellings of one value the first is written, unless the second one is a text that says more. */
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

/** Whether a JSON5 text holds comments: what stands in quotes is none. */
const hasComments = (value: Json | undefined): boolean =>
  typeof value === 'string' &&
  /\/[/*]/.test(value.replace(/"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'/g, ''))
