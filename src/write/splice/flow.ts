// Rewrites flow records and flow lists, and keeps their style of spaces, lines and commas.
import {
  firstRemovedBefore,
  type Placement,
  placementsOf,
  type SpliceContext,
  valueAfterEdits,
} from './placements.ts'
import { renderKey } from './scalar.ts'
import type { Collection, YamlEntry } from './tree.ts'
import { renderFlow } from './value.ts'
import { columnOf } from './yaml-style.ts'

/** The text from the opening to the closing bracket. */
export const rewriteFlow = (tree: Collection, context: SpliceContext): string => {
  const { text } = context
  const opening = text.slice(tree.start, openingEnd(tree, text))
  const items = flowItemsOf(tree, text)
  const placements = placementsOf(tree, context)
  const keptIndexes = new Set(placements.filter((placement) => typeof placement === 'number'))
  const hasLastComma = tree.entries.at(-1)?.comma !== undefined
  const newLine = newLineText(tree, items, context)
  let output: PartialText = { text: opening, inComment: /#/.test(opening) }
  for (const [position, placement] of placements.entries()) {
    const comma = position < placements.length - 1 || hasLastComma ? ',' : ''
    const { beforeComma = '', comment = '' } =
      (typeof placement === 'number' && items[placement]) || {}
    if (typeof placement === 'number')
      output = appendText(output, commentsOfRemoved(items, keptIndexes, placement), true, newLine)
    const lead = leadText(placements, position, items, tree, context)
    output = appendText(output, lead + entryText(tree, placement, context), false, newLine)
    output = appendText(output, beforeComma + comma, false, newLine)
    output = appendText(output, comment, true, newLine)
  }
  output = appendText(output, commentsOfRemoved(items, keptIndexes, items.length), true, newLine)
  return appendText(output, closingText(tree, items, placements, output, text), false, newLine).text
}

/** A line break, and the indentation of the items that begin a line. */
const newLineText = (
  tree: Collection,
  items: readonly FlowItem[],
  { yamlStyle, text }: SpliceContext,
): string => {
  const used = items.flatMap(({ lead }) => /\r?\n[ \t]*$/.exec(lead) ?? [])
  return used[0] ?? `${yamlStyle.newline}${' '.repeat(columnOf(text, tree.start) + 2)}`
}

/** The text so far, and whether it ends in a comment. */
interface PartialText {
  readonly text: string
  readonly inComment: boolean
}

/** Appends text, on a new line if it would be part of a comment. */
const appendText = (
  before: PartialText,
  after: string,
  endsInComment: boolean,
  newLine: string,
): PartialText => {
  if (after === '') return before
  const isBroken = !before.inComment || /^[ \t]*\r?\n/.test(after)
  const text = isBroken ? before.text + after : before.text + newLine + after.trimStart()
  return { text, inComment: endsInComment }
}

/** The offset after the opening bracket and a comment on its line. */
const openingEnd = ({ end, start }: Collection, text: string): number =>
  start + 1 + (/^[ \t]*#[^\r\n]*/.exec(text.slice(start + 1, end))?.[0].length ?? 0)

const closingText = (
  tree: Collection,
  items: readonly FlowItem[],
  placements: readonly Placement[],
  { inComment }: PartialText,
  text: string,
): string => {
  const closing = text.slice(items.at(-1)?.end ?? openingEnd(tree, text), tree.end)
  if (tree.entries.length === 0 && placements.length > 0)
    return /#/.test(closing)
      ? (/\r?\n[ \t]*.$/.exec(closing)?.[0] ?? closing)
      : `${/\n/.test(closing) ? closing.slice(0, -1) : firstLead(tree, text, false)}${closing.slice(-1)}`
  return placements.length > 0 || inComment || /#/.test(closing) ? closing : closing.slice(-1)
}

interface FlowItem {
  readonly lead: string
  readonly beforeComma: string
  /** The comment after the comma, on the same line. */
  readonly comment: string
  readonly end: number
}

const flowItemsOf = (tree: Collection, text: string): readonly FlowItem[] => {
  const items: FlowItem[] = []
  let from = openingEnd(tree, text)
  for (const entry of tree.entries) {
    const end = entryEnd(entry)
    const comma = entry.comma ?? end
    const comment = /^[ \t]+#[^\r\n]*/.exec(text.slice(comma, tree.end - 1))?.[0] ?? ''
    items.push({
      lead: text.slice(from, entry.start),
      beforeComma: entry.comma === undefined ? '' : text.slice(end, comma - 1),
      comment,
      end: comma + comment.length,
    })
    from = comma + comment.length
  }
  return items
}

const entryEnd = ({ indicatorEnd, value }: YamlEntry): number => Math.max(indicatorEnd, value.end)

const entryText = (tree: Collection, placement: Placement, context: SpliceContext): string => {
  const { targets, yamlStyle, text, touched } = context
  if (typeof placement !== 'number')
    return tree.is === 'list'
      ? renderFlow(placement.value, yamlStyle)
      : `${renderKey(placement.key, keyQuoteOf(tree, text), yamlStyle)}: ${renderFlow(placement.value, yamlStyle)}`
  const entry = tree.entries[placement]
  if (!entry) return ''
  const { indicatorEnd, start, value } = entry
  const set = targets
    .get(tree)
    ?.set.get(tree.is === 'record' ? (entry.key ?? '') : String(placement))
  if (set !== undefined) {
    const head = text.slice(start, Math.max(indicatorEnd, value.start))
    const style = value.is === 'leaf' ? value.style : undefined
    return `${withIndicator(head, tree, entry, text)}${renderFlow(set, yamlStyle, style)}`
  }
  if (!touched.has(value) || value.is === 'leaf' || value.is === 'alias')
    return text.slice(start, entryEnd(entry))
  const inner =
    value.form === 'flow'
      ? rewriteFlow(value, context)
      : renderFlow(valueAfterEdits(value, context), yamlStyle)
  return text.slice(start, value.start) + inner
}

/** Adds the colon or space that `{a}` and `{a:}` lack before a value. */
const withIndicator = (
  head: string,
  { is }: Collection,
  { indicatorEnd }: YamlEntry,
  text: string,
): string => {
  if (is === 'list') return head === '' || /\s$/.test(head) ? head : `${head} `
  const colon = text[indicatorEnd - 1] === ':' && head.includes(':') ? '' : ':'
  return /\s$/.test(head) ? head : `${head}${colon} `
}

const leadText = (
  placements: readonly Placement[],
  position: number,
  items: readonly FlowItem[],
  tree: Collection,
  { yamlStyle, text }: SpliceContext,
): string => {
  const placement = placements[position]
  const first = items[0]?.lead
  if (first === undefined)
    return position === 0 ? firstLead(tree, text, yamlStyle.padded[tree.is]) : ' '
  const usual = items[1]
    ? whitespaceOf(items[1].lead)
    : /\n/.test(first)
      ? whitespaceOf(first)
      : ' '
  if (typeof placement !== 'number') return position === 0 ? whitespaceOf(first) : usual
  const own = items[placement]?.lead ?? ''
  if (/#/.test(own)) return own
  if (position === 0) return whitespaceOf(first)
  return placement === 0 ? usual : own
}

/** The whitespace of a lead, without its comments. */
const whitespaceOf = (lead: string): string =>
  /#/.test(lead) ? (/\r?\n[ \t]*$/.exec(lead)?.[0] ?? ' ') : lead

/** The text before the first item of a collection that was empty: comments, or a space. */
const firstLead = (tree: Collection, text: string, isPadded: boolean): string => {
  const inner = text.slice(openingEnd(tree, text), tree.end - 1)
  if (!/[#\n]/.test(inner)) return isPadded || inner !== '' ? ' ' : ''
  return `${/#/.test(inner) ? inner.slice(0, inner.lastIndexOf('\n')).trimEnd() : ''}${/\r?\n[ \t]*$/.exec(inner)?.[0] ?? ' '}`
}

/** The comment lines of the removed entries right before a position. */
const commentsOfRemoved = (
  items: readonly FlowItem[],
  keptIndexes: ReadonlySet<number>,
  until: number,
): string =>
  items
    .slice(firstRemovedBefore(keptIndexes, until), until)
    .map(({ lead }) => lead.trimEnd())
    .filter((lead) => /#/.test(lead))
    .join('')

/** The quotes that all keys of a record have. */
export const keyQuoteOf = (
  { entries }: Collection,
  text: string,
): 'single' | 'double' | undefined => {
  if (entries.length > 0 && entries.every(({ start }) => text[start] === '"')) return 'double'
  return entries.length > 0 && entries.every(({ start }) => text[start] === "'")
    ? 'single'
    : undefined
}
