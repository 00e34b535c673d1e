// Fold: which resources a value refers to, and where.
import { isMembers, type Json } from '../json.ts'
import { join, type Pointer } from '../pointer.ts'
import { type Field, fieldsOf } from './field.ts'
import { listed } from './normalize.ts'

export interface Mention {
  readonly kind: string
  /** As it is written: a name, or an id that Statsig made. */
  readonly name: string
  readonly pointer: Pointer
  /** Only the order follows from it. */
  readonly isSoft?: true
  /** It is attached after the creation. */
  readonly isLate?: true
  /** It may be what people see, which identities need not be made of. */
  readonly isByName?: true
  /** Live state and requests hold the id that Statsig made. */
  readonly isByHandle?: true
}

export const mentionsIn = (
  field: Field,
  value: Json | undefined,
  pointer: Pointer = '',
): readonly Mention[] => {
  if (value === undefined || value === null) return []
  switch (field.shape) {
    case 'ref':
      return typeof value === 'string' && value !== '' && !isNothing(field, value)
        ? [
            {
              kind: field.to,
              name: value,
              pointer,
              ...(field.soft && { isSoft: field.soft }),
              ...(field.by === 'name' && { isByName: true as const }),
              ...(field.by === 'handle' && { isByHandle: true as const }),
            },
          ]
        : []
    case 'set':
    case 'list':
      return listed(value).flatMap((item, index) =>
        mentionsIn(field.of, item, Array.isArray(value) ? join(pointer, index) : pointer),
      )
    case 'record':
    case 'variant': {
      if (!isMembers(value)) return []
      const inside = Object.entries(fieldsOf(field, value)).flatMap(([name, inner]) => {
        const found = Object.hasOwn(value, name)
          ? mentionsIn(inner, value[name], join(pointer, name))
          : []
        return inner.late || inner.apart
          ? found.map((each): Mention => ({ ...each, isLate: true }))
          : found
      })
      const parts =
        field.shape === 'record' ? field.refers?.by.map((name) => value[name]) : undefined
      return field.shape === 'record' &&
        field.refers &&
        parts?.every((part) => typeof part === 'string')
        ? [{ kind: field.refers.to, name: parts.join('::'), pointer }, ...inside]
        : inside
    }
    case 'text':
    case 'number':
    case 'flag':
    case 'choice':
    case 'item':
    case 'opaque':
      return []
  }
}

const isNothing = ({ nothing }: Field, value: string): boolean =>
  nothing !== undefined && new RegExp(nothing, 'u').test(value)

/** The kinds that values of a field may refer to; `hard`: and that must be there before it. */
export const kindsMentionedBy = (
  field: Field,
  which: 'all' | 'hard' = 'all',
): readonly string[] => {
  if (which === 'hard' && (field.late || field.apart)) return []
  const inside = (inner: Field) => kindsMentionedBy(inner, which)
  switch (field.shape) {
    case 'ref':
      return which === 'hard' && field.soft ? [] : [field.to]
    case 'set':
    case 'list':
      return inside(field.of)
    case 'record':
      return [
        ...(field.refers ? [field.refers.to] : []),
        ...Object.values(field.fields).flatMap(inside),
      ]
    case 'variant':
      return Object.values(field.cases).flatMap((fields) => Object.values(fields).flatMap(inside))
    case 'text':
    case 'number':
    case 'flag':
    case 'choice':
    case 'item':
    case 'opaque':
      return []
  }
}
