// Rewrites the records and lists that stand in brackets, with the blanks, lines and commas as they are used there.

import { contentAfter, firstGone, type Scene, type Slot, slotsOf } from './placements.ts'
import { keyWritten } from './scalar.ts'
import type { Collection, Entry } from './tree.ts'
import { flowWritten } from './value.ts'
import { columnOf } from './yaml-style.ts'

/** The text from bracket to bracket. */
export const flowRewritten = (tree: Collection, scene: Scene): string => {
  const { text } = scene
  const opening = text.slice(tree.start, openingEnd(tree, text))
  const parts = partsOf(tree, text)
  const slots = slotsOf(tree, scene)
  const kept = new Set(slots.filter((slot) => typeof slot === 'number'))
  const hasLastComma = tree.entries.at(-1)?.comma !== undefined
  const newLine = newLineIn(tree, parts, scene)
  let written: Open = { text: opening, inComment: /#/.test(opening) }
  for (const [place, slot] of slots.entries()) {
    const comma = place < slots.length - 1 || hasLastComma ? ',' : ''
    const { beforeComma = '', comment = '' } = (typeof slot === 'number' && parts[slot]) || {}
    if (typeof slot === 'number')
      written = joined(written, goneComments(parts, kept, slot), true, newLine)
    const lead = leadOf(slots, place, parts, tree, scene)
    written = joined(written, lead + contentOf(tree, slot, scene), false, newLine)
    written = joined(written, beforeComma + comma, false, newLine)
    written = joined(written, comment, true, newLine)
  }
  written = joined(written, goneComments(parts, kept, parts.length), true, newLine)
  return joined(written, closingOf(tree, parts, slots, written, text), false, newLine).text
}

/** A line break, and the indentation of the items that begin a line. */
const newLineIn = (tree: Collection, parts: readonly Part[], { habits, text }: Scene): string => {
  const used = parts.flatMap(({ lead }) => /\r?\n[ \t]*$/.exec(lead) ?? [])
  return used[0] ?? `${habits.newline}${' '.repeat(columnOf(text, tree.start) + 2)}`
}

/** A text so far, and whether it ends within a comment. */
interface Open {
  readonly text: string
  readonly inComment: boolean
}

/** What follows a comment begins on a line of its own. */
const joined = (before: Open, after: string, endsInComment: boolean, newLine: string): Open => {
  if (after === '') return before
  const isBroken = !before.inComment || /^[ \t]*\r?\n/.test(after)
  const text = isBroken ? before.text + after : before.text + newLine + after.trimStart()
  return { text, inComment: endsInComment }
}

/** Behind the bracket and a comment on its line. */
const openingEnd = ({ end, start }: Collection, text: string): number =>
  start + 1 + (/^[ \t]*#[^\r\n]*/.exec(text.slice(start + 1, end))?.[0].length ?? 0)

const closingOf = (
  tree: Collection,
  parts: readonly Part[],
  slots: readonly Slot[],
  { inComment }: Open,
  text: string,
): string => {
  const closing = text.slice(parts.at(-1)?.end ?? openingEnd(tree, text), tree.end)
  if (tree.entries.length === 0 && slots.length > 0)
    return /#/.test(closing)
      ? (/\r?\n[ \t]*.$/.exec(closing)?.[0] ?? closing)
      : `${/\n/.test(closing) ? closing.slice(0, -1) : emptyLead(tree, text, false)}${closing.slice(-1)}`
  return slots.length > 0 || inComment || /#/.test(closing) ? closing : closing.slice(-1)
}

interface Part {
  readonly lead: string
  readonly beforeComma: string
  /** Behind the comma, on the same line. */
  readonly comment: string
  readonly end: number
}

const partsOf = (tree: Collection, text: string): readonly Part[] => {
  const parts: Part[] = []
  let from = openingEnd(tree, text)
  for (const entry of tree.entries) {
    const end = endOf(entry)
    const comma = entry.comma ?? end
    const comment = /^[ \t]+#[^\r\n]*/.exec(text.slice(comma, tree.end - 1))?.[0] ?? ''
    parts.push({
      lead: text.slice(from, entry.start),
      beforeComma: entry.comma === undefined ? '' : text.slice(end, comma - 1),
      comment,
      end: comma + comment.length,
    })
    from = comma + comment.length
  }
  return parts
}

const endOf = ({ sign, value }: Entry): number => Math.max(sign, value.end)

const contentOf = (tree: Collection, slot: Slot, scene: Scene): string => {
  const { aims, habits, text, touched } = scene
  if (typeof slot !== 'number')
    return tree.is === 'list'
      ? flowWritten(slot.value, habits)
      : `${keyWritten(slot.key, quoteOf(tree, text), habits)}: ${flowWritten(slot.value, habits)}`
  const entry = tree.entries[slot]
  if (!entry) return ''
  const { sign, start, value } = entry
  const set = aims.get(tree)?.set.get(tree.is === 'record' ? (entry.key ?? '') : String(slot))
  if (set !== undefined) {
    const head = text.slice(start, Math.max(sign, value.start))
    const style = value.is === 'leaf' ? value.style : undefined
    return `${withSign(head, tree, entry, text)}${flowWritten(set, habits, style)}`
  }
  if (!touched.has(value) || value.is === 'leaf' || value.is === 'alias')
    return text.slice(start, endOf(entry))
  const inner =
    value.form === 'flow'
      ? flowRewritten(value, scene)
      : flowWritten(contentAfter(value, scene), habits)
  return text.slice(start, value.start) + inner
}

/** `{a}` and `{a:}` have no blank, or even no colon, for a value to follow. */
const withSign = (head: string, { is }: Collection, { sign }: Entry, text: string): string => {
  if (is === 'list') return head === '' || /\s$/.test(head) ? head : `${head} `
  const colon = text[sign - 1] === ':' && head.includes(':') ? '' : ':'
  return /\s$/.test(head) ? head : `${head}${colon} `
}

const leadOf = (
  slots: readonly Slot[],
  place: number,
  parts: readonly Part[],
  tree: Collection,
  { habits, text }: Scene,
): string => {
  const slot = slots[place]
  const first = parts[0]?.lead
  if (first === undefined) return place === 0 ? emptyLead(tree, text, habits.padded[tree.is]) : ' '
  const usual = parts[1] ? blankOf(parts[1].lead) : /\n/.test(first) ? blankOf(first) : ' '
  if (typeof slot !== 'number') return place === 0 ? blankOf(first) : usual
  const own = parts[slot]?.lead ?? ''
  if (/#/.test(own)) return own
  if (place === 0) return blankOf(first)
  return slot === 0 ? usual : own
}

/** The blanks of a lead whose comments go elsewhere. */
const blankOf = (lead: string): string =>
  /#/.test(lead) ? (/\r?\n[ \t]*$/.exec(lead)?.[0] ?? ' ') : lead

/** What stands before the first item where none was: comments, or a blank. */
const emptyLead = (tree: Collection, text: string, isPadded: boolean): string => {
  const inner = text.slice(openingEnd(tree, text), tree.end - 1)
  if (!/[#\n]/.test(inner)) return isPadded || inner !== '' ? ' ' : ''
  return `${/#/.test(inner) ? inner.slice(0, inner.lastIndexOf('\n')).trimEnd() : ''}${/\r?\n[ \t]*$/.exec(inner)?.[0] ?? ' '}`
}

/** Comment lines above entries that go, right before a place. */
const goneComments = (parts: readonly Part[], kept: ReadonlySet<number>, until: number): string =>
  parts
    .slice(firstGone(kept, until), until)
    .map(({ lead }) => lead.trimEnd())
    .filter((lead) => /#/.test(lead))
    .join('')

/** The quotes that all keys of a record stand in. */
export const quoteOf = ({ entries }: Collection, text: string): 'single' | 'double' | undefined => {
  if (entries.length > 0 && entries.every(({ start }) => text[start] === '"')) return 'double'
  return entries.length > 0 && entries.every(({ start }) => text[start] === "'")
    ? 'single'
    : undefined
}
