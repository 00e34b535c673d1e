// Edits as lines: a column for the sign, the label, what is there and what will be.
import type { ChangeCounts, Edit } from '../../fields/difference.ts'
import { isJsonArray, isJsonObject, type Json } from '../../json.ts'
import type { Pointer } from '../../pointer.ts'
import { hideSensitiveEdit } from '../../redaction/sensitive-values.ts'
import { escapeText } from '../escape/terminal.ts'
import { allValueLines, valueLines } from './block-values.ts'
import { inlineValue, isMultiline, isScalar } from './inline-values.ts'
import { textDiff } from './text-diff.ts'
import {
  colorsOf,
  formatNumber,
  indentLines,
  type TextColors,
  type TextStyle,
  textWidth,
} from './text-style.ts'

const arrow = ' → '
/** Longer labels do not push the others' values to the right. */
const maxLabelWidth = 40

/** `beneath` are lines that belong below an edit, by the edit's place in the list. */
export const editLines = (
  edits: readonly Edit[],
  sensitive: readonly Pointer[],
  style: TextStyle,
  notesByEdit: ReadonlyMap<Edit, readonly string[]> = new Map(),
): readonly string[] => {
  const colors = colorsOf(style)
  const labels = edits.map((edit) => escapeText(edit.label))
  const labelWidth = Math.max(
    0,
    ...edits
      .flatMap(({ item }, index) => (isItem(item) ? [] : textWidth(labels[index] ?? '')))
      .filter((length) => length <= Math.min(maxLabelWidth, style.width / 2)),
  )
  const views = edits.map((edit) =>
    editView(hideSensitiveEdit(edit, sensitive), labelWidth, style, colors),
  )
  return views.flatMap(({ body, label, sign, value }, index) => {
    const edit = edits[index]
    const end = value === undefined && body.length === 0 ? '' : ':'
    const space = ' '.repeat(isItem(edit?.item) ? 0 : Math.max(0, labelWidth - textWidth(label)))
    return [
      `${sign} ${label}${end}${value === undefined ? '' : `${space} ${value}`}`,
      ...indentLines(4, body),
      ...((edit && notesByEdit.get(edit)) ?? []),
    ]
  })
}

interface EditView {
  readonly sign: string
  readonly label: string
  /** What stands on the label's own line. */
  readonly value?: string
  /** What stands below it. */
  readonly body: readonly string[]
}

const isItem = (item: Edit['item']): boolean => item === 'added' || item === 'removed'

/** `+3, -1 (1,204 ids)`. */
export const countChangesText = (counts: ChangeCounts): string =>
  [
    ...(counts.added > 0 ? [`+${formatNumber(counts.added)}`] : []),
    ...(counts.removed > 0 ? [`-${formatNumber(counts.removed)}`] : []),
  ].join(', ')

export const countText = ({ total, unit }: ChangeCounts): string => `${formatNumber(total)} ${unit}`

const editView = (
  edit: Edit,
  labelWidth: number,
  style: TextStyle,
  colors: TextColors,
): EditView => {
  const label = escapeText(edit.label)
  // Blanks, sign and colon take six columns.
  const valueWidth = Math.max(20, style.width - Math.max(labelWidth, textWidth(label)) - 6)
  if (edit.counts)
    return {
      sign: ' ',
      label,
      value: `${countChangesText(edit.counts)} (${countText(edit.counts)})`,
      body: [],
    }
  if (edit.item === 'added') return { sign: colors.green('+'), label, ...newItemBody(edit) }
  if (edit.item === 'removed') return { sign: colors.red('-'), label, body: [] }
  const shown =
    edit.item === 'order'
      ? changeBody(orderText(edit.before), orderText(edit.after), valueWidth, colors)
      : changedBody(edit, valueWidth, colors)
  return { sign: ' ', label, ...shown }
}

type EditBody = Pick<EditView, 'value' | 'body'>

const newItemBody = ({ after, label }: Edit): EditBody => {
  if (!isJsonObject(after)) return { value: inlineValue(after), body: [] }
  // The label has said the name.
  const { name, ...others } = after
  const isNameInLabel = typeof name === 'string' && label.endsWith(`[${name}]`)
  return { body: valueLines(isNameInLabel ? others : after) }
}

const orderText = (names: Json | undefined): string =>
  isJsonArray(names) ? names.map(inlineValue).join(', ') : inlineValue(names)

const changedBody = (
  { after, before, multiline }: Edit,
  valueWidth: number,
  colors: TextColors,
): EditBody => {
  const sides = [before, after].filter((side) => side !== undefined)
  if (sides.some(isMultiline) && sides.every((side) => typeof side === 'string'))
    return { body: textDiff(textOrEmpty(before), textOrEmpty(after), colors) }
  const [was, is] = [inlineValue(before), inlineValue(after)]
  const needsLines = multiline || !sides.every(isScalar)
  if (was !== is && needsLines && textWidth(was + arrow + is) > valueWidth)
    return { body: textDiff(blockText(before), blockText(after), colors) }
  return changeBody(was, is, valueWidth, colors)
}

const textOrEmpty = (side: Json | undefined): string => (typeof side === 'string' ? side : '')

const blockText = (side: Json | undefined): string =>
  side === undefined ? '' : allValueLines(side).join('\n')

/** On one line where it fits, else one below the other. Nothing is cut: what differs may be anywhere. */
const changeBody = (was: string, is: string, valueWidth: number, colors: TextColors): EditBody => {
  if (was === is) return { value: `${is} ${colors.dim('(only composed otherwise)')}`, body: [] }
  return textWidth(was) + textWidth(is) <= valueWidth - arrow.length
    ? { value: `${was}${colors.dim(arrow)}${is}`, body: [] }
    : { body: [colors.red(`- ${was}`), colors.green(`+ ${is}`)] }
}
