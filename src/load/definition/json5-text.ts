// Compares fields that Statsig stores twice: as a value and as JSON5 text.
import JSON5 from 'json5'
import type { Json } from '../../core/json.ts'
import { type Pointer, placesOf, valueAt } from '../../core/pointer.ts'
import { canonicalJson } from '../../fields/normalize.ts'

export interface Json5Mismatch {
  readonly pointer: Pointer
  readonly detail?: string
}

export const findJson5Mismatches = (
  at: Pointer,
  textPattern: Pointer,
  value: Json,
): readonly Json5Mismatch[] => [
  ...placesOf(value, at).flatMap((pointer): readonly Json5Mismatch[] => {
    const text = valueAt(value, pointer)
    const parsed = typeof text === 'string' ? parseText(JSON.parse, 'JSON', text) : undefined
    return parsed && 'fault' in parsed ? [{ pointer, detail: parsed.fault }] : []
  }),
  ...placesOf(value, textPattern).flatMap((pointer, index): readonly Json5Mismatch[] => {
    const text = valueAt(value, pointer)
    if (typeof text !== 'string') return []
    const parsedText = parseText(JSON5.parse, 'JSON5', text)
    if ('fault' in parsedText) return [{ pointer, detail: parsedText.fault }]
    const other = valueAt(value, placesOf(value, at)[index] ?? '')
    const parsed = other === undefined || other === null ? undefined : jsonValueOf(other)
    return parsed === undefined || canonicalJson(parsed) === canonicalJson(parsedText.value)
      ? []
      : [{ pointer }]
  }),
]

/** The value itself may be given as JSON text. */
const jsonValueOf = (value: Json): Json | undefined => {
  if (typeof value !== 'string') return value
  const parsed = parseText(JSON.parse, 'JSON', value)
  return 'value' in parsed ? parsed.value : undefined
}

const parseText = (
  parse: (text: string) => unknown,
  language: string,
  text: string,
): { readonly value: Json } | { readonly fault: string } => {
  try {
    // Values that JSON cannot express, such as infinity, become `null`, as in Statsig.
    const value: Json = JSON.parse(JSON.stringify(parse(text)))
    return { value }
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^JSON5: /, '') : String(error)
    return { fault: `The text is not valid ${language}: ${reason}.` }
  }
}
