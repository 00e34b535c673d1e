// Words that Statsig has, but not for this place as far as is known.
import { type Diagnostic, warning } from '../../diagnostic.ts'
import { type Field, fieldsOf } from '../../fields/field.ts'
import { isList, isMembers, type Json } from '../../json.ts'
import type { Positions } from '../../model.ts'
import { join, type Pointer, spoken } from '../../pointer.ts'
import { listText } from '../message-text.ts'

export const unusualIn = (
  field: Field | undefined,
  value: Json | undefined,
  pointer: Pointer,
  positions: Positions,
): readonly Diagnostic[] => {
  if (field === undefined) return []
  if (isList(value) && (field.shape === 'list' || field.shape === 'set'))
    return value.flatMap((item, index) =>
      unusualIn(field.of, item, join(pointer, index), positions),
    )
  if (isMembers(value))
    return Object.entries(fieldsOf(field, value)).flatMap(([name, inner]) =>
      unusualIn(inner, value[name], join(pointer, name), positions),
    )
  if (field.shape !== 'choice' || field.usual === undefined) return []
  if (typeof value !== 'string' || value === '' || !field.of.includes(value)) return []
  if (field.usual.includes(value)) return []
  const hint =
    field.usual.length > 0
      ? `Usual are ${listText(field.usual, 'and')}.`
      : 'Delete the line: nothing is compared here.'
  return [
    warning(
      'unusual-operator',
      `\`${spoken(pointer)}\` is \`${value}\`, which Statsig does not document for this condition.`,
      { at: positions.value(pointer), hint },
    ),
  ]
}
