// A text as the lines of a literal or folded block.

import { isStrange } from '../yaml.ts'
import type { Style } from './tree.ts'

/** What a value may look like where it goes. */
export interface Room {
  readonly isFlow: boolean
  /** The column of the record or list, and that of the lines of a block text. */
  readonly column: number
  readonly textColumn: number
  readonly style?: Style
  /** The longest line of the folded text that stood there. */
  readonly width?: number
  /** All trailing line breaks of a block text count, and no blank line follows. */
  readonly keepsBreaks?: boolean
}

/** `rest` are whole lines: a comment may stand between them and `first`. */
export interface Written {
  readonly first: string
  readonly rest: readonly string[]
}

/** `undefined` where a block cannot carry the text, or where nobody would write one. */
export const blockText = (text: string, room: Room): Written | undefined => {
  const wasBlock = room.style === 'literal' || room.style === 'folded'
  const wasQuoted = room.style === 'single' || room.style === 'double'
  if (wasQuoted || !(wasBlock || text.includes('\n'))) return undefined
  const chomping = chompingOf(text, room.keepsBreaks === true)
  const indicator = /^\n*[ \t]/.test(text) ? room.textColumn - room.column : undefined
  if (isStrange(text) || !canBeBlock(text) || chomping === undefined) return undefined
  if (indicator !== undefined && (indicator < 1 || indicator > 9)) return undefined
  const body = text.endsWith('\n') ? text.slice(0, -1) : text
  const folded = room.style === 'folded' ? foldedLines(body, room.width ?? 80) : undefined
  const indent = ' '.repeat(room.textColumn)
  return {
    first: `${folded ? '>' : '|'}${indicator ?? ''}${chomping}`,
    rest: (folded ?? body.split('\n')).map((line) => (line === '' ? '' : `${indent}${line}`)),
  }
}

const canBeBlock = (text: string): boolean => /[^\s]/.test(text) && !/\n[ \t]+$/.test(text)

const chompingOf = (text: string, keepsBreaks: boolean): string | undefined => {
  if (!text.endsWith('\n')) return '-'
  if (keepsBreaks) return '+'
  return text.endsWith('\n\n') ? undefined : ''
}

/** `undefined` for a text that folding would change. */
const foldedLines = (body: string, width: number): readonly string[] | undefined => {
  const paragraphs = body.split('\n')
  const isEven = /^[^\n]/.test(body) && paragraphs.every((line) => !/^[ \t]/.test(line))
  if (!isEven) return undefined
  return paragraphs.flatMap((line, index) =>
    line === '' || index === 0 ? wrapped(line, width) : ['', ...wrapped(line, width)],
  )
}

/** Broken at single spaces alone: where there are more, all of them count. */
const wrapped = (line: string, width: number): readonly string[] => {
  const lines: string[] = []
  for (const word of line.split(/(?<=\S) (?=\S)/)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
