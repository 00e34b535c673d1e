// Edits as lines: a column for the sign, the label, what is there and what will be.
import type { Counts, Edit } from '../../fields/difference.ts'
import { isList, isMembers, type Json } from '../../json.ts'
import type { Pointer } from '../../pointer.ts'
import { shownEdit } from '../../redaction/sensitive-values.ts'
import { clean } from '../escape/terminal.ts'
import { listing, spreadOut } from './block-values.ts'
import { inline, isLines, isScalar } from './inline-values.ts'
import { difference } from './text-diff.ts'
import { grouped, type Ink, indented, inkOf, type Look, lengthOf } from './text-style.ts'

const arrow = ' → '
/** Longer labels do not push the others' values to the right. */
const widestLabel = 40

/** `beneath` are lines that belong below an edit, by the edit's place in the list. */
export const editLines = (
  edits: readonly Edit[],
  sensitive: readonly Pointer[],
  look: Look,
  beneath: ReadonlyMap<Edit, readonly string[]> = new Map(),
): readonly string[] => {
  const ink = inkOf(look)
  const labels = edits.map((edit) => clean(edit.label))
  const pad = Math.max(
    0,
    ...edits
      .flatMap(({ item }, index) => (isItem(item) ? [] : lengthOf(labels[index] ?? '')))
      .filter((length) => length <= Math.min(widestLabel, look.width / 2)),
  )
  const views = edits.map((edit) => viewOf(shownEdit(edit, sensitive), pad, look, ink))
  return views.flatMap(({ body, label, sign, value }, index) => {
    const edit = edits[index]
    const end = value === undefined && body.length === 0 ? '' : ':'
    const space = ' '.repeat(isItem(edit?.item) ? 0 : Math.max(0, pad - lengthOf(label)))
    return [
      `${sign} ${label}${end}${value === undefined ? '' : `${space} ${value}`}`,
      ...indented(4, body),
      ...((edit && beneath.get(edit)) ?? []),
    ]
  })
}

interface View {
  readonly sign: string
  readonly label: string
  /** What stands on the label's own line. */
  readonly value?: string
  /** What stands below it. */
  readonly body: readonly string[]
}

const isItem = (item: Edit['item']): boolean => item === 'added' || item === 'removed'

/** `+3, -1 (1,204 ids)`. */
export const changesText = (counts: Counts): string =>
  [
    ...(counts.added > 0 ? [`+${grouped(counts.added)}`] : []),
    ...(counts.removed > 0 ? [`-${grouped(counts.removed)}`] : []),
  ].join(', ')

export const countText = ({ of, what }: Counts): string => `${grouped(of)} ${what}`

const viewOf = (edit: Edit, pad: number, look: Look, ink: Ink): View => {
  const label = clean(edit.label)
  // Blanks, sign and colon take six columns.
  const room = Math.max(20, look.width - Math.max(pad, lengthOf(label)) - 6)
  if (edit.counts)
    return {
      sign: ' ',
      label,
      value: `${changesText(edit.counts)} (${countText(edit.counts)})`,
      body: [],
    }
  if (edit.item === 'added') return { sign: ink.green('+'), label, ...newItem(edit) }
  if (edit.item === 'removed') return { sign: ink.red('-'), label, body: [] }
  const shown =
    edit.item === 'order'
      ? change(namesIn(edit.before), namesIn(edit.after), room, ink)
      : changed(edit, room, ink)
  return { sign: ' ', label, ...shown }
}

type Shown = Pick<View, 'value' | 'body'>

const newItem = ({ after, label }: Edit): Shown => {
  if (!isMembers(after)) return { value: inline(after), body: [] }
  // The label has said the name.
  const { name, ...others } = after
  const isSaid = typeof name === 'string' && label.endsWith(`[${name}]`)
  return { body: listing(isSaid ? others : after) }
}

const namesIn = (names: Json | undefined): string =>
  isList(names) ? names.map(inline).join(', ') : inline(names)

const changed = ({ after, before, long }: Edit, room: number, ink: Ink): Shown => {
  const sides = [before, after].filter((side) => side !== undefined)
  if (sides.some(isLines) && sides.every((side) => typeof side === 'string'))
    return { body: difference(textIn(before), textIn(after), ink) }
  const [was, is] = [inline(before), inline(after)]
  const isSpread = long || !sides.every(isScalar)
  if (was !== is && isSpread && lengthOf(was + arrow + is) > room)
    return { body: difference(spread(before), spread(after), ink) }
  return change(was, is, room, ink)
}

const textIn = (side: Json | undefined): string => (typeof side === 'string' ? side : '')

const spread = (side: Json | undefined): string =>
  side === undefined ? '' : spreadOut(side).join('\n')

/** On one line where it fits, else one below the other. Nothing is cut: what differs may be anywhere. */
const change = (was: string, is: string, room: number, ink: Ink): Shown => {
  if (was === is) return { value: `${is} ${ink.dim('(only composed otherwise)')}`, body: [] }
  return lengthOf(was) + lengthOf(is) <= room - arrow.length
    ? { value: `${was}${ink.dim(arrow)}${is}`, body: [] }
    : { body: [ink.red(`- ${was}`), ink.green(`+ ${is}`)] }
}
