// Says whether a live value means that nothing is set: absent, empty, or the default.

import { isJsonArray, isJsonObject, type Json } from '../core/json.ts'
import { type Field, fieldsOf } from './field.ts'
import { asList, canonicalJson, normalizeValue, type ResolveName } from './normalize.ts'

/** Statsig returns `""`, `null`, `[]`, `{}` or no key where nothing is set. A `false` or a `0` may have been chosen. */
export const holdsNothing = (
  field: Field,
  value: Json | undefined,
  resolveName: ResolveName,
): boolean => {
  if (value === undefined || value === null || value === '') return true
  if (normalizeValue(field, value, resolveName) === undefined) return true
  switch (field.shape) {
    case 'record':
    case 'variant':
      return isJsonObject(value) && holdNothing(field, value, resolveName)
    case 'set':
    case 'list':
      return asList(value).length === 0 && !field.emptyIsValue
    case 'opaque':
      return isEmpty(value)
    case 'text':
    case 'number':
    case 'flag':
    case 'choice':
    case 'ref':
    case 'item':
      return false
  }
}

/** Whether each member of a record holds nothing. A member without a field counts unless it is empty. */
const holdNothing = (
  field: Extract<Field, { shape: 'record' | 'variant' }>,
  value: Readonly<Record<string, Json>>,
  resolveName: ResolveName,
): boolean => {
  const fields = fieldsOf(field, value)
  const readOnly = (field.shape === 'record' && field.readOnly) || []
  return Object.entries(value).every(([name, inner]) => {
    const own = fields[name]
    return own === undefined
      ? readOnly.includes(name) || isEmpty(inner)
      : holdsNothing(own, inner, resolveName)
  })
}

const isEmpty = (value: Json): boolean =>
  value === null ||
  value === '' ||
  (isJsonArray(value) ? value.length === 0 : canonicalJson(value) === '{}')
