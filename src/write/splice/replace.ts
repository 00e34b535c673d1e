// Replaces the value of a block entry. The text before the value and the comment after it stay.
import type { Json } from '../../core/json.ts'
import { beginsOnDashLine, isBlock, isBlockText, lineEnd } from './lines.ts'
import type { SpliceContext } from './placements.ts'
import type { Collection, YamlEntry, YamlTree } from './tree.ts'
import { renderValue, type ValueLayout } from './value.ts'
import { columnOf } from './yaml-style.ts'

/** The lines of the entry, from the start of the entry. */
export const replaceValue = (
  holder: Collection,
  entry: YamlEntry,
  value: Json,
  context: SpliceContext,
): string => {
  const { yamlStyle, text } = context
  const { before, comment } = surroundingText(entry, context)
  const column = columnOf(text, holder.start)
  const layout = layoutOf(holder, entry, before, context)
  const { first, rest } = renderValue(value, layout, yamlStyle)
  const lines = rest.map((line) => line + yamlStyle.newline).join('')
  if (first === '') {
    const ownLine = before.includes('\n') && comment !== ''
    const behind = ownLine ? `${yamlStyle.newline}${' '.repeat(column)}${comment.trim()}` : comment
    return `${before.trimEnd()}${behind}${yamlStyle.newline}${lines}`
  }
  const blank = /[ \n]$/.test(before) ? '' : ' '
  return `${before}${blank}${first}${comment}${yamlStyle.newline}${lines}`
}

/** The text before a value, and the comment after it with its leading spaces. */
const surroundingText = (
  entry: YamlEntry,
  { text }: SpliceContext,
): { before: string; comment: string } => {
  const { start, indicatorEnd, value } = entry
  if (isBlock(value) && !beginsOnDashLine(text, value)) return surroundingBlockText(entry, text)
  const before = text.slice(start, Math.max(indicatorEnd, value.start))
  if (isBlock(value)) return { before, comment: '' }
  const end = isBlockText(value) ? headerEnd(value, text) : value.end
  const comment = text.slice(end, lineEnd(text, end)).trimEnd()
  return { before, comment }
}

const surroundingBlockText = (
  { indicatorEnd, start, value }: YamlEntry,
  text: string,
): { before: string; comment: string } => {
  const line = text.slice(indicatorEnd, lineEnd(text, indicatorEnd))
  const [, anchor = '', comment = ''] = /^([ \t]*&\S+)?([ \t]+#.*)?/.exec(line) ?? []
  const name = value.is === 'list' || value.is === 'record' ? value.anchor : undefined
  const movedAnchor = anchor === '' && name !== undefined ? ` &${name}` : ''
  return {
    before: text.slice(start, indicatorEnd) + anchor + movedAnchor,
    comment: comment.trimEnd(),
  }
}

/** The offset after the header of a block text, such as `|-`. */
const headerEnd = ({ start }: YamlTree, text: string): number =>
  start + (/^[|>][-+\d]*/.exec(text.slice(start, start + 4))?.[0].length ?? 0)

const layoutOf = (
  { entries, is, start }: Collection,
  { value }: YamlEntry,
  before: string,
  { yamlStyle, text }: SpliceContext,
): ValueLayout => {
  const column = columnOf(text, start)
  const wasBlock = isBlock(value)
  const isBelow = before.includes('\n') || (wasBlock && !beginsOnDashLine(text, value))
  const isAnchored = value.is !== 'alias' && value.anchor !== undefined
  const gap = before.length - before.trimEnd().length
  const wasFlow = !wasBlock && hasEntries(value)
  const hasFlowSiblings =
    is === 'list' &&
    !wasBlock &&
    entries.some((entry) => !isBlock(entry.value) && hasEntries(entry.value))
  return {
    holder: is,
    isFlow: false,
    column,
    ...textLayout(value, column + (is === 'list' ? 2 : yamlStyle.step), text),
    beginsBelow: isBelow || isAnchored,
    ...(wasBlock
      ? {
          prefers: 'block',
          ...(columnOf(text, value.start) > column && { innerColumn: columnOf(text, value.start) }),
        }
      : (wasFlow || hasFlowSiblings) && { prefers: 'flow' }),
    ...(is === 'list' && !wasBlock && !isBelow && !isAnchored && gap > 0
      ? { innerColumn: column + 1 + gap }
      : {}),
  }
}

const hasEntries = (tree: YamlTree): boolean =>
  (tree.is === 'record' || tree.is === 'list') && tree.entries.length > 0

const textLayout = (
  value: YamlTree,
  column: number,
  text: string,
): Pick<ValueLayout, 'textColumn' | 'style' | 'width' | 'keepsBreaks'> => {
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
