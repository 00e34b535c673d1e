// Writes a new value over the one of an entry of a block. What stands before it and the comment behind it stay.
import type { Json } from '../../json.ts'
import { beginsOnLine, isBlock, isBlockText, lineEnd } from './lines.ts'
import type { Scene } from './placements.ts'
import type { Collection, Entry, Tree } from './tree.ts'
import { type Site, valueWritten } from './value.ts'
import { columnOf } from './yaml-style.ts'

/** The whole lines of the entry, from where the entry begins. */
export const replaced = (holder: Collection, entry: Entry, value: Json, scene: Scene): string => {
  const { habits, text } = scene
  const { before, comment } = around(entry, scene)
  const column = columnOf(text, holder.start)
  const site = siteOf(holder, entry, before, scene)
  const { first, rest } = valueWritten(value, site, habits)
  const lines = rest.map((line) => line + habits.newline).join('')
  if (first === '') {
    const ownLine = before.includes('\n') && comment !== ''
    const behind = ownLine ? `${habits.newline}${' '.repeat(column)}${comment.trim()}` : comment
    return `${before.trimEnd()}${behind}${habits.newline}${lines}`
  }
  const blank = /[ \n]$/.test(before) ? '' : ' '
  return `${before}${blank}${first}${comment}${habits.newline}${lines}`
}

/** The text before a value, and the comment behind it with the blanks before it. */
const around = (entry: Entry, { text }: Scene): { before: string; comment: string } => {
  const { start, sign, value } = entry
  if (isBlock(value) && !beginsOnLine(text, value)) return aroundBlock(entry, text)
  const before = text.slice(start, Math.max(sign, value.start))
  if (isBlock(value)) return { before, comment: '' }
  const end = isBlockText(value) ? headerEnd(value, text) : value.end
  const comment = text.slice(end, lineEnd(text, end)).trimEnd()
  return { before, comment }
}

const aroundBlock = (
  { sign, start, value }: Entry,
  text: string,
): { before: string; comment: string } => {
  const line = text.slice(sign, lineEnd(text, sign))
  const [, anchor = '', comment = ''] = /^([ \t]*&\S+)?([ \t]+#.*)?/.exec(line) ?? []
  const name = value.is === 'list' || value.is === 'record' ? value.anchor : undefined
  const late = anchor === '' && name !== undefined ? ` &${name}` : ''
  return { before: text.slice(start, sign) + anchor + late, comment: comment.trimEnd() }
}

/** Behind the sign of a block text and what it says about indentation and line breaks. */
const headerEnd = ({ start }: Tree, text: string): number =>
  start + (/^[|>][-+\d]*/.exec(text.slice(start, start + 4))?.[0].length ?? 0)

const siteOf = (
  { entries, is, start }: Collection,
  { value }: Entry,
  before: string,
  { habits, text }: Scene,
): Site => {
  const column = columnOf(text, start)
  const wasBlock = isBlock(value)
  const isBelow = before.includes('\n') || (wasBlock && !beginsOnLine(text, value))
  const isAnchored = value.is !== 'alias' && value.anchor !== undefined
  const gap = before.length - before.trimEnd().length
  const wasFlow = !wasBlock && isFilled(value)
  const besideFlows =
    is === 'list' &&
    !wasBlock &&
    entries.some((entry) => !isBlock(entry.value) && isFilled(entry.value))
  return {
    holder: is,
    isFlow: false,
    column,
    ...textSite(value, column + (is === 'list' ? 2 : habits.step), text),
    beginsBelow: isBelow || isAnchored,
    ...(wasBlock
      ? {
          prefers: 'block',
          ...(columnOf(text, value.start) > column && { innerColumn: columnOf(text, value.start) }),
        }
      : (wasFlow || besideFlows) && { prefers: 'flow' }),
    ...(is === 'list' && !wasBlock && !isBelow && !isAnchored && gap > 0
      ? { innerColumn: column + 1 + gap }
      : {}),
  }
}

const isFilled = (tree: Tree): boolean =>
  (tree.is === 'record' || tree.is === 'list') && tree.entries.length > 0

const textSite = (
  value: Tree,
  column: number,
  text: string,
): Pick<Site, 'textColumn' | 'style' | 'width' | 'keepsBreaks'> => {
  if (value.is !== 'leaf') return { textColumn: column }
  if (!isBlockText(value)) return { textColumn: column, style: value.style }
  const [, ...content] = text.slice(value.start, value.end).split(/\r?\n/)
  const used = content.filter((line) => /\S/.test(line)).map((line) => line.search(/\S/))
  const width = Math.max(40, ...content.map((line) => line.length))
  const own = used.length > 0 ? Math.min(...used) : column
  const header = text.slice(value.start, value.start + 3)
  return {
    textColumn: own,
    style: value.style,
    width: width - own,
    keepsBreaks: header.includes('+'),
  }
}
