// The limits that the API sets to texts.
import type { Json } from '../core/json.ts'
import type { Field } from './field.ts'

/** A text that Statsig has, keeps, and would refuse in a request. */
export const isOutsideLimits = (field: Field, live: Json | undefined): boolean => {
  if (field.shape !== 'text' || typeof live !== 'string') return false
  const { max = Number.POSITIVE_INFINITY, min = 0, pattern } = field
  const matches = pattern === undefined || new RegExp(pattern, 'u').test(live)
  return live.length < min || live.length > max || !matches
}
