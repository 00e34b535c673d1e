// Text that others wrote, on a page: it can neither format it, link, mention anybody, nor hide anything.

import { shortened } from '../values/text-style.ts'
import { clean, guarded } from './terminal.ts'

/** What a fence says of its inside. GitHub draws some, so that the word is never anybody else's. */
export type Info = 'diff' | 'mermaid' | 'shell' | 'text'

/** A block of lines. */
export const fence = (text: string, info: Info): string => {
  const inside = guarded(text.split('\n').map(clean).join('\n'))
  let longest = 2
  // One by one: spreading them over arguments overflows on long texts.
  for (const [run] of inside.matchAll(/`+/g)) longest = Math.max(longest, run.length)
  const marks = '`'.repeat(longest + 1)
  return `${marks}${info}\n${inside}\n${marks}`
}

/**
 * A piece of a line, of a cell, of a summary, of a link. Not a code span, which a pipe and a backslash can split:
 * whatever is no plain letter or digit becomes a reference to its number, since inside of `<code>` Markdown is read.
 */
export const code = (text: string): string =>
  `<code>${text === '' ? '&#160;' : referred(clean(text))}</code>`

/** A text that Statsig holds, as a piece of a line: at most 80 characters of it. */
export const shortCode = (text: string): string => code(shortened(text, widest))

const widest = 80

const referred = (text: string): string =>
  text
    .replace(/[^\p{L}\p{N} ,/-]/gu, (character) => `&#${character.codePointAt(0)};`)
    // Addresses are looked for after references are resolved, also inside of `<code>`.
    .replace(/&#64;|&#58;(?=\/)|(?<=www)&#46;/gi, '<wbr>$&')

/**
 * A sentence: plain words stay words; what stands in backquotes, and what could be more than a word, becomes code.
 * Names can hold backquotes too, so that no word is trusted for where it stands.
 */
export const prose = (text: string): string => {
  const line = clean(text.replace(/\s+/g, ' ').trim())
  // A line of nothing would make a heading of the line above.
  if (line === '') return code('')
  return line
    .split(/(`[^`]+`)/)
    .map((piece) => (/^`[^`]+`$/.test(piece) ? code(piece.slice(1, -1)) : words(piece)))
    .join('')
}

const words = (text: string): string => text.split(' ').map(word).join(' ')

const word = (text: string): string => {
  const [, before = '', inner = '', after = ''] = /^([("“]?)(.*?)([)”",.;:!?…]*)$/u.exec(text) ?? []
  if (isPlain(text) || (isPlain(inner) && before === '' && /^\p{L}.*[^)”"]$/u.test(text)))
    return text
  const shown = inner === '' || isPlain(inner) ? referred(inner) : code(inner)
  return `${referred(before)}${shown}${referred(after)}`
}

/** No name of a person, an issue, a commit or a page looks like this, and nothing that Markdown reads. */
const isPlain = (text: string): boolean =>
  /^(?:\p{L}+(?:[’'-]\p{L}+)*|\d{1,5}|→|–)$/u.test(text) && !/[0-9a-f]{7}|www/i.test(text)
