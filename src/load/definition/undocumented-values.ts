// Warns about values that Statsig documents, but not for this type of condition.
import { type Diagnostic, warning } from '../../core/diagnostic.ts'
import { isJsonArray, isJsonObject, type Json } from '../../core/json.ts'
import { formatPointer, join, type Pointer } from '../../core/pointer.ts'
import { type Field, fieldsOf } from '../../fields/field.ts'
import type { Positions } from '../../model/index.ts'
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
      ? `Statsig documents ${listText(field.documented, 'and')}.`
      : 'Delete the line: this condition has no operator.'
  return [
    warning(
      'undocumented-operator',
      `\`${formatPointer(pointer)}\` is \`${value}\`, which Statsig does not document for this condition.`,
      { at: positions.value(pointer), hint },
    ),
  ]
}
