// Fold: a live value as a file would say it. What is left out means the same when the file is read again.
import { type Field, fieldsOf } from '../fields/field.ts'
import { isNamed } from '../fields/managed-part.ts'
import { type Canonical, isCompared, listed, normal, outOf, unfolded } from '../fields/normalize.ts'
import { isList, isMembers, type Json, type Members, member } from '../json.ts'

export interface Naming {
  readonly canonical: Canonical
  /** What a file calls a resource that live state refers to. */
  readonly reference: Canonical
}

/** The members of a record in the order of its fields, without those that say nothing. */
export const membersTold = (field: Field, live: Members, naming: Naming): Members => {
  const plain = unfolded(field, live)
  const others = otherTwins(field.shape === 'record' ? (field.twins ?? []) : [], plain)
  return Object.fromEntries(
    Object.entries(fieldsOf(field, live)).flatMap(([name, inner]) => {
      const said = others.has(name) ? undefined : memberTold(inner, member(plain, name), naming)
      return said === undefined ? [] : [[name, said] as const]
    }),
  )
}

const memberTold = (field: Field, live: Json | undefined, naming: Naming): Json | undefined => {
  // What Statsig never shows and cannot do without: nobody knows what it was, and nothing is compared.
  if (field.unread === true && field.required && field.shape === 'text')
    return typeof live === 'string' ? live : ''
  if (live === undefined || !isCompared(field) || isFilledIn(field, live)) return undefined
  const isAbsent = normal(field, live, naming.canonical) === undefined
  if (!isAbsent && live !== null) return valueTold(field, live, naming)
  // That there is nothing of what the author may name freely is worth a word: it may be needed.
  if (field.shape === 'opaque' && field.type === 'texts' && isMembers(live)) return {}
  if (!field.required) return undefined
  if (field.nullable) return null
  return live === null ? undefined : valueTold(field, live, naming)
}

/** A live value in place of one that a file gives: what is empty now is said to be empty. */
export const valueInPlace = (
  field: Field,
  live: Json | undefined,
  naming: Naming,
): Json | undefined => {
  const isThere = live !== undefined && live !== null
  if (isThere && normal(field, live, naming.canonical) !== undefined)
    return valueTold(field, live, naming)
  // Where `null` is everything, it is not the same as nothing.
  const isEverything = field.nullable && field.default === null && !isThere
  if ((field.shape === 'set' || field.shape === 'list') && !isEverything) return []
  if (field.nullable) return null
  if (field.default !== undefined && field.default !== null) return field.default
  return isThere ? valueTold(field, live, naming) : undefined
}

const isFilledIn = ({ filledIn }: Field, live: Json): boolean =>
  filledIn !== undefined && member(live, filledIn.member) === filledIn.is

const valueTold = (field: Field, live: Json, naming: Naming): Json => {
  switch (field.shape) {
    case 'number':
    case 'flag':
    case 'item':
    case 'opaque':
      return live
    case 'text':
      return outOf(field, live)
    case 'choice':
      return typeof live === 'string' ? (field.reads?.[live] ?? live) : live
    case 'ref':
      return typeof live === 'string' ? naming.reference(field.to, live) : live
    case 'set':
    case 'list':
      return field.shape === 'set' && field.lone && !isList(live)
        ? valueTold(field.of, live, naming)
        : itemsTold(field, listed(live), naming)
    case 'record':
    case 'variant':
      // A case that is not known here passes as it is.
      return isMembers(live) && isNamed(field, live) ? membersTold(field, live, naming) : live
  }
}

const itemsTold = (
  field: Extract<Field, { shape: 'set' | 'list' }>,
  live: readonly Json[],
  naming: Naming,
): readonly Json[] =>
  live.flatMap((item) => {
    const isNothing = normal(field.of, item, naming.canonical) === undefined
    // An empty record keeps its place in a list, and the places of those after it.
    if (isNothing && !(field.shape === 'list' && isMembers(item))) return []
    const told = valueTold(field.of, item, naming)
    return [isMembers(told) ? { ...told, ...idTold(field, item, live) } : told]
  })

/** Of two items that bear one name, each is known by the id that Statsig made. */
const idTold = (
  field: Extract<Field, { shape: 'set' | 'list' }>,
  item: Json,
  items: readonly Json[],
): Members => {
  if (field.shape !== 'list' || field.match === undefined) return {}
  const { ids, name } = field.match
  const namesakes = items.filter((each) => member(each, name) === member(item, name))
  const id = ids.find((each) => typeof member(item, each) === 'string')
  return namesakes.length > 1 && id !== undefined ? { [id]: member(item, id) ?? null } : {}
}

/** Of two spellings of one value the first is written, unless the second one is a text that says more. */
export const otherTwins = (
  twins: readonly (readonly [string, string])[],
  live: Members,
): ReadonlySet<string> => {
  const isThere = (name: string) => (live[name] ?? null) !== null
  return new Set(
    twins.map(([first, second]) =>
      isThere(second) && (!isThere(first) || hasComments(live[second])) ? first : second,
    ),
  )
}

/** Whether a JSON5 text holds comments: what stands in quotes is none. */
const hasComments = (value: Json | undefined): boolean =>
  typeof value === 'string' &&
  /\/[/*]/.test(value.replace(/"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'/g, ''))
