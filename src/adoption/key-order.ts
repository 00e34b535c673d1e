// The order in which keys usually stand in a record of a definition: that of the descriptor.
import { type Field, fieldsOf } from '../fields/field.ts'
import { isList, isMembers, type Json } from '../json.ts'
import { type Pointer, segments } from '../pointer.ts'

/** For the record at a pointer; nothing where no descriptor knows it. */
export const orderIn =
  (root: Field, content: Json, aliases: Readonly<Record<string, string>>) =>
  (pointer: Pointer): readonly string[] => {
    let field: Field | undefined = root
    let value: Json | undefined = content
    for (const [depth, segment] of segments(pointer).entries()) {
      const name = depth === 0 ? (aliases[segment] ?? segment) : segment
      const inner: Field | undefined =
        field === undefined
          ? undefined
          : field.shape === 'list' || field.shape === 'set'
            ? field.of
            : fieldsOf(field, value)[name]
      field = inner
      value = isList(value)
        ? value[Number(segment)]
        : isMembers(value) && Object.hasOwn(value, segment)
          ? value[segment]
          : undefined
    }
    const own = field === undefined ? [] : Object.keys(fieldsOf(field, value))
    return pointer === '' ? ['kind', 'id', 'name', ...own, 'lifecycle'] : own
  }
