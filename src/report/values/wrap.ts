// Breaks prose into lines of a terminal's width. Values are never broken or cut here.
import { textWidth } from './text-style.ts'

/** Breaks at single blanks, and inside backquotes only where what they hold fits on no line. */
export const wrapProse = (text: string, width: number, hanging = 0): readonly string[] => {
  const lines: string[] = []
  const indent = ' '.repeat(hanging)
  let line: string | undefined
  for (const part of unbreakableParts(text, width - hanging)) {
    if (line !== undefined && textWidth(line) + 1 + textWidth(part) > width) {
      lines.push(line)
      line = `${indent}${part}`
    } else line = line === undefined ? part : `${line} ${part}`
  }
  return [...lines, line ?? '']
}

const unbreakableParts = (text: string, width: number): readonly string[] => {
  const parts: string[] = []
  let isOpen = false
  for (const word of text.split(' ')) {
    const previous = parts.at(-1)
    const joined = previous === undefined ? word : `${previous} ${word}`
    if (isOpen && textWidth(joined) <= width) parts.splice(-1, 1, joined)
    else parts.push(word)
    if ((word.match(/`/g) ?? []).length % 2 === 1) isOpen = !isOpen
  }
  return parts
}
