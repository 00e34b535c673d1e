// Finds which resources a value refers to, and where.
import { isJsonObject, type Json } from '../core/json.ts'
import { join, type Pointer } from '../core/pointer.ts'
import { type Field, fieldsOf } from './field.ts'
import { asList, isEmptyText } from './normalize.ts'

export interface ResourceReference {
  readonly kind: string
  /** As the value has it: a name, or an id that Statsig made. */
  readonly name: string
  readonly pointer: Pointer
  /** It decides the order of operations only: a missing resource is no error. */
  readonly isUnverified?: true
  /** An operation after the creation sets it. */
  readonly isDeferred?: true
  /** The name may be a display name, which is not always part of the identity. */
  readonly isByName?: true
  /** Live values and requests have the id that Statsig made. */
  readonly isById?: true
}

export const referencesIn = (
  field: Field,
  value: Json | undefined,
  pointer: Pointer = '',
): readonly ResourceReference[] => {
  if (value === undefined || value === null) return []
  switch (field.shape) {
    case 'ref':
      // Statsig may return a name of digits as a number.
      return (typeof value === 'string' || typeof value === 'number') && !isEmptyText(field, value)
        ? [
            {
              kind: field.to,
              name: String(value),
              pointer,
              ...(field.unverified && { isUnverified: field.unverified }),
              ...(field.by === 'id-or-name' && { isByName: true as const }),
              ...(field.by === 'id' && { isById: true as const }),
            },
          ]
        : []
    case 'set':
    case 'list':
      return asList(value).flatMap((item, index) =>
        referencesIn(field.of, item, Array.isArray(value) ? join(pointer, index) : pointer),
      )
    case 'record':
    case 'variant': {
      if (!isJsonObject(value)) return []
      const nested = Object.entries(fieldsOf(field, value)).flatMap(([name, inner]) => {
        const found = Object.hasOwn(value, name)
          ? referencesIn(inner, value[name], join(pointer, name))
          : []
        return inner.deferred || inner.subResource
          ? found.map((each): ResourceReference => ({ ...each, isDeferred: true }))
          : found
      })
      const identityValues =
        field.shape === 'record' ? field.refersTo?.by.map((name) => value[name]) : undefined
      return field.shape === 'record' &&
        field.refersTo &&
        identityValues?.every((each) => typeof each === 'string')
        ? [{ kind: field.refersTo.to, name: identityValues.join('::'), pointer }, ...nested]
        : nested
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

/** The kinds that values of a field may refer to. `required`: only those that must exist before the resource. */
export const referencedKinds = (
  field: Field,
  which: 'all' | 'required' = 'all',
): readonly string[] => {
  if (which === 'required' && (field.deferred || field.subResource)) return []
  const nested = (inner: Field) => referencedKinds(inner, which)
  switch (field.shape) {
    case 'ref':
      return which === 'required' && field.unverified ? [] : [field.to]
    case 'set':
    case 'list':
      return nested(field.of)
    case 'record':
      return [
        ...(field.refersTo ? [field.refersTo.to] : []),
        ...Object.values(field.fields).flatMap(nested),
      ]
    case 'variant':
      return Object.values(field.cases).flatMap((fields) => Object.values(fields).flatMap(nested))
    case 'text':
    case 'number':
    case 'flag':
    case 'choice':
    case 'item':
    case 'opaque':
      return []
  }
}
