// What covers the words that only Statsig tells of: in values, in labels, and in what sentences are made from.
import { isJsonArray, isJsonObject, type Json, type JsonObject, toPlainJson } from '../json.ts'
import { kinds } from '../kinds/index.ts'
import type { Address, Author, Definition, DesiredState, LiveState } from '../model.ts'

/** What is known of values: where they are, and what stands for those that nobody may read. */
export interface Sight {
  readonly live: LiveState
  /** Whatever git holds, or held when it was applied last. */
  readonly inGit: readonly DesiredState[]
  /** The same for equal texts, and no way back. */
  readonly digest: (text: string) => string
}

export interface Blinds {
  readonly id: (text: string) => string
  readonly value: (value: Json) => Json
  readonly label: (label: string) => string
  /** Sentences name values in quotes of some sort, and labels. */
  readonly sentence: (text: string) => string
  readonly author: (author: Author) => Author
  /** Whatever a sentence will be made from. */
  readonly data: <Data extends object>(data: Data) => Data
}

/** Of all that is live. */
export interface Words {
  readonly everywhere: ReadonlySet<string>
  readonly odd: readonly string[]
}

/** Members that hold words of this program: codes, names of kinds and of actions, places. */
const ours: ReadonlySet<string> = new Set([
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

/** What could end its own quotes is looked for as it stands. */
export const isOdd = (word: string): boolean =>
  /[`"“”‘’'[\]]/.test(word) && /[\p{L}\p{N}]{2}/u.test(word)

export const blinds = (
  address: Address | undefined,
  { everywhere, odd }: Words,
  { digest, inGit, live }: Sight,
): Blinds => {
  const definitions = inGit.flatMap((desired) => definitionsOf(address, desired))
  const inFiles = wordsIn(definitions.map(({ members }) => members))
  for (const { address: own } of definitions) inFiles.add(own).add(own.slice(own.indexOf('/') + 1))
  const found = address === undefined ? undefined : live.resources.get(address)
  const own = found ? wordsIn([found.raw]) : everywhere
  const isHidden = (text: string) =>
    text !== '' && !inFiles.has(text) && (own.has(text) || everywhere.has(text))
  const cover = (text: string): string => (isHidden(text) ? digest(text) : text)
  const value = (given: Json): Json => {
    if (isJsonArray(given)) return given.map(value)
    if (isJsonObject(given)) return hiddenMembers(given, { value, cover })
    // Of two values nothing can be hidden from those who see that it differs.
    if (given === null || typeof given === 'boolean') return given
    const shown = cover(String(given))
    return shown === String(given) ? given : shown
  }
  const within = (text: string, quotes: RegExp) =>
    text.replace(quotes, (_, open: string, inside: string, close: string) =>
      [open, cover(inside), close].join(''),
    )
  const loose = (found ? [...own].filter(isOdd) : odd)
    .filter(isHidden)
    .sort((a, b) => b.length - a.length)
  const whole = (text: string) =>
    loose.reduce((shown, word) => shown.replaceAll(word, digest(word)), text)
  const label = (text: string) => within(whole(text), /(\[)(.*?)(\](?=[.\]`,: )]|$))/g)
  const sentence = (text: string) => label(within(whole(text), /([`"“‘'])(.+?)([`"”’'])/g))
  const textOf = (text: string, role: string): string => {
    if (ours.has(role)) return text
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

/** Whatever is told of no resource is measured by all of git. */
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
        if (!isOurs(name)) words.add(name)
        walk(inner)
      }
    else if (typeof value === 'string' || typeof value === 'number') words.add(String(value))
  }
  for (const value of values) walk(value)
  return words
}

/** Names of fields, which everybody can look up. */
const isOurs = (name: string): boolean => {
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
