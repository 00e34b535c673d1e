// Words that Statsig has, but not for this place as far as is known.
import { type Diagnostic, warning } from '../../diagnostic.ts'
import { type Field, fieldsOf } from '../../fields/field.ts'
import { isJsonArray, isJsonObject, type Json } from '../../json.ts'
import type { Positions } from '../../model.ts'
import { formatPointer, join, type Pointer } from '../../pointer.ts'
import { listText } from '../message-text.ts'

export const undocumentedValueWarnings = (
  field: Field | undefined,
  value: Json | undefined,
  pointer: Pointer,
  positions: Positions,
): readonly Diagnostic[] => {
  if (field === undefined) return []
  if (isJsonArray(value) && (field.shape === 'list' || field.shape === 'set'))
    return value.flatMap((item, index) =>
      undocumentedValueWarnings(field.of, item, join(pointer, index), positions),
    )
  if (isJsonObject(value))
    return Object.entries(fieldsOf(field, value)).flatMap(([name, inner]) =>
      undocumentedValueWarnings(inner, value[name], join(pointer, name), positions),
    )
  if (field.shape !== 'choice' || field.documented === undefined) return []
  if (typeof value !== 'string' || value === '' || !field.of.includes(value)) return []
  if (field.documented.includes(value)) return []
  const hint =
    field.documented.length > 0
      ? `Usual are ${listText(field.documented, 'and')}.`
      : 'Delete the line: nothing is compared here.'
  return [
    warning(
      'unusual-operator',
      `\`${formatPointer(pointer)}\` is \`${value}\`, which Statsig does not document for this condition.`,
      { at: positions.value(pointer), hint },
    ),
  ]
}
