// Values on one line, much as YAML spells them.
import { isJsonArray, isJsonObject, type Json } from '../../core/json.ts'
import { escapeText } from '../escape/terminal.ts'

export const isMultiline = (value: Json | undefined): value is string =>
  typeof value === 'string' && value.trimEnd().includes('\n')

/** Harmless text, uncut. */
export const inlineValue = (value: Json | undefined): string => {
  if (value === undefined) return '(none)'
  return typeof value === 'string' ? quoteIfAmbiguous(value, ambiguous) : flowText(value)
}

/** Both sides of an edit. Beside an empty list, `(none)` could be taken for it. */
export const inlineSides = (
  before: Json | undefined,
  after: Json | undefined,
): readonly [before: string, after: string] => {
  const sideText = (side: Json | undefined, other: Json | undefined) =>
    side === undefined && isJsonArray(other) && other.length === 0 ? '(not set)' : inlineValue(side)
  return [sideText(before, after), sideText(after, before)]
}

export const keyText = (name: string): string => quoteIfAmbiguous(name, ambiguousInside)

const flowText = (value: Json): string => {
  if (isJsonArray(value)) return `[${value.map(flowText).join(', ')}]`
  if (isJsonObject(value))
    return `{${Object.entries(value)
      .map(([name, inner]) => `${keyText(name)}: ${flowText(inner)}`)
      .join(', ')}}`
  return typeof value === 'string' ? quoteIfAmbiguous(value, ambiguousInside) : String(value)
}

/** Quoted only where it could be taken for something else. */
const quoteIfAmbiguous = (text: string, confusing: RegExp): string => {
  const isNumeric = text.trim() !== '' && !Number.isNaN(Number(text))
  return escapeText(text === '' || isNumeric || confusing.test(text) ? JSON.stringify(text) : text)
}

const ambiguous = /^\s|\s$|^["']|[\n\t]| → |^(?:true|false|null|~|\(none\)|\(not set\)|\[\]|\{\})$/i
const ambiguousInside = new RegExp(
  `${ambiguous.source}|[,[\\]{}]|: | #|^[-?] |^[@&*!|>%#\`]|:$`,
  'i',
)
