// Finds the lines that belong to an entry of a block, and the lines between two entries.
import type { Collection, YamlEntry, YamlTree } from './tree.ts'
import { columnOf } from './yaml-style.ts'

export const lineStart = (text: string, offset: number): number =>
  text.lastIndexOf('\n', offset - 1) + 1

/** The offset after the line break of a line. */
export const lineEnd = (text: string, offset: number): number => {
  const at = text.indexOf('\n', offset)
  return at < 0 ? text.length : at + 1
}

export type BlockCollection = Collection & { readonly form: 'block' }

export const isBlock = (tree: YamlTree): tree is BlockCollection =>
  (tree.is === 'record' || tree.is === 'list') && tree.form === 'block'

export const isBlockText = (tree: YamlTree): boolean =>
  tree.is === 'leaf' && (tree.style === 'literal' || tree.style === 'folded')

/** Whether a block starts on the line of the dash before it. */
export const beginsOnDashLine = (text: string, { start }: Collection): boolean =>
  /[^ ]/.test(text.slice(lineStart(text, start), start))

/** The start of the comments of the first entry, or of the entry itself. */
export const bodyStart = (text: string, tree: Collection): number => {
  if (beginsOnDashLine(text, tree)) return tree.start
  const column = columnOf(text, tree.start)
  let start = lineStart(text, tree.start)
  while (start > 0) {
    const above = lineStart(text, start - 1)
    if (!isCommentAt(text.slice(above, start), column)) break
    start = above
  }
  // Comments at the start of a document belong to the document: a new key may be inserted below them.
  return column === 0 && isDocumentStart(text, start) ? lineStart(text, tree.start) : start
}

const isDocumentStart = (text: string, start: number): boolean =>
  start === 0 || /^(---|\.\.\.)/.test(text.slice(lineStart(text, start - 1), start))

export const bodyEnd = (text: string, tree: Collection): number => {
  const last = tree.entries.at(-1)
  return last ? entryEndOffset(text, last, columnOf(text, tree.start)) : tree.end
}

/** The end of the lines of an entry, with the comments below it that are indented more than the entry. */
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

/** Splits the lines between two entries: the comments right above the second entry, and the lines before them. */
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

/** Limits the indentation of comments, because a deeper comment could become part of a block text above. */
export const reindentComments = (lines: string, column: number): string =>
  lines.replace(/^[ \t]+(?=#)/gm, (blanks) =>
    blanks.length > column ? ' '.repeat(column) : blanks,
  )

const isCommentAt = (line: string, column: number): boolean =>
  line.search(/\S/) === column && line[column] === '#'
