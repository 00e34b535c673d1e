// Edits as lines: the sign, the label, and the values in Statsig and in the file.

import { isJsonArray, isJsonObject, isJsonScalar, type Json } from '../../core/json.ts'
import type { Pointer } from '../../core/pointer.ts'
import type { ChangeCounts, Edit } from '../../fields/difference.ts'
import { hideSensitiveEdit } from '../../redaction/sensitive-values.ts'
import { escapeText } from '../escape/terminal.ts'
import { allValueLines, valueLines } from './block-values.ts'
import { inlineSides, inlineValue, isMultiline } from './inline-values.ts'
import { textDiff } from './text-diff.ts'
import {
  colorsOf,
  formatNumber,
  indentLines,
  type TextColors,
  type TextStyle,
  textWidth,
} from './text-style.ts'
import { wrapProse } from './wrap.ts'

const arrow = ' → '
/** Longer labels do not push the others' values to the right. */
const maxLabelWidth = 40

/** `notesByEdit`: lines that stand below an edit. */
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
  /** Stands on the line of the label. */
  readonly value?: string
  /** Lines below it. */
  readonly body: readonly string[]
  /** Both values, where they stand on one line each. */
  readonly sides?: { readonly live: string; readonly file: string }
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
  isWhole = false,
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
  if (edit.item === 'added')
    return { sign: colors.green('+'), label, ...newItemBody(edit, isWhole) }
  if (edit.item === 'removed') return { sign: colors.red('-'), label, body: [] }
  const shown =
    edit.item === 'order'
      ? changeBody(orderText(edit.before), orderText(edit.after), valueWidth, colors)
      : changedBody(edit, valueWidth, colors, isWhole)
  return { sign: ' ', label, ...shown }
}

type EditBody = Pick<EditView, 'value' | 'body' | 'sides'>

const newItemBody = ({ after, label }: Edit, isWhole: boolean): EditBody => {
  if (!isJsonObject(after)) return { value: inlineValue(after), body: [] }
  // The label shows the name already.
  const { name, ...others } = after
  const isNameInLabel = typeof name === 'string' && label.endsWith(`[${name}]`)
  return { body: valueLines(isNameInLabel ? others : after, isWhole) }
}

const orderText = (names: Json | undefined): string =>
  isJsonArray(names) ? names.map(inlineValue).join(', ') : inlineValue(names)

const changedBody = (
  { after, before, multiline }: Edit,
  valueWidth: number,
  colors: TextColors,
  isWhole: boolean,
): EditBody => {
  const sides = [before, after].filter((side) => side !== undefined)
  if (sides.some(isMultiline) && sides.every((side) => typeof side === 'string'))
    return { body: textDiff(textOrEmpty(before), textOrEmpty(after), colors, isWhole) }
  if (sides.some(isLongText) && sides.every((side) => typeof side === 'string'))
    return { body: textDiff(wrappedText(before), wrappedText(after), colors, isWhole) }
  const [live, file] = inlineSides(before, after)
  const needsLines = multiline || !sides.every(isJsonScalar)
  if (live !== file && needsLines && textWidth(live + arrow + file) > valueWidth)
    return { body: textDiff(blockText(before), blockText(after), colors, isWhole) }
  return changeBody(live, file, valueWidth, colors)
}

const maxLineWidth = 72
const minLongWidth = 2 * maxLineWidth

/** A text without line breaks that is worth hunks: one changed word is hard to find in it. */
const isLongText = (side: Json): boolean =>
  typeof side === 'string' && textWidth(side) > minLongWidth && side.includes(' ')

const wrappedText = (side: Json | undefined): string =>
  wrapProse(textOrEmpty(side), maxLineWidth).join('\n')

const textOrEmpty = (side: Json | undefined): string => (typeof side === 'string' ? side : '')

const blockText = (side: Json | undefined): string =>
  side === undefined ? '' : allValueLines(side).join('\n')

/** On one line where both fit, else one below the other. Neither is cut: they may differ anywhere. */
const changeBody = (
  live: string,
  file: string,
  valueWidth: number,
  colors: TextColors,
): EditBody => {
  if (live === file)
    return { value: `${file} ${colors.dim('(equal after Unicode normalization)')}`, body: [] }
  const sides = { live, file }
  return textWidth(live) + textWidth(file) <= valueWidth - arrow.length
    ? { value: `${live}${colors.dim(arrow)}${file}`, body: [], sides }
    : { body: [colors.red(`- ${live}`), colors.green(`+ ${file}`)], sides }
}

/** Wide enough for a page; without colours, which the page adds by the sign. */
const diffStyle: TextStyle = { color: false, width: 100 }

/** An edit for a block of the language `diff`, whose colours follow the sign in the first column. */
export const editDiff = (edit: Edit, isWhole = false): readonly string[] => {
  const view = editView(edit, 0, diffStyle, colorsOf(diffStyle), isWhole)
  const { body, label, sides, sign, value } = view
  if (edit.item === 'added' || edit.item === 'removed') {
    const valueText = value === undefined ? (body.length > 0 ? ':' : '') : `: ${value}`
    return [`${sign} ${label}${valueText}`, ...body.map((line) => `${sign}     ${line}`)]
  }
  if (sides) return [`- ${label}: ${sides.live}`, `+ ${label}: ${sides.file}`]
  if (value !== undefined) return [`  ${label}: ${value}`]
  const isOneHunk = body.filter((line) => line.startsWith('@@')).length === 1
  return [
    `@@ ${label} @@`,
    ...body
      .filter((line, index) => index > 0 || !isOneHunk || !/^@@ -[01],/.test(line))
      .map((line) => (/^[-+]/.test(line) ? `${line.slice(0, 1)} ${line.slice(1)}` : ` ${line}`)),
  ]
}
