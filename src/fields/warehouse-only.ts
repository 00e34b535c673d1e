// Finds the values that only a warehouse native project can have.
import { isJsonArray, isJsonObject, type Json } from '../core/json.ts'
import { join, type Pointer } from '../core/pointer.ts'
import { type Field, fieldsOf } from './field.ts'

/** The outermost pointers: values below one of them are not listed again. */
export const warehouseOnlyPointers = (
  field: Field,
  value: Json | undefined,
  pointer: Pointer = '',
): readonly Pointer[] => {
  if (value === undefined || value === null || isEmptyLike(value)) return []
  if (field.warehouseOnly) return [pointer]
  if (field.shape === 'list' || field.shape === 'set')
    return isJsonArray(value)
      ? value.flatMap((item, index) => warehouseOnlyPointers(field.of, item, join(pointer, index)))
      : warehouseOnlyPointers(field.of, value, pointer)
  return isJsonObject(value)
    ? Object.entries(fieldsOf(field, value)).flatMap(([name, inner]) =>
        warehouseOnlyPointers(inner, value[name], join(pointer, name)),
      )
    : []
}

/** Values that mean the same as absence. */
const isEmptyLike = (value: Json): boolean =>
  value === false || value === '' || (isJsonArray(value) && value.length === 0)
