// Refuses numbers in places for texts whose spelling says more than their value: `1.10` is another version than `1.1`.
import { type Diagnostic, error } from '../../core/diagnostic.ts'
import { isJsonObject, type Json } from '../../core/json.ts'
import { formatPointer, join, type Pointer } from '../../core/pointer.ts'
import { type Field, fieldsOf } from '../../fields/field.ts'
import { asList } from '../../fields/normalize.ts'
import type { Positions } from '../../model/index.ts'
import { quoteHint } from '../message-text.ts'

/** Where a number is no text at all, the schema says so. */
export const lostSpellingFaults = (
  field: Field | undefined,
  value: Json | undefined,
  pointer: Pointer,
  positions: Positions,
): readonly Diagnostic[] => {
  if (field === undefined || value === undefined || value === null) return []
  switch (field.shape) {
    case 'text': {
      const written = positions.spelling(pointer)
      return field.numeric && typeof value === 'number' && written !== undefined
        ? [
            error(
              'invalid-value',
              `\`${formatPointer(pointer)}\` is a text, and YAML reads \`${written}\` as the number \`${value}\`.`,
              { at: positions.value(pointer), hint: quoteHint(written) },
            ),
          ]
        : []
    }
    case 'set':
    case 'list':
      return asList(value).flatMap((item, index) =>
        lostSpellingFaults(
          field.of,
          item,
          Array.isArray(value) ? join(pointer, index) : pointer,
          positions,
        ),
      )
    case 'record':
    case 'variant':
      return isJsonObject(value)
        ? Object.entries(fieldsOf(field, value)).flatMap(([name, inner]) =>
            lostSpellingFaults(inner, value[name], join(pointer, name), positions),
          )
        : []
    case 'number':
    case 'flag':
    case 'choice':
    case 'ref':
    case 'item':
    case 'opaque':
      return []
  }
}
