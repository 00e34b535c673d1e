// Values whose type a definition names, as JSON Schema names types.
import { isJsonArray, isJsonObject, type Json } from '../../json.ts'

/** `null` is of no type. A type that is not known here allows every other value: its own place is where it is judged. */
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
