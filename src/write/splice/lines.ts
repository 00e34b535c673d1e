// Which lines belong to an entry of a block, and which stand between two of them.

import type { Collection, YamlEntry, YamlTree } from './tree.ts'
import { columnOf } from './yaml-style.ts'

export const lineStart = (text: string, offset: number): number =>
  text.lastIndexOf('\n', offset - 1) + 1

/** The offset behind the line break that ends a line. */
export const lineEnd = (text: string, offset: number): number => {
  const at = text.indexOf('\n', offset)
  return at < 0 ? text.length : at + 1
}

export type BlockCollection = Collection & { readonly form: 'block' }

export const isBlock = (tree: YamlTree): tree is BlockCollection =>
  (tree.is === 'record' || tree.is === 'list') && tree.form === 'block'

export const isBlockText = (tree: YamlTree): boolean =>
  tree.is === 'leaf' && (tree.style === 'literal' || tree.style === 'folded')

/** Whether a block begins on the line of the dash before it. */
export const beginsOnDashLine = (text: string, { start }: Collection): boolean =>
  /[^ ]/.test(text.slice(lineStart(text, start), start))

/** Where the comments that belong to the first entry begin, or the entry itself. */
export const bodyStart = (text: string, tree: Collection): number => {
  if (beginsOnDashLine(text, tree)) return tree.start
  const column = columnOf(text, tree.start)
  let start = lineStart(text, tree.start)
  while (start > 0) {
    const above = lineStart(text, start - 1)
    if (!isCommentAt(text.slice(above, start), column)) break
    start = above
  }
  // Comments at the very start are about the document, and a key may stand below them.
  return column === 0 && isDocumentStart(text, start) ? lineStart(text, tree.start) : start
}

const isDocumentStart = (text: string, start: number): boolean =>
  start === 0 || /^(---|\.\.\.)/.test(text.slice(lineStart(text, start - 1), start))

export const bodyEnd = (text: string, tree: Collection): number => {
  const last = tree.entries.at(-1)
  return last ? entryEndOffset(text, last, columnOf(text, tree.start)) : tree.end
}

/** The end of the lines of an entry, with the comments below that are indented as part of it. */
export const entryEndOffset = (text: string, { value }: YamlEntry, column: number): number => {
  if (isBlockText(value)) return value.end
  if (!isBlock(value)) return lineEnd(text, value.end)
  let endOffset = bodyEnd(text, value)
  for (let at = endOffset; at < text.length; at = lineEnd(text, at)) {
    const line = text.slice(at, lineEnd(text, at))
    if (/^[ \t]*#/.test(line) && line.search(/\S/) > column) endOffset = at + line.length
    else if (/\S/.test(line)) break
  }
  return endOffset
}

/** Lines between two entries: those that stand apart, and the comments right above the second one. */
export const splitGapLines = (
  lines: string,
  column: number,
): { detached: string; attached: string } => {
  const all = lines.split(/(?<=\n)/)
  const last = all.findLastIndex((line) => !isCommentAt(line, column))
  return { detached: all.slice(0, last + 1).join(''), attached: all.slice(last + 1).join('') }
}

export const hasComment = (lines: string): boolean => /#/.test(lines)

export const trimLeadingBlankLines = (lines: string): string =>
  lines.replace(/^(?:[ \t]*\r?\n)+/, '')

/** A comment that is indented deeper than its new surroundings could become part of a text above. */
export const reindentComments = (lines: string, column: number): string =>
  lines.replace(/^[ \t]+(?=#)/gm, (blanks) =>
    blanks.length > column ? ' '.repeat(column) : blanks,
  )

const isCommentAt = (line: string, column: number): boolean =>
  line.search(/\S/) === column && line[column] === '#'
