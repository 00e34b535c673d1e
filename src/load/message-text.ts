// Formats values, types and lists for messages.
import { isJsonArray, isJsonObject } from '../core/json.ts'

export const listText = (items: readonly string[], last = 'or'): string => {
  const shown = items.slice(0, maxListed).map((item) => `\`${item}\``)
  return items.length > maxListed
    ? `${shown.join(', ')} ${last} one of ${items.length - maxListed} more`
    : joinWords(shown, last)
}
const maxListed = 20

export const joinWords = (items: readonly string[], last: string): string =>
  items.length > 1 ? `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}` : (items[0] ?? '')

export const capitalize = (sentence: string): string =>
  `${sentence.slice(0, 1).toUpperCase()}${sentence.slice(1)}`

/** The documentation of a field, for the middle of a sentence. */
export const lowercaseFirst = (doc: string): string =>
  /^[A-Z][a-z ]/.test(doc) ? `${doc.slice(0, 1).toLowerCase()}${doc.slice(1)}` : doc

export const countWithNoun = (count: number, noun: string): string =>
  `${count === 1 ? 'one' : count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`

/** A value in backticks, shortened to 60 characters. */
export const quoteValue = (value: unknown): string => {
  const text = typeof value === 'string' ? value.replaceAll(/\s+/g, ' ') : String(value)
  return `\`${text.length > 60 ? `${text.slice(0, 59)}…` : text}\``
}

/** `written`: the value as the file has it. */
export const describeValue = (value: unknown, written?: string): string => {
  if (value === null) return 'empty'
  if (value === '') return 'an empty text'
  if (isJsonArray(value)) return 'a list'
  if (isJsonObject(value)) return 'a record'
  if (typeof value === 'boolean') return quoteValue(written ?? value)
  return typeof value === 'number'
    ? `the number ${quoteValue(written ?? value)}`
    : `the text ${quoteValue(value)}`
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: '`true` or `false`',
  array: 'a list',
  object: 'a record of keys and values',
}

/** The allowed types, from the type names of JSON Schema. */
export const typesText = (types: unknown): string =>
  joinWords(
    typesIn(types).flatMap((type) => typeNames[type] ?? []),
    'or',
  )

/** How to write a value of the wrong type so that it has the right one. `written`: the value as the file has it. */
export const typeHint = (types: unknown, value: unknown, written?: string): string | undefined => {
  const allowed = typesIn(types)
  const allows = (...wanted: readonly string[]) => wanted.some((type) => allowed.includes(type))
  if (
    allows('boolean') &&
    typeof value === 'string' &&
    /^(yes|on|y|no|off|n|true|false)$/i.test(value)
  )
    return `Write \`${/^(yes|on|y|true)$/i.test(value)}\`, without quotes.`
  if (allows('number', 'integer')) {
    const [, digits, percentSign] =
      (typeof value === 'string' && /^\s*([-+]?\d+(?:[.,]\d+)?)\s*(%?)\s*$/.exec(value)) || []
    if (digits)
      return `Write \`${Number(digits.replace(',', '.'))}\`, without ${percentSign ? 'the sign' : 'quotes'}.`
  }
  if (allows('string') && (typeof value === 'boolean' || typeof value === 'number'))
    return quoteHint(written ?? String(value))
  if (allows('array') && !isJsonArray(value))
    return 'Start each item with `- `, or put the items in `[ ]`.'
  if (allows('object'))
    return 'Write its keys on the lines below, each as `key: value`, indented by two spaces.'
  if (allows('string') && isJsonObject(value))
    return 'Put a text that contains `: ` or begins with `{` in quotes.'
  return isJsonArray(value) ? 'Write one value, without `- ` or `[ ]`.' : undefined
}

export const quoteHint = (written: string): string => `Put it in quotes: \`'${written}'\`.`

const typesIn = (types: unknown): readonly string[] =>
  (Array.isArray(types) ? types : [types]).map(String).filter((type) => type !== 'null')
