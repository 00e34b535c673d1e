// The usual order of the keys in each record of a definition: the order of the descriptor.

import { isJsonArray, isJsonObject, type Json } from '../core/json.ts'
import { type Pointer, segments } from '../core/pointer.ts'
import { type Field, fieldsOf } from '../fields/field.ts'

/** The order for the record at a pointer; empty where the descriptor does not know the record. */
export const keyOrder =
  (root: Field, content: Json, aliases: Readonly<Record<string, string>>) =>
  (pointer: Pointer): readonly string[] => {
    let field: Field | undefined = root
    let value: Json | undefined = content
    for (const [depth, segment] of segments(pointer).entries()) {
      const name = depth === 0 ? (aliases[segment] ?? segment) : segment
      const child: Field | undefined =
        field === undefined
          ? undefined
          : field.shape === 'list' || field.shape === 'set'
            ? field.of
            : fieldsOf(field, value)[name]
      field = child
      value = isJsonArray(value)
        ? value[Number(segment)]
        : isJsonObject(value) && Object.hasOwn(value, segment)
          ? value[segment]
          : undefined
    }
    const fieldNames = field === undefined ? [] : Object.keys(fieldsOf(field, value))
    return pointer === '' ? ['kind', 'id', 'name', ...fieldNames, 'lifecycle'] : fieldNames
  }
