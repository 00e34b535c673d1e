// Values over several lines, much as YAML spells them: short for what is new, in full for what is compared.
import { isList, isMembers, type Json } from '../../json.ts'
import { clean } from '../escape/terminal.ts'
import { inline, isLines, isScalar, keyText } from './inline-values.ts'
import { capped, indented, lengthOf, shortened } from './text-style.ts'

const most = { lines: 40, text: 12, items: 8, samples: 3, flow: 72, line: 500 }

/** Long lists and long text are cut, with a line that says so. */
export const listing = (value: Json): readonly string[] => capped(block(value, brief), most.lines)

/** Every value on a line of its own. */
export const spreadOut = (value: Json): readonly string[] => block(value, full)

interface Style {
  /** The value beside its key; absent where it needs lines of its own. */
  readonly beside: (value: Json) => string | undefined
  readonly text: (lines: readonly string[]) => readonly string[]
  readonly items: (items: readonly (readonly string[])[]) => readonly string[]
}

const block = (value: Json, style: Style): readonly string[] => {
  if (isLines(value)) return textIn(value, style)
  if (isList(value) && value.length > 0)
    return style.items(value.map((item) => dashed(under(item, style))))
  if (isMembers(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([name, inner]) => entry(keyText(name), inner, style))
  return [style.beside(value) ?? inline(value)]
}

const entry = (key: string, value: Json, style: Style): readonly string[] => {
  const beside = style.beside(value)
  if (beside !== undefined) return [`${key}: ${beside}`]
  return [isLines(value) ? `${key}: |` : `${key}:`, ...indented(2, block(value, style))]
}

const under = (value: Json, style: Style): readonly string[] => {
  const beside = style.beside(value)
  if (beside !== undefined) return [beside]
  return isLines(value) ? ['|', ...textIn(value, style)] : block(value, style)
}

const dashed = (lines: readonly string[]): readonly string[] =>
  lines.map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`))

const textIn = (text: string, style: Style): readonly string[] =>
  style.text(text.trimEnd().split('\n').map(clean))

const full: Style = {
  beside: (value) => (isLines(value) || !isBare(value) ? undefined : inline(value)),
  text: (lines) => lines,
  items: (items) => items.flat(),
}

const brief: Style = {
  beside: (value) => {
    if (isLines(value)) return undefined
    if (isBare(value)) return shortened(inline(value), most.line)
    if (!isFlat(value)) return undefined
    const whole = inline(value)
    if (lengthOf(whole) <= most.flow) return whole
    return isList(value) && value.every(isScalar) ? sampled(value) : undefined
  },
  text: (lines) =>
    capped(
      lines.map((line) => shortened(line, most.line)),
      most.text,
    ),
  items: (items) =>
    items.length <= most.items + 1
      ? items.flat()
      : [...items.slice(0, most.items).flat(), `… ${items.length - most.items} more items`],
}

/** A long list of plain values: a few of them, and how many there are besides. */
const sampled = (items: readonly Json[]): string => {
  if (items.length <= most.samples) return shortened(inline(items), most.line)
  const few = shortened(inline(items.slice(0, most.samples)).slice(1, -1), most.flow)
  return `[${few}, … ${items.length - most.samples} more]`
}

const isBare = (value: Json): boolean =>
  isScalar(value) || (isList(value) ? value.length : Object.keys(value).length) === 0

const isFlat = (value: Json): boolean => {
  if (isList(value)) return value.every(isPlain)
  return (
    isMembers(value) &&
    Object.values(value).every((inner) =>
      isList(inner) ? inner.every(isPlain) : isBare(inner) && !isLines(inner),
    )
  )
}

const isPlain = (value: Json): boolean => isScalar(value) && !isLines(value)
