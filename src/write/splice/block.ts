// Rewrites block records and block lists. Lines of entries that are not edited stay unchanged.
import { keyQuoteOf, rewriteFlow } from './flow.ts'
import {
  beginsOnDashLine,
  bodyEnd,
  bodyStart,
  entryEndOffset,
  hasComment,
  isBlock,
  isBlockText,
  lineEnd,
  lineStart,
  reindentComments,
  splitGapLines,
  trimLeadingBlankLines,
} from './lines.ts'
import {
  firstRemovedBefore,
  type Placement,
  placementsOf,
  type SpliceContext,
  valueAfterEdits,
} from './placements.ts'
import { replaceValue } from './replace.ts'
import type { Collection, YamlEntry } from './tree.ts'
import { renderItemLines, renderMemberLines } from './value.ts'
import { columnOf } from './yaml-style.ts'

/** The text from `bodyStart` to `bodyEnd`; `undefined` if no entry is left. */
export const rewriteBody = (tree: Collection, context: SpliceContext): string | undefined => {
  const placements = placementsOf(tree, context)
  if (placements.length === 0) return undefined
  const column = columnOf(context.text, tree.start)
  const indent = ' '.repeat(column)
  const gaps = gapsBetween(tree, context)
  const isOnLine = beginsOnDashLine(context.text, tree)
  const keptIndexes = new Set(placements.filter((placement) => typeof placement === 'number'))
  const pieces = placements.map((placement, position) => {
    const leading = leadingLines(placements, position, keptIndexes, gaps, column)
    const isFirst = position === 0 || keepsBreaks(tree, placements[position - 1], context)
    const first = isFirst ? trimLeadingBlankLines(leading) : leading
    const text =
      typeof placement === 'number'
        ? renderOldEntry(tree, placement, context)
        : renderNewEntry(tree, placement, context)
    if (position > 0 || !isOnLine) return `${first}${indent}${text}`
    return first === '' ? text : `${first.trimStart()}${indent}${text}`
  })
  return pieces.join('') + commentsOfRemoved(gaps, keptIndexes, gaps.length, column)
}

/** Whether an entry ends with a block text that would include empty lines after it. */
const keepsBreaks = (
  tree: Collection,
  placement: Placement | undefined,
  context: SpliceContext,
): boolean => {
  const value = typeof placement === 'number' ? tree.entries[placement]?.value : undefined
  if (!value || value.is === 'alias') return false
  if (value.is === 'leaf')
    return isBlockText(value) && /^.\d?[+]/.test(context.text.slice(value.start, value.start + 3))
  return isBlock(value) && keepsBreaks(value, placementsOf(value, context).at(-1), context)
}

/** The comment lines of all entries, which stay when the entries are removed. */
export const collectComments = (tree: Collection, context: SpliceContext): string => {
  const column = columnOf(context.text, tree.start)
  return commentsOfRemoved(gapsBetween(tree, context), new Set(), tree.entries.length, column)
}

interface Gap {
  readonly detached: string
  readonly attached: string
}

const gapsBetween = (tree: Collection, { text }: SpliceContext): readonly Gap[] => {
  const column = columnOf(text, tree.start)
  return tree.entries.map(({ start }, index) => {
    const before = tree.entries[index - 1]
    if (!before)
      return {
        detached: '',
        attached: text.slice(bodyStart(text, tree), firstLineOffset(text, tree)),
      }
    return splitGapLines(
      text.slice(entryEndOffset(text, before, column), lineStart(text, start)),
      column,
    )
  })
}

const firstLineOffset = (text: string, tree: Collection): number =>
  beginsOnDashLine(text, tree) ? tree.start : lineStart(text, tree.start)

