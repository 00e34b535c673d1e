// Text that others wrote, on a page: it can neither format it, link, mention anybody, nor hide anything.

import { truncateMiddle } from '../values/text-style.ts'
import { escapeText, neutralizeCommands } from './terminal.ts'

/** What a fence says of its inside. GitHub draws some, so that the word is never anybody else's. */
export type FenceInfo = 'diff' | 'mermaid' | 'shell' | 'text'

/** A block of lines. */
export const codeBlock = (text: string, info: FenceInfo): string => {
  const inside = neutralizeCommands(text.split('\n').map(escapeText).join('\n'))
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
export const inlineCode = (text: string): string =>
  `<code>${text === '' ? '&#160;' : toCharacterReferences(escapeText(text))}</code>`

/** A text that Statsig holds, as a piece of a line: at most 80 characters of it. */
export const shortCode = (text: string): string => inlineCode(truncateMiddle(text, widest))

const widest = 80

const toCharacterReferences = (text: string): string =>
  text
    .replace(/[^\p{L}\p{N} ,/-]/gu, (character) => `&#${character.codePointAt(0)};`)
    // Addresses are looked for after references are resolved, also inside of `<code>`.
    .replace(/&#64;|&#58;(?=\/)|(?<=www)&#46;/gi, '<wbr>$&')

/**
 * A sentence: plain words stay words; what stands in backquotes, and what could be more than a word, becomes code.
 * Names can hold backquotes too, so that no word is trusted for where it stands.
 */
export const escapeProse = (text: string): string => {
  const line = escapeText(text.replace(/\s+/g, ' ').trim())
  // A line of nothing would make a heading of the line above.
  if (line === '') return inlineCode('')
  return line
    .split(/(`[^`]+`)/)
    .map((piece) => (/^`[^`]+`$/.test(piece) ? inlineCode(piece.slice(1, -1)) : escapeWords(piece)))
    .join('')
}

const escapeWords = (text: string): string => text.split(' ').map(escapeWord).join(' ')

const escapeWord = (text: string): string => {
  const [, before = '', inner = '', after = ''] = /^([("“]?)(.*?)([)”",.;:!?…]*)$/u.exec(text) ?? []
  if (isPlainWord(text) || (isPlainWord(inner) && before === '' && /^\p{L}.*[^)”"]$/u.test(text)))
    return text
  const shown =
    inner === '' || isPlainWord(inner) ? toCharacterReferences(inner) : inlineCode(inner)
  return `${toCharacterReferences(before)}${shown}${toCharacterReferences(after)}`
}

/** No name of a person, an issue, a commit or a page looks like this, and nothing that Markdown reads. */
const isPlainWord = (text: string): boolean =>
  /^(?:\p{L}+(?:[’'-]\p{L}+)*|\d{1,5}|→|–)$/u.test(text) && !/[0-9a-f]{7}|www/i.test(text)
