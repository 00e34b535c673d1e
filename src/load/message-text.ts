// Values, types and lists of words as people read them in a message.
import { isList, isMembers } from '../json.ts'

export const listText = (words: readonly string[], last = 'or'): string => {
  const shown = words.slice(0, most).map((word) => `\`${word}\``)
  return words.length > most
    ? `${shown.join(', ')} ${last} one of ${words.length - most} more`
    : inWords(shown, last)
}
const most = 20

export const inWords = (words: readonly string[], last: string): string =>
  words.length > 1 ? `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}` : (words[0] ?? '')

/** `a gate`, `an experiment`. */
export const aKind = (kind: string): string =>
  `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind.replaceAll('_', ' ')}`

export const capital = (sentence: string): string =>
  `${sentence.slice(0, 1).toUpperCase()}${sentence.slice(1)}`

/** What the documentation of a field says, to stand in the middle of a sentence. */
export const lowered = (doc: string): string =>
  /^[A-Z][a-z ]/.test(doc) ? `${doc.slice(0, 1).toLowerCase()}${doc.slice(1)}` : doc

export const counted = (count: number, noun: string): string =>
  `${count === 1 ? 'one' : count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`

/** A value in backquotes, cut where it is long. */
export const quoted = (value: unknown): string => {
  const text = typeof value === 'string' ? value.replaceAll(/\s+/g, ' ') : String(value)
  return `\`${text.length > 60 ? `${text.slice(0, 59)}…` : text}\``
}

export const sortOf = (value: unknown): string => {
  if (value === null) return 'empty'
  if (value === '') return 'an empty text'
  if (isList(value)) return 'a list'
  if (isMembers(value)) return 'a record'
  if (typeof value === 'boolean') return quoted(value)
  return typeof value === 'number' ? `the number ${quoted(value)}` : `the text ${quoted(value)}`
}

const names: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: '`true` or `false`',
  array: 'a list',
  object: 'a record of keys and values',
}

/** What a value may be, by the words that JSON Schema has for types. */
export const typesText = (types: unknown): string =>
  inWords(
    typesIn(types).flatMap((type) => names[type] ?? []),
    'or',
  )

/** How a value of the wrong type is written so that it is of the right one. */
export const typeHint = (types: unknown, value: unknown): string | undefined => {
  const allowed = typesIn(types)
  const may = (...wanted: readonly string[]) => wanted.some((type) => allowed.includes(type))
  if (
    may('boolean') &&
    typeof value === 'string' &&
    /^(yes|on|y|no|off|n|true|false)$/i.test(value)
  )
    return `Write \`${/^(yes|on|y|true)$/i.test(value)}\`, without quotes.`
  if (may('number', 'integer')) {
    const [, digits, sign] =
      (typeof value === 'string' && /^\s*([-+]?\d+(?:[.,]\d+)?)\s*(%?)\s*$/.exec(value)) || []
    if (digits)
      return `Write \`${Number(digits.replace(',', '.'))}\`, without ${sign ? 'the sign' : 'quotes'}.`
  }
  if (may('string') && (typeof value === 'boolean' || typeof value === 'number'))
    return `Put it in quotes: \`'${String(value)}'\`.`
  if (may('array') && !isList(value)) return 'Begin each item with `- `, or put them in `[ ]`.'
  if (may('object'))
    return 'Write its keys on the lines below, each as `key: value`, indented by two spaces.'
  if (may('string') && isMembers(value))
    return 'Put a text that holds `: ` or begins with `{` in quotes.'
  return isList(value) ? 'Write one value, without `- ` or `[ ]`.' : undefined
}

const typesIn = (types: unknown): readonly string[] =>
  (Array.isArray(types) ? types : [types]).map(String).filter((type) => type !== 'null')
