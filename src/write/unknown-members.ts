// Finds members of live resources that no descriptor has: new members of the API.

import { isJsonObject, type Json } from '../core/json.ts'
import { join, type Pointer } from '../core/pointer.ts'
import { type Field, fieldsOf } from '../fields/field.ts'
import { isKnownVariant } from '../fields/managed-part.ts'
import { asList } from '../fields/normalize.ts'
import type { KindEntry } from '../kinds/registry.ts'
import type { Address, Resource } from '../model/index.ts'

export interface UnknownMember {
  readonly kind: string
  /** Has `*` for list items. */
  readonly pointer: Pointer
  /** The number of resources that have the member. */
  readonly count: number
  readonly example: Address
}

export const unknownMembers = (
  { kind, root }: Pick<KindEntry, 'kind' | 'root'>,
  resources: readonly Resource[],
): readonly UnknownMember[] => {
  const known = new Set([
    'id',
    kind.routes.pathId,
    ...kind.readOnlyFields,
    ...Object.keys(kind.aliases ?? {}),
  ])
  const found = new Map<Pointer, UnknownMember>()
  for (const { address, raw } of resources)
    for (const pointer of new Set(findUnknownPointers(root, raw, '', known))) {
      const previous = found.get(pointer)
      const count = (previous?.count ?? 0) + 1
      found.set(pointer, { kind: kind.kind, pointer, count, example: previous?.example ?? address })
    }
  return [...found.values()]
}

const findUnknownPointers = (
  field: Field,
  value: Json | undefined,
  pointer: Pointer,
  known: ReadonlySet<string> = new Set(),
): readonly Pointer[] => {
  switch (field.shape) {
    case 'set':
    case 'list':
      return asList(value).flatMap((item) =>
        findUnknownPointers(field.of, item, join(pointer, '*')),
      )
    case 'record':
    case 'variant': {
      if (!isJsonObject(value) || !isKnownVariant(field, value)) return []
      const fields = fieldsOf(field, value)
      const readOnlyNames = field.shape === 'record' ? (field.readOnly ?? []) : []
      return Object.entries(value).flatMap(([name, inner]) => {
        const ownField = fields[name]
        if (ownField !== undefined && Object.hasOwn(fields, name))
          return findUnknownPointers(ownField, inner, join(pointer, name))
        return readOnlyNames.includes(name) || known.has(name) ? [] : [join(pointer, name)]
      })
    }
    case 'text':
    case 'number':
    case 'flag':
    case 'choice':
    case 'ref':
    case 'item':
    case 'opaque':
      return []
  }
}
