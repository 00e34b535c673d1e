// Renders new records, lists, members and items in the style of the text around them.
import { isJsonArray, isJsonObject, isJsonScalar, type Json } from '../../core/json.ts'
import { maxLineLength } from '../yaml.ts'
import type { RenderedValue, ScalarLayout } from './block-text.ts'
import { renderKey, renderScalar } from './scalar.ts'
import type { ScalarStyle } from './tree.ts'
import type { YamlStyle } from './yaml-style.ts'

/** The layout for a value of any type. */
export interface ValueLayout extends ScalarLayout {
  readonly holder: 'record' | 'list'
  readonly prefers?: 'block' | 'flow'
  /** The column of the keys or dashes of the replaced block. */
  readonly innerColumn?: number
  /** The block starts below the line of its dash, not on it. */
  readonly beginsBelow?: boolean
}

export const renderValue = (
  value: Json,
  layout: ValueLayout,
  yamlStyle: YamlStyle,
): RenderedValue => {
  if (!isJsonArray(value) && !isJsonObject(value)) return renderScalar(value, layout, yamlStyle)
  if (layout.isFlow || shouldBeFlow(value, layout, yamlStyle))
    return { first: renderFlow(value, yamlStyle), rest: [] }
  const lines = blockLines(
    value,
    layout.innerColumn ?? innerColumnOf(value, layout, yamlStyle),
    yamlStyle,
  )
  const [first = '', ...rest] = lines
  return layout.holder === 'record' || layout.beginsBelow
    ? { first: '', rest: lines }
    : { first: first.trimStart(), rest }
}

export const renderMemberLines = (
  key: string,
  value: Json,
  column: number,
  yamlStyle: YamlStyle,
  quote?: ScalarStyle,
): readonly string[] => {
  const layout = {
    holder: 'record',
    isFlow: false,
    column,
    textColumn: column + yamlStyle.step,
  } as const
  const { first, rest } = renderValue(value, layout, yamlStyle)
  const head = `${' '.repeat(column)}${renderKey(key, quote, yamlStyle)}:`
  return [first === '' ? head : `${head} ${first}`, ...rest]
}

export const renderItemLines = (
  value: Json,
  column: number,
  yamlStyle: YamlStyle,
  prefers?: 'flow',
): readonly string[] => {
  const layout = { holder: 'list', isFlow: false, column, textColumn: column + 2 } as const
  const form = prefers ?? (isFlatRecord(value) ? yamlStyle.flatItems : undefined)
  const { first, rest } = renderValue(
    value,
    { ...layout, ...(form && { prefers: form }) },
    yamlStyle,
  )
  return [`${' '.repeat(column)}-${yamlStyle.dashGap}${first}`, ...rest]
}

export const renderFlow = (value: Json, yamlStyle: YamlStyle, style?: ScalarStyle): string => {
  const inner = (each: Json): string => renderFlow(each, yamlStyle)
  if (isJsonArray(value)) return wrapInBrackets(value.map(inner), ['[', ']'], yamlStyle.padded.list)
  if (!isJsonObject(value)) {
    const scalarLayout = { isFlow: true, column: 0, textColumn: 0, ...(style && { style }) }
    return renderScalar(value, scalarLayout, yamlStyle).first
  }
  const members = Object.entries(value).map(
    ([key, each]) => `${renderKey(key, undefined, yamlStyle)}: ${inner(each)}`,
  )
  return wrapInBrackets(members, ['{', '}'], yamlStyle.padded.record)
}

const wrapInBrackets = (
  items: readonly string[],
  [open, close]: readonly [string, string],
  isPadded: boolean,
): string => {
  const blank = isPadded && items.length > 0 ? ' ' : ''
  return `${open}${blank}${items.join(', ')}${blank}${close}`
}

const maxFlowWidth = 100

const shouldBeFlow = (
  value: Json,
  { prefers, column }: ValueLayout,
  yamlStyle: YamlStyle,
): boolean => {
  const items = isJsonArray(value) ? value : isJsonObject(value) ? Object.values(value) : []
  if (items.length === 0) return true
  if (prefers === 'block' || hasLineBreaks(value)) return false
  const width = renderFlow(value, yamlStyle).length
  if (prefers === 'flow') return column + width <= maxFlowWidth
  return isJsonArray(value) && items.every(isJsonScalar) && width <= maxLineLength
}

const hasLineBreaks = (value: Json): boolean => {
  if (isJsonArray(value)) return value.some(hasLineBreaks)
  return isJsonObject(value)
    ? Object.values(value).some(hasLineBreaks)
    : typeof value === 'string' && value.includes('\n')
}

/** Whether a record contains no records, so that it fits on one line. */
const isFlatRecord = (value: Json): boolean =>
  isJsonObject(value) &&
  Object.values(value).every(
    (each) => isJsonScalar(each) || (isJsonArray(each) && each.every(isJsonScalar)),
  )

const innerColumnOf = (
  value: Json,
  { column, holder }: ValueLayout,
  yamlStyle: YamlStyle,
): number => {
  if (holder === 'list') return column + 1 + yamlStyle.dashGap.length
  return column + (isJsonArray(value) ? yamlStyle.listStep : yamlStyle.step)
}

const blockLines = (value: Json, column: number, yamlStyle: YamlStyle): readonly string[] =>
  isJsonArray(value)
    ? value.flatMap((item) => renderItemLines(item, column, yamlStyle))
    : Object.entries(value ?? {}).flatMap(([key, each]) =>
        renderMemberLines(key, each, column, yamlStyle),
      )
