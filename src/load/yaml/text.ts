// What may stand in the text of a file, and on which line and column an offset lies.
import type { Code } from '../../diagnostic.ts'

/** What is wrong at an offset of the text. */
export interface Fault {
  readonly offset: number
  readonly code: Code
  readonly message: string
  readonly hint?: string
}

export interface Spot {
  readonly line: number
  readonly column: number
}

export const unreadable = (offset: number, message: string, hint?: string): Fault => ({
  offset,
  code: 'unreadable-file',
  message,
  ...(hint !== undefined && { hint }),
})

export const inOrderOfText = (faults: readonly Fault[]): readonly Fault[] =>
  faults.toSorted((a, b) => a.offset - b.offset)

export const byteOrderMark = '\uFEFF'

/** A file with so many unseen characters is not looked at further. */
export const enough = 100
const unseen = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|\r(?!\n)/gu

/** Characters that a reviewer does not see, or sees in another place. */
export const unseenIn = (text: string): readonly Fault[] => {
  const faults: Fault[] = []
  if (!/[^\t\n -~]/.test(text)) return faults
  for (const { 0: character, index } of text.matchAll(unseen)) {
    if (joinsEmoji(text, index)) continue
    faults.push({ offset: index, code: 'yaml-feature', ...unseenFault(character) })
    if (faults.length === enough) break
  }
  return faults
}

/** The same text, every character at its offset, without those that would lead to a second fault. */
export const withoutUnseen = (text: string): string =>
  text.replace(unseen, (character, at: number) => {
    if (joinsEmoji(text, at)) return character
    return /[\r\u0085\u2028\u2029]/.test(character) ? '\n' : '_'.repeat(character.length)
  })

/** Line and column of an offset. The lines are counted when the first one is asked for. */
export const spotsIn = (text: string): ((offset: number) => Spot) => {
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

// The zero width joiner is what holds 👩‍💻 together.
const joinsEmoji = (text: string, at: number): boolean =>
  text[at] === '\u200D' &&
  /\p{Extended_Pictographic}[\u{FE0F}\u{1F3FB}-\u{1F3FF}]?$/u.test(
    text.slice(Math.max(0, at - 4), at),
  ) &&
  /^\p{Extended_Pictographic}/u.test(text.slice(at + 1, at + 3))

const unseenFault = (character: string): Pick<Fault, 'message' | 'hint'> => {
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase()
  const name = `U+${hex.padStart(4, '0')}`
  if (character === '\r')
    return {
      message: 'A carriage return (U+000D) stands without a line feed.',
      hint: 'Save the file with line endings of the kind LF or CRLF.',
    }
  if (character === byteOrderMark)
    return {
      message: 'A byte order mark (U+FEFF) stands in the middle of the file.',
      hint: 'Delete it. It comes from joining files, and may only stand at the very start.',
    }
  const escaped = hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`
  return {
    message: `The text holds ${name}, ${sortOf(character)}.`,
    hint: `Delete it. Where it is meant, write \`${escaped}\` inside double quotes.`,
  }
}

const sortOf = (character: string): string => {
  if (/\p{Cc}/u.test(character)) return 'a control character'
  if (/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/.test(character))
    return 'which changes the direction of the text around it'
  if (/[\p{Zl}\p{Zp}]/u.test(character)) return 'a line break that editors do not show as one'
  return 'a character that cannot be seen'
}
