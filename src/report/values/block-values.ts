// Values over several lines, much as YAML spells them: short for what is new, in full for what is compared.
import { isJsonArray, isJsonObject, isJsonScalar, type Json } from '../../core/json.ts'
import { escapeText } from '../escape/terminal.ts'
import { inlineValue, isMultiline, keyText } from './inline-values.ts'
import { indentLines, limitLines, textWidth, truncateMiddle } from './text-style.ts'

const maxima = { lines: 40, text: 12, items: 8, samples: 3, flow: 72, line: 500 }

/** Long lists and long text are cut, with a line that says so, unless the value is wanted as a whole. */
export const valueLines = (value: Json, isWhole = false): readonly string[] =>
  isWhole
    ? renderBlock(value, wholeStyle)
    : limitLines(renderBlock(value, shortStyle), maxima.lines)

/** Every value on a line of its own. */
export const allValueLines = (value: Json): readonly string[] => renderBlock(value, fullStyle)

interface BlockStyle {
  /** The value beside its key; absent where it needs lines of its own. */
  readonly inlineText: (value: Json) => string | undefined
  readonly text: (lines: readonly string[]) => readonly string[]
  readonly items: (items: readonly (readonly string[])[]) => readonly string[]
}

const renderBlock = (value: Json, style: BlockStyle): readonly string[] => {
  if (isMultiline(value)) return renderText(value, style)
  if (isJsonArray(value) && value.length > 0)
    return style.items(value.map((item) => withDash(renderItem(item, style))))
  if (isJsonObject(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([name, inner]) =>
      renderEntry(keyText(name), inner, style),
    )
  return [style.inlineText(value) ?? inlineValue(value)]
}

const renderEntry = (key: string, value: Json, style: BlockStyle): readonly string[] => {
  const inlineText = style.inlineText(value)
  if (inlineText !== undefined) return [`${key}: ${inlineText}`]
  return [
    isMultiline(value) ? `${key}: |` : `${key}:`,
    ...indentLines(2, renderBlock(value, style)),
  ]
}

const renderItem = (value: Json, style: BlockStyle): readonly string[] => {
  const inlineText = style.inlineText(value)
  if (inlineText !== undefined) return [inlineText]
  return isMultiline(value) ? ['|', ...renderText(value, style)] : renderBlock(value, style)
}

const withDash = (lines: readonly string[]): readonly string[] =>
  lines.map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`))

const renderText = (text: string, style: BlockStyle): readonly string[] =>
  style.text(text.trimEnd().split('\n').map(escapeText))

const fullStyle: BlockStyle = {
  inlineText: (value) =>
    isMultiline(value) || !isScalarOrEmpty(value) ? undefined : inlineValue(value),
  text: (lines) => lines,
  items: (items) => items.flat(),
}

const shortStyle: BlockStyle = {
  inlineText: (value) => {
    if (isMultiline(value)) return undefined
    if (isScalarOrEmpty(value)) return truncateMiddle(inlineValue(value), maxima.line)
    if (!isFlatCollection(value)) return undefined
    const whole = inlineValue(value)
    if (textWidth(whole) <= maxima.flow) return whole
    return isJsonArray(value) && value.every(isJsonScalar) ? sampleListText(value) : undefined
  },
  text: (lines) =>
    limitLines(
      lines.map((line) => truncateMiddle(line, maxima.line)),
      maxima.text,
    ),
  items: (items) =>
    items.length <= maxima.items + 1
      ? items.flat()
      : [...items.slice(0, maxima.items).flat(), `… ${items.length - maxima.items} more items`],
}

/** As the short style, and nothing is cut: where the short one cuts nothing either, both are equal. */
const wholeStyle: BlockStyle = {
  inlineText: (value) => {
    if (isMultiline(value)) return undefined
    if (isScalarOrEmpty(value)) return inlineValue(value)
    if (!isFlatCollection(value)) return undefined
    const whole = inlineValue(value)
    const isShortList =
      isJsonArray(value) && value.every(isJsonScalar) && value.length <= maxima.samples
    return textWidth(whole) <= maxima.flow || isShortList ? whole : undefined
  },
  text: (lines) => lines,
  items: (items) => items.flat(),
}

/** A long list of plain values: a few of them, and how many there are besides. */
const sampleListText = (items: readonly Json[]): string => {
  if (items.length <= maxima.samples) return truncateMiddle(inlineValue(items), maxima.line)
  const firstItems = truncateMiddle(
    inlineValue(items.slice(0, maxima.samples)).slice(1, -1),
    maxima.flow,
  )
  return `[${firstItems}, … ${items.length - maxima.samples} more]`
}

const isScalarOrEmpty = (value: Json): boolean =>
  isJsonScalar(value) || (isJsonArray(value) ? value.length : Object.keys(value).length) === 0

const isFlatCollection = (value: Json): boolean => {
  if (isJsonArray(value)) return value.every(isSingleLineScalar)
  return (
    isJsonObject(value) &&
    Object.values(value).every((inner) =>
      isJsonArray(inner)
        ? inner.every(isSingleLineScalar)
        : isScalarOrEmpty(inner) && !isMultiline(inner),
    )
  )
}

const isSingleLineScalar = (value: Json): boolean => isJsonScalar(value) && !isMultiline(value)
