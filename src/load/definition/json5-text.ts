// Values that are given twice, as a value and as JSON5 text.
import JSON5 from 'json5'
import { textOf } from '../../fields/normalize.ts'
import type { Json } from '../../json.ts'
import { type Pointer, placesOf, valueAt } from '../../pointer.ts'

export interface TwinFault {
  readonly pointer: Pointer
  readonly detail?: string
}

export const twinFaults = (at: Pointer, twin: Pointer, value: Json): readonly TwinFault[] => [
  ...placesOf(value, at).flatMap((pointer): readonly TwinFault[] => {
    const text = valueAt(value, pointer)
    const said = typeof text === 'string' ? readBy(JSON.parse, 'JSON', text) : undefined
    return said && 'fault' in said ? [{ pointer, detail: said.fault }] : []
  }),
  ...placesOf(value, twin).flatMap((pointer, index): readonly TwinFault[] => {
    const text = valueAt(value, pointer)
    if (typeof text !== 'string') return []
    const meant = readBy(JSON5.parse, 'JSON5', text)
    if ('fault' in meant) return [{ pointer, detail: meant.fault }]
    const other = valueAt(value, placesOf(value, at)[index] ?? '')
    const said = other === undefined || other === null ? undefined : saidBy(other)
    return said === undefined || textOf(said) === textOf(meant.value) ? [] : [{ pointer }]
  }),
]

/** The other of the two may be JSON text itself. */
const saidBy = (value: Json): Json | undefined => {
  if (typeof value !== 'string') return value
  const said = readBy(JSON.parse, 'JSON', value)
  return 'value' in said ? said.value : undefined
}

const readBy = (
  parse: (text: string) => unknown,
  language: string,
  text: string,
): { readonly value: Json } | { readonly fault: string } => {
  try {
    // What JSON cannot say, such as infinity, becomes null as it does in Statsig.
    const value: Json = JSON.parse(JSON.stringify(parse(text)))
    return { value }
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^JSON5: /, '') : String(error)
    return { fault: `It is not ${language}: ${reason}.` }
  }
}
