// Reports the hidden characters of a text, and converts offsets to lines and columns.
import type { DiagnosticCode } from '../../core/diagnostic.ts'
import { byteOrderMark } from '../../core/source.ts'

/** A fault at an offset of the text. */
export interface YamlFault {
  readonly offset: number
  readonly code: DiagnosticCode
  readonly message: string
  readonly hint?: string
}

export interface LineColumn {
  readonly line: number
  readonly column: number
}

export const unreadableFileFault = (offset: number, message: string, hint?: string): YamlFault => ({
  offset,
  code: 'unreadable-file',
  message,
  ...(hint !== undefined && { hint }),
})

export const sortByOffset = (faults: readonly YamlFault[]): readonly YamlFault[] =>
  faults.toSorted((a, b) => a.offset - b.offset)

/** After this number of hidden characters, the rest of the file is not checked. */
export const maxHiddenCharacters = 100
// Unlike `write/yaml.ts`, a carriage return before a line feed is allowed: files may have CRLF line ends.
const hiddenCharacters = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|\r(?!\n)/gu

/** Characters that editors do not show, or show in another place. */
export const hiddenCharacterFaults = (text: string): readonly YamlFault[] => {
  const faults: YamlFault[] = []
  if (!/[^\t\n -~]/.test(text)) return faults
  for (const { 0: character, index } of text.matchAll(hiddenCharacters)) {
    if (isEmojiJoiner(text, index)) continue
    faults.push({ offset: index, code: 'unsupported-yaml', ...hiddenCharacterText(character) })
    if (faults.length === maxHiddenCharacters) break
  }
  return faults
}

/** Replaces hidden characters, which would cause further errors, without changing the offsets of the others. */
export const replaceHiddenCharacters = (text: string): string =>
  text.replace(hiddenCharacters, (character, at: number) => {
    if (isEmojiJoiner(text, at)) return character
    return /[\r\u0085\u2028\u2029]/.test(character) ? '\n' : '_'.repeat(character.length)
  })

/** Line and column of an offset. The index is built on the first call. */
export const createLineIndex = (text: string): ((offset: number) => LineColumn) => {
  let starts: Uint32Array | undefined
  return (offset) => {
    starts ??= lineStarts(text)
    let [low, high] = [0, starts.length]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
  }
}

const lineStarts = (text: string): Uint32Array => {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return Uint32Array.from(starts)
}

// Emoji such as 👩‍💻 consist of two emoji and a zero width joiner.
const isEmojiJoiner = (text: string, at: number): boolean =>
  text[at] === '\u200D' &&
  /\p{Extended_Pictographic}[\u{FE0F}\u{1F3FB}-\u{1F3FF}]?$/u.test(
    text.slice(Math.max(0, at - 4), at),
  ) &&
  /^\p{Extended_Pictographic}/u.test(text.slice(at + 1, at + 3))

const hiddenCharacterText = (character: string): Pick<YamlFault, 'message' | 'hint'> => {
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase()
  const name = `U+${hex.padStart(4, '0')}`
  if (character === '\r')
    return {
      message: 'There is a carriage return (U+000D) without a line feed.',
      hint: 'Save the file with LF or CRLF line endings.',
    }
  if (character === byteOrderMark)
    return {
      message: 'There is a byte order mark (U+FEFF) in the middle of the file.',
      hint: 'Delete it. It is allowed only at the start of a file; joining files can leave one in the middle.',
    }
  const escaped = hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`
  return {
    message: `The text contains ${name}, ${characterCategory(character)}.`,
    hint: `Delete it. If it is intended, write \`${escaped}\` inside double quotes.`,
  }
}

const characterCategory = (character: string): string => {
  if (/\p{Cc}/u.test(character)) return 'a control character'
  if (/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/.test(character))
    return 'which changes the direction of the text around it'
  if (/[\p{Zl}\p{Zp}]/u.test(character)) return 'a line break that editors do not show as one'
  return 'an invisible character'
}
