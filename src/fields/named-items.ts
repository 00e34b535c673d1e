// Finds the names of items of other resources in a value, such as the environments in which a rule applies.
import { isJsonObject, type Json, member } from '../core/json.ts'
import { join, type Pointer } from '../core/pointer.ts'
import { type Field, fieldsOf } from './field.ts'
import type { ListItemKind } from './field-options.ts'
import { asList, isEmptyText } from './normalize.ts'

export interface NamedItem {
  readonly of: ListItemKind
  readonly name: string
  readonly pointer: Pointer
}

export const namedItemsIn = (
  field: Field,
  value: Json | undefined,
  pointer: Pointer = '',
): readonly NamedItem[] => {
  if (value === undefined || value === null) return []
  switch (field.shape) {
    case 'text':
      return field.itemOf !== undefined && typeof value === 'string' && !isEmptyText(field, value)
        ? [{ of: field.itemOf, name: value, pointer }]
        : []
    case 'set':
    case 'list':
      return asList(value).flatMap((item, index) =>
        namedItemsIn(field.of, item, Array.isArray(value) ? join(pointer, index) : pointer),
      )
    case 'record':
    case 'variant':
      return isJsonObject(value)
        ? Object.entries(fieldsOf(field, value)).flatMap(([name, inner]) =>
            namedItemsIn(inner, value[name], join(pointer, name)),
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

/** The names of the items that resources of the kind have. */
export const itemNames = (
  { key, list }: ListItemKind,
  resources: Iterable<Readonly<Record<string, Json>>>,
): ReadonlySet<string> =>
  new Set(
    [...resources].flatMap((members) =>
      asList(members[list]).flatMap((item) => {
        const name = member(item, key)
        return typeof name === 'string' ? [name] : []
      }),
    ),
  )

/** Finds the names of each list once, since many values name items of the same one. */
export const rememberNames = <Names>(
  findNames: (of: ListItemKind) => Names,
): ((of: ListItemKind) => Names) => {
  const found = new Map<string, { readonly names: Names }>()
  return (of) => {
    const key = JSON.stringify([of.kind, of.list, of.key])
    const entry = found.get(key) ?? { names: findNames(of) }
    found.set(key, entry)
    return entry.names
  }
}
