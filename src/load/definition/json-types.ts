// Compares values with the type names of JSON Schema.
import { isJsonArray, isJsonObject, type Json } from '../../core/json.ts'

/** `null` has no type. An unknown type name accepts every other value, because another check reports the name. */
export const isOfType = (value: Json, type: Json | undefined): boolean => {
  if (value === null) return false
  switch (type) {
    case 'array':
      return isJsonArray(value)
    case 'object':
      return isJsonObject(value)
    case 'boolean':
    case 'number':
    case 'string':
      return typeof value === type
    default:
      return true
  }
}
