// Replaces words that only Statsig shows by digests: in values, in labels, and in the data of sentences.
import { isJsonArray, isJsonObject, type Json, type JsonObject, toPlainJson } from '../core/json.ts'
import { kinds } from '../kinds/index.ts'
import type { Address, Author, Definition, DesiredState, LiveState } from '../model/index.ts'

/** Where the values are, and the digest that replaces those that are only in Statsig. */
export interface RedactionInput {
  readonly live: LiveState
  /** The definitions in git: those of the files, and those that were applied last. */
  readonly inGit: readonly DesiredState[]
  /** Equal texts have equal digests, and a digest does not reveal its text. */
  readonly digest: (text: string) => string
}

export interface ResourceRedactor {
  readonly id: (text: string) => string
  readonly value: (value: Json) => Json
  readonly label: (label: string) => string
  /** Sentences hold values in quotation marks, and labels. */
  readonly sentence: (text: string) => string
  readonly author: (author: Author) => Author
  /** The data that a sentence is made from. */
  readonly data: <Data extends object>(data: Data) => Data
}

/** The words of all live resources. */
export interface LiveWords {
  readonly everywhere: ReadonlySet<string>
  readonly withQuotes: readonly string[]
}

/** Members that hold words of this program: codes, kinds, actions and places. */
const unhiddenMembers: ReadonlySet<string> = new Set([
  'code',
  'kind',
  'kinds',
  'action',
  'outcome',
  'type',
  'target',
  'commit',
  'pointer',
  'setting',
])

/** A word with quotation marks could end its own quotation: it is searched as a whole. */
export const hasQuoteCharacters = (word: string): boolean =>
  /[`"“”‘’'[\]]/.test(word) && /[\p{L}\p{N}]{2}/u.test(word)

export const createResourceRedactor = (
  address: Address | undefined,
  { everywhere, withQuotes }: LiveWords,
  { digest, inGit, live }: RedactionInput,
): ResourceRedactor => {
  const definitions = inGit.flatMap((desired) => definitionsOf(address, desired))
  const inFiles = wordsIn(definitions.map(({ members }) => members))
  for (const { address: own } of definitions) inFiles.add(own).add(own.slice(own.indexOf('/') + 1))
  const found = address === undefined ? undefined : live.resources.get(address)
  const own = found ? wordsIn([found.raw]) : everywhere
  const isHidden = (text: string) =>
    text !== '' && !inFiles.has(text) && (own.has(text) || everywhere.has(text))
  const cover = (text: string): string => (isHidden(text) ? digest(text) : text)
  /** The second of two items of one name is `Staff#2`. */
  const coverNumbered = (text: string): string => {
    const [, name, number] = /^(.+)(#\d+)$/su.exec(text) ?? []
    return isHidden(text) || name === undefined ? cover(text) : `${cover(name)}${number}`
  }
  const value = (given: Json): Json => {
    if (isJsonArray(given)) return given.map(value)
    if (isJsonObject(given)) return hiddenMembers(given, { value, cover })
    // A boolean that differs reveals its value anyway.
    if (given === null || typeof given === 'boolean') return given
    const shown = cover(String(given))
    return shown === String(given) ? given : shown
  }
  const within = (text: string, quotes: RegExp) =>
    text.replace(quotes, (_, open: string, inside: string, close: string) =>
      [open, coverNumbered(inside), close].join(''),
    )
  const loose = (found ? [...own].filter(hasQuoteCharacters) : withQuotes)
    .filter(isHidden)
    .sort((a, b) => b.length - a.length)
  const whole = (text: string) =>
    loose.reduce((shown, word) => shown.replaceAll(word, digest(word)), text)
  const label = (text: string) => within(whole(text), /(\[)(.*?)(\](?=[.\]`,: )]|$))/g)
  const sentence = (text: string) => label(within(whole(text), /([`"“‘'])(.+?)([`"”’'])/g))
  const textOf = (text: string, role: string): string => {
    if (unhiddenMembers.has(role)) return text
    if (role === 'detail' || role === 'advice') return sentence(text)
    return role === 'label' || role === 'labels' ? label(text) : label(cover(whole(text)))
  }
  const dataOf = (given: Json, role: string): Json => {
    if (isJsonArray(given)) return given.map((each) => dataOf(each, role))
    if (!isJsonObject(given)) return typeof given === 'string' ? textOf(given, role) : given
    return Object.fromEntries(
      Object.entries(given).map(([name, inner]) => [name, dataOf(inner, name)]),
    )
  }
  return {
    id: digest,
    value,
    label,
    sentence,
    data: (data) => JSON.parse(JSON.stringify(dataOf(toPlainJson(data), ''))),
    author: (author) => (author.type === 'person' ? { ...author, by: digest(author.by) } : author),
  }
}

const hiddenMembers = (
  members: JsonObject,
  { cover, value }: { value: (value: Json) => Json; cover: (text: string) => string },
): JsonObject =>
  Object.fromEntries(Object.entries(members).map(([name, inner]) => [cover(name), value(inner)]))

/** Data that is about no resource is compared with all definitions. */
const definitionsOf = (
  address: Address | undefined,
  desired: DesiredState,
): readonly Definition[] => {
  if (address === undefined) return [...desired.values()]
  const definition = desired.get(address)
  return definition ? [definition] : []
}

/** Texts and numbers, and the names of members, which in free-form values are values as well. */
export const wordsIn = (values: readonly Json[]): Set<string> => {
  const words = new Set<string>()
  const walk = (value: Json): void => {
    if (isJsonArray(value)) for (const item of value) walk(item)
    else if (isJsonObject(value))
      for (const [name, inner] of Object.entries(value)) {
        if (!isFieldName(name)) words.add(name)
        walk(inner)
      }
    else if (typeof value === 'string' || typeof value === 'number') words.add(String(value))
  }
  for (const value of values) walk(value)
  return words
}

/** Names of fields are public. */
const isFieldName = (name: string): boolean => {
  fieldNames ??= namesIn(
    JSON.parse(JSON.stringify(kinds.map(({ fields, readOnlyFields }) => [fields, readOnlyFields]))),
  )
  return fieldNames.has(name)
}
let fieldNames: ReadonlySet<string> | undefined

const namesIn = (value: Json): Set<string> => {
  const names = new Set<string>()
  const walk = (each: Json): void => {
    if (isJsonArray(each)) for (const item of each) walk(item)
    else if (isJsonObject(each))
      for (const [name, inner] of Object.entries(each)) {
        names.add(name)
        walk(inner)
      }
    else if (typeof each === 'string') names.add(each)
  }
  walk(value)
  return names
}
