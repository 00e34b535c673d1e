// No condition without what its type needs, and no metric without what its aggregation needs, is a valid definition.
import { describe, expect } from 'vitest'
import { isFatal } from '../../src/core/diagnostic.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { load, offlineDiagnostics } from '../../src/load/index.ts'
import { readSettings } from '../../src/load/settings/index.ts'
import { usualRunTest as test } from '../support/long-run.ts'

const { settings } = readSettings(undefined)

const isValid = (folder: string, members: JsonObject): boolean => {
  const file = { path: `statsig/${folder}/a.yaml`, text: JSON.stringify(members) }
  const loaded = load([file], settings)
  return !isFatal([...loaded.diagnostics, ...offlineDiagnostics(loaded, settings)])
}
const isValidCondition = (condition: JsonObject): boolean =>
  isValid('gates', {
    id: 'a_gate',
    name: 'A gate',
    rules: [{ name: 'Rule', passPercentage: 100, conditions: [condition] }],
  })

/** Each type of condition, with an operator that compares and what else it needs. */
const types: readonly (readonly [type: string, operator: string, more: JsonObject])[] = [
  ['user_id', 'any', {}],
  ['unit_id', 'any', { customID: 'companyID' }],
  ['email', 'str_contains_any', {}],
  ['custom_field', 'gt', { field: 'level' }],
  ['app_version', 'version_gt', {}],
  ['browser_version', 'version_lt', {}],
  ['os_version', 'version_eq', {}],
  ['browser_name', 'any', {}],
  ['os_name', 'none', {}],
  ['country', 'any', {}],
  ['ip_address', 'any', {}],
  ['time', 'after', {}],
  ['locale', 'any', {}],
  ['url', 'str_matches', {}],
  ['device_model', 'any', {}],
  ['user_agent', 'any', {}],
  ['target_app', 'any', {}],
]

describe.each(types)('a condition of type %s', (type, operator, more) => {
  const whole = { type, operator, targetValue: ['1'], ...more }

  test('is valid with all that it needs, and without a value where it asks for none', () => {
    expect(isValidCondition(whole)).toBe(true)
    expect(isValidCondition({ ...whole, targetValue: '1' })).toBe(true)
    expect(isValidCondition({ type, operator: 'is_null', ...more })).toBe(true)
  })

  test('is refused without its operator, its value and its member', () => {
    const { operator: _, ...withoutOperator } = whole
    const { targetValue: __, ...withoutValue } = whole
    expect(isValidCondition({ type })).toBe(false)
    expect(isValidCondition(withoutOperator)).toBe(false)
    expect(isValidCondition(withoutValue)).toBe(false)
    expect(isValidCondition({ ...whole, targetValue: [] })).toBe(false)
    expect(isValidCondition({ ...whole, targetValue: '' })).toBe(false)
    if (Object.keys(more).length > 0)
      expect(isValidCondition({ type, operator, targetValue: ['1'] })).toBe(false)
  })

  test('is refused with an operator that Statsig does not have', () => {
    expect(isValidCondition({ ...whole, operator: 'str_starts_with_any' })).toBe(false)
  })
})

test.each(['passes_segment', 'fails_segment', 'passes_gate', 'fails_gate'])(
  'a condition of type %s needs what it refers to, and no operator',
  (type) => {
    expect(isValidCondition({ type, targetValue: ['other'] })).toBe(true)
    expect(isValidCondition({ type, operator: type, targetValue: ['other'] })).toBe(true)
    expect(isValidCondition({ type })).toBe(false)
    expect(isValidCondition({ type, targetValue: [] })).toBe(false)
  },
)

test('a condition for everybody needs nothing, one for environments no operator', () => {
  expect(isValidCondition({ type: 'public' })).toBe(true)
  expect(isValidCondition({ type: 'environment_tier', targetValue: ['production'] })).toBe(true)
  expect(isValidCondition({ type: 'environment_tier' })).toBe(false)
})

const metric = (members: JsonObject): JsonObject => ({
  name: 'A metric',
  type: 'user_warehouse',
  warehouseNative: { metricSourceName: 'Events', ...members },
})
const column = { valueColumn: 'amount' }

test.each<readonly [string, JsonObject]>([
  ['sum', column],
  ['mean', column],
  ['max', column],
  ['min', column],
  ['count_distinct', column],
  ['percentile', column],
  ['first_value', column],
  ['latest_value', column],
  ['ratio', { numeratorAggregation: 'count', denominatorAggregation: 'count' }],
  ['funnel', { funnelEvents: [{ name: 'view', metricSourceName: 'Events' }] }],
  ['composite', { components: [{ operator: '+', aggregation: 'count' }] }],
  ['count', {}],
  ['daily_participation', {}],
  ['retention', {}],
])('an aggregation %s has what it needs', (aggregation, needs) => {
  expect(isValid('metrics', metric({ aggregation, ...needs }))).toBe(true)
  for (const name of Object.keys(needs)) {
    const { [name]: _, ...others } = needs
    expect(isValid('metrics', metric({ aggregation, ...others }))).toBe(false)
  }
})

test('the column may be that of each of several sources', () => {
  const sources = (...columns: readonly JsonObject[]) => ({
    ...metric({}),
    warehouseNative: {
      aggregation: 'sum',
      metricSources: columns.map((each) => ({ metricSourceName: 'Events', criteria: [], ...each })),
    },
  })
  expect(isValid('metrics', sources(column, column))).toBe(true)
  expect(isValid('metrics', sources(column, {}))).toBe(false)
})
