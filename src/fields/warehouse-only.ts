// Fold: where a value speaks of what only a project with a warehouse has.
import { isList, isMembers, type Json } from '../json.ts'
import { join, type Pointer } from '../pointer.ts'
import { type Field, fieldsOf } from './field.ts'

/** The outermost places: what lies below one of them is not told again. */
export const warehousePlaces = (
  field: Field,
  value: Json | undefined,
  pointer: Pointer = '',
): readonly Pointer[] => {
  if (value === undefined || value === null || isNothing(value)) return []
  if (field.warehouse) return [pointer]
  if (field.shape === 'list' || field.shape === 'set')
    return isList(value)
      ? value.flatMap((item, index) => warehousePlaces(field.of, item, join(pointer, index)))
      : warehousePlaces(field.of, value, pointer)
  return isMembers(value)
    ? Object.entries(fieldsOf(field, value)).flatMap(([name, inner]) =>
        warehousePlaces(inner, value[name], join(pointer, name)),
      )
    : []
}

/** Says no more than absence does. */
const isNothing = (value: Json): boolean =>
  value === false || value === '' || (isList(value) && value.length === 0)
