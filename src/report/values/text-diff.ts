// Two texts as a unified diff.
import { structuredPatch } from 'diff'
import { clean } from '../escape/terminal.ts'
import { capped, counted, type Ink } from './text-style.ts'

const context = 2
/** Texts that differ in more lines than this are not worth a reader's time, nor ours. */
const maxEditLength = 1000
const mostLines = 60

export const difference = (before: string, after: string, ink: Ink): readonly string[] => {
  const patch = structuredPatch('', '', ended(before), ended(after), '', '', {
    context,
    maxEditLength,
  })
  if (patch === undefined) return [ink.dim(`${sizeOf(before)} → ${sizeOf(after)}`)]
  const lines = patch.hunks.flatMap(({ lines: inside, newLines, newStart, oldLines, oldStart }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...inside.map(clean),
  ])
  return capped(lines, mostLines).map((line) => coloured(line.trimEnd(), ink))
}

const ended = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`)

const sizeOf = (text: string): string => counted(text.split('\n').length, 'line')

const coloured = (line: string, ink: Ink): string => {
  if (line.startsWith('+')) return ink.green(line)
  if (line.startsWith('-')) return ink.red(line)
  return line.startsWith('@@') || line.startsWith('…') ? ink.dim(line) : line
}
