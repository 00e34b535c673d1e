// Renders a text as the lines of a literal or folded block.
import { needsDoubleQuotes } from '../yaml.ts'
import type { ScalarStyle } from './tree.ts'

/** The layout for a value at its place. */
export interface ScalarLayout {
  readonly isFlow: boolean
  /** The column of the record or list, and that of the lines of a block text. */
  readonly column: number
  readonly textColumn: number
  readonly style?: ScalarStyle
  /** The longest line of the folded text that is replaced. */
  readonly width?: number
  /** The block text has the indicator `+`, so that empty lines after it are part of the text. */
  readonly keepsBreaks?: boolean
}

/** `rest` are whole lines: a comment may follow `first`. */
export interface RenderedValue {
  readonly first: string
  readonly rest: readonly string[]
}

/** `undefined` if a block cannot represent the text, or if it should not be a block. */
export const renderBlockText = (text: string, layout: ScalarLayout): RenderedValue | undefined => {
  const wasBlock = layout.style === 'literal' || layout.style === 'folded'
  const wasQuoted = layout.style === 'single' || layout.style === 'double'
  if (wasQuoted || !(wasBlock || text.includes('\n'))) return undefined
  const chomping = chompingIndicator(text, layout.keepsBreaks === true)
  const indicator = /^\n*[ \t]/.test(text) ? layout.textColumn - layout.column : undefined
  if (needsDoubleQuotes(text) || !canBeBlock(text) || chomping === undefined) return undefined
  if (indicator !== undefined && (indicator < 1 || indicator > 9)) return undefined
  const body = text.endsWith('\n') ? text.slice(0, -1) : text
  const folded = layout.style === 'folded' ? foldLines(body, layout.width ?? 80) : undefined
  const indent = ' '.repeat(layout.textColumn)
  return {
    first: `${folded ? '>' : '|'}${indicator ?? ''}${chomping}`,
    rest: (folded ?? body.split('\n')).map((line) => (line === '' ? '' : `${indent}${line}`)),
  }
}

const canBeBlock = (text: string): boolean => /[^\s]/.test(text) && !/\n[ \t]+$/.test(text)

const chompingIndicator = (text: string, keepsBreaks: boolean): string | undefined => {
  if (!text.endsWith('\n')) return '-'
  if (keepsBreaks) return '+'
  return text.endsWith('\n\n') ? undefined : ''
}

/** `undefined` if folding would change the text. */
const foldLines = (body: string, width: number): readonly string[] | undefined => {
  const paragraphs = body.split('\n')
  const isFoldable = /^[^\n]/.test(body) && paragraphs.every((line) => !/^[ \t]/.test(line))
  if (!isFoldable) return undefined
  return paragraphs.flatMap((line, index) =>
    line === '' || index === 0 ? wrapLine(line, width) : ['', ...wrapLine(line, width)],
  )
}

/** Breaks lines only at single spaces, because folding keeps several spaces. */
const wrapLine = (line: string, width: number): readonly string[] => {
  const lines: string[] = []
  for (const word of line.split(/(?<=\S) (?=\S)/)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
