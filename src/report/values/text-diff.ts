// Two texts as a unified diff.
import { structuredPatch } from 'diff'
import { escapeText } from '../escape/terminal.ts'
import { limitLines, pluralize, type TextColors } from './text-style.ts'

const contextLines = 2
/** A diff of texts that differ in more lines takes too long, and is too long to read. */
const maxEditLength = 1000
const maxLines = 60

export const textDiff = (
  before: string,
  after: string,
  colors: TextColors,
  /** Shows all lines, however many. */
  isWhole = false,
): readonly string[] => {
  const patch = structuredPatch('', '', withFinalNewline(before), withFinalNewline(after), '', '', {
    context: contextLines,
    maxEditLength,
  })
  if (patch === undefined && isWhole)
    return [
      ...linesOf(before).map((line) => colorLine(`-${escapeText(line)}`, colors)),
      ...linesOf(after).map((line) => colorLine(`+${escapeText(line)}`, colors)),
    ]
  if (patch === undefined)
    return [
      colors.dim(
        `${lineCountText(before)} → ${lineCountText(after)}, with more differences than can be shown`,
      ),
    ]
  const lines = patch.hunks.flatMap(({ lines: inside, newLines, newStart, oldLines, oldStart }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...inside.map(escapeText),
  ])
  const shown = isWhole ? lines : limitLines(lines, maxLines)
  return shown.map((line) => colorLine(line.trimEnd(), colors))
}

const withFinalNewline = (text: string): string =>
  text === '' || text.endsWith('\n') ? text : `${text}\n`

const linesOf = (text: string): readonly string[] =>
  text === '' ? [] : text.replace(/\n$/, '').split('\n')

const lineCountText = (text: string): string => pluralize(text.split('\n').length, 'line')

const colorLine = (line: string, colors: TextColors): string => {
  if (line.startsWith('+')) return colors.green(line)
  if (line.startsWith('-')) return colors.red(line)
  return line.startsWith('@@') || line.startsWith('…') ? colors.dim(line) : line
}
