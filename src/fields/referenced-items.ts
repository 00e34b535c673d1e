// Finds names of items of a resource that is referred to, such as the group of an experiment that an override of a layer
// names beside the experiment.
import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../core/json.ts'
import { join, type Pointer } from '../core/pointer.ts'
import { type Field, fieldsOf } from './field.ts'
import type { ReferencedItems } from './field-options.ts'
import { asList } from './normalize.ts'

export interface ReferencedItem {
  readonly of: ReferencedItems
  /** The resource with the list: its kind, and its name or id as the value has it. */
  readonly kind: string
  readonly owner: string
  readonly name: string
  readonly pointer: Pointer
}

export const referencedItemsIn = (
  field: Field,
  value: Json | undefined,
  pointer: Pointer = '',
): readonly ReferencedItem[] => {
  if (field.shape === 'set' || field.shape === 'list')
    return asList(value).flatMap((item, index) =>
      referencedItemsIn(field.of, item, join(pointer, index)),
    )
  if ((field.shape !== 'record' && field.shape !== 'variant') || !isJsonObject(value)) return []
  return Object.entries(fieldsOf(field, value)).flatMap(([key, inner]) => {
    const of = inner.shape === 'ref' ? inner.itemBeside : undefined
    if (of === undefined || inner.shape !== 'ref')
      return referencedItemsIn(inner, value[key], join(pointer, key))
    const [owner, name] = [value[key], value[of.namedBy]]
    return typeof owner === 'string' && typeof name === 'string'
      ? [{ of, kind: inner.to, owner, name, pointer: join(pointer, of.namedBy) }]
      : []
  })
}

/** The names of the items, where the resource has such a list. */
export const itemNamesOf = (
  { key, list }: ReferencedItems,
  owner: JsonObject | undefined,
): readonly string[] | undefined => {
  const items = owner?.[list]
  return isJsonArray(items)
    ? items.map((item) => member(item, key)).filter((name) => typeof name === 'string')
    : undefined
}
