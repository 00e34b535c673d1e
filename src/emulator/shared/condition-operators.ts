// The operators of conditions: Statsig checks them by the type of the condition (a recorded answer). Which it takes for
// each type is known from its documentation; for the types that it leaves out, every operator passes.
import { isJsonObject } from '../../core/json.ts'
import type { BodySchema } from '../core/body-schema.ts'
import { textOf } from '../core/ids.ts'

const LISTS = ['any', 'none']
const TEXTS = [...LISTS, 'str_contains_any', 'str_contains_none', 'str_matches']
const CASES = ['any_case_sensitive', 'none_case_sensitive']
const NULLS = ['is_null', 'is_not_null']
const NUMBERS = ['gt', 'lt', 'gte', 'lte']
const VERSIONS = ['version_gt', 'version_lt', 'version_gte', 'version_lte', 'version_eq']
const TIMES = ['after', 'before', 'on']
const ARRAYS = [
  'array_contains_any',
  'array_contains_none',
  'array_contains_all',
  'not_array_contains_all',
]
const ALL = [
  ...TEXTS,
  ...CASES,
  ...NULLS,
  ...NUMBERS,
  ...VERSIONS,
  ...TIMES,
  ...ARRAYS,
  'encoded_any',
]

const operatorsByType: { readonly [type: string]: readonly string[] } = {
  user_id: [...TEXTS, ...CASES, ...NULLS],
  unit_id: [...TEXTS, ...CASES, ...NULLS],
  email: [...TEXTS, ...CASES, ...NULLS],
  app_version: [...LISTS, ...VERSIONS, ...NULLS],
  browser_version: [...LISTS, ...VERSIONS, ...NULLS],
  os_version: [...LISTS, ...VERSIONS, ...NULLS],
  browser_name: [...TEXTS, ...CASES, ...NULLS],
  os_name: [...TEXTS, ...CASES, ...NULLS],
  country: [...TEXTS, ...CASES, ...NULLS],
  ip_address: [...TEXTS, ...CASES, ...NULLS],
  time: [...TIMES, ...LISTS, ...NUMBERS],
}

/** A condition without an operator, or with an empty one, passes. */
export const withCheckedOperator =
  (condition: BodySchema): BodySchema =>
  (value, path, report) => {
    const parsed = condition(value, path, report)
    if (!isJsonObject(parsed)) return parsed
    const operator = textOf(parsed['operator'])
    const allowed = operatorsByType[textOf(parsed['type'])] ?? ALL
    if (operator !== '' && !allowed.includes(operator))
      report(
        `${path}.operator`,
        `Invalid operator '${operator}' for condition type '${textOf(parsed['type'])}'`,
      )
    return parsed
  }
