// Members of live resources that no descriptor names: what the API has grown since.
import { type Field, fieldsOf } from '../fields/field.ts'
import { isNamed } from '../fields/managed-part.ts'
import { listed } from '../fields/normalize.ts'
import { isMembers, type Json } from '../json.ts'
import type { Known } from '../kinds/registry.ts'
import type { Address, Resource } from '../model.ts'
import { join, type Pointer } from '../pointer.ts'

export interface UnknownMember {
  readonly kind: string
  /** With `*` for the items of lists. */
  readonly pointer: Pointer
  /** Resources that have it. */
  readonly count: number
  readonly example: Address
}

export const unknownMembers = (
  { kind, root }: Pick<Known, 'kind' | 'root'>,
  resources: readonly Resource[],
): readonly UnknownMember[] => {
  const known = new Set([
    'id',
    kind.routes.handle,
    ...kind.made,
    ...Object.keys(kind.aliases ?? {}),
  ])
  const found = new Map<Pointer, UnknownMember>()
  for (const { address, raw } of resources)
    for (const pointer of new Set(unknownIn(root, raw, '', known))) {
      const before = found.get(pointer)
      const count = (before?.count ?? 0) + 1
      found.set(pointer, { kind: kind.kind, pointer, count, example: before?.example ?? address })
    }
  return [...found.values()]
}

const unknownIn = (
  field: Field,
  value: Json | undefined,
  pointer: Pointer,
  known: ReadonlySet<string> = new Set(),
): readonly Pointer[] => {
  switch (field.shape) {
    case 'set':
    case 'list':
      return listed(value).flatMap((item) => unknownIn(field.of, item, join(pointer, '*')))
    case 'record':
    case 'variant': {
      if (!isMembers(value) || !isNamed(field, value)) return []
      const fields = fieldsOf(field, value)
      const made = field.shape === 'record' ? (field.made ?? []) : []
      return Object.entries(value).flatMap(([name, inner]) => {
        const own = fields[name]
        if (own !== undefined && Object.hasOwn(fields, name))
          return unknownIn(own, inner, join(pointer, name))
        return made.includes(name) || known.has(name) ? [] : [join(pointer, name)]
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