/** The lines above an entry at its new position. Empty lines keep their position; comments move with their entry. */
const leadingLines = (
  placements: readonly Placement[],
  position: number,
  keptIndexes: ReadonlySet<number>,
  gaps: readonly Gap[],
  column: number,
): string => {
  const placement = placements[position]
  if (typeof placement !== 'number') return usualBlankLine(gaps)
  const { detached = '', attached = '' } = gaps[placement] ?? {}
  const before = previousOldIndex(placements, position)
  if (placement === 0 ? position === 0 : before === placement - 1) return detached + attached
  const follows =
    position === 0 ||
    (before !== undefined &&
      before < placement &&
      firstRemovedBefore(keptIndexes, placement) === before + 1)
  const carried = commentsOfRemoved(gaps, keptIndexes, placement, column)
  const reindented = reindentComments(detached, column)
  if (hasComment(detached)) return carried + reindented + attached
  if (!follows) return carried + usualBlankLine(gaps) + attached
  const next = before === undefined ? '' : (gaps[before + 1]?.detached ?? '')
  return carried + (reindented === '' && !hasComment(next) ? next : reindented) + attached
}

const previousOldIndex = (
  placements: readonly Placement[],
  position: number,
): number | undefined => {
  for (let at = position - 1; at >= 0; at -= 1) {
    const placement = placements[at]
    if (typeof placement === 'number') return placement
  }
  return undefined
}

/** The comments of the removed entries right before a position. */
const commentsOfRemoved = (
  gaps: readonly Gap[],
  keptIndexes: ReadonlySet<number>,
  until: number,
  column: number,
): string =>
  gaps
    .slice(firstRemovedBefore(keptIndexes, until), until)
    .map(({ detached, attached }) => detached + attached)
    .filter(hasComment)
    .map((lines) => reindentComments(lines, column))
    .join('')

/** An empty line, if empty lines separate all entries. */
const usualBlankLine = (gaps: readonly Gap[]): string => {
  const [, ...inner] = gaps
  const blank = inner[0]?.detached.match(/^[ \t]*\r?\n/)?.[0]
  return blank !== undefined && inner.every(({ detached }) => /^[ \t]*\r?\n/.test(detached))
    ? blank
    : ''
}

const renderNewEntry = (
  tree: Collection,
  placement: Exclude<Placement, number>,
  context: SpliceContext,
): string => {
  const column = columnOf(context.text, tree.start)
  const { yamlStyle, text } = context
  const items = tree.entries.filter(({ value }) => value.is === 'record' || value.is === 'list')
  const areFlow = items.length > 0 && items.every(({ value }) => !isBlock(value))
  const lines =
    tree.is === 'list'
      ? renderItemLines(placement.value, column, yamlStyle, areFlow ? 'flow' : undefined)
      : renderMemberLines(placement.key, placement.value, column, yamlStyle, keyQuoteOf(tree, text))
  return `${lines.join(yamlStyle.newline).slice(column)}${yamlStyle.newline}`
}

const renderOldEntry = (tree: Collection, index: number, context: SpliceContext): string => {
  const { targets, text, touched } = context
  const entry = tree.entries[index]
  if (!entry) return ''
  const { start, value } = entry
  const column = columnOf(text, tree.start)
  const tail = entryEndOffset(text, entry, column)
  const set = targets.get(tree)?.set.get(tree.is === 'record' ? (entry.key ?? '') : String(index))
  if (set !== undefined) return replaceValue(tree, entry, set, context)
  if (!touched.has(value) || value.is === 'leaf' || value.is === 'alias')
    return text.slice(start, tail)
  return renderNestedValue(tree, entry, value, tail, context)
}

const renderNestedValue = (
  tree: Collection,
  entry: YamlEntry,
  value: Collection,
  tail: number,
  context: SpliceContext,
): string => {
  const { text } = context
  if (isBlock(value)) {
    const body = rewriteBody(value, context)
    const emptyValue = value.is === 'list' ? [] : {}
    if (body === undefined) {
      const above = text.slice(lineEnd(text, entry.indicatorEnd), bodyStart(text, value))
      const detached =
        hasComment(above) && !beginsOnDashLine(text, value) ? trimLeadingBlankLines(above) : ''
      return (
        replaceValue(tree, entry, emptyValue, context) + detached + collectComments(value, context)
      )
    }
    const head = text.slice(entry.start, bodyStart(text, value))
    return head + body + text.slice(bodyEnd(text, value), tail)
  }
  const inner = text.slice(value.start, value.end)
  if (value.entries.length === 0 && !/[#\n]/.test(inner))
    return replaceValue(tree, entry, valueAfterEdits(value, context), context)
  return (
    text.slice(entry.start, value.start) + rewriteFlow(value, context) + text.slice(value.end, tail)
  )
}
