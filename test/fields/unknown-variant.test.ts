// A condition of an unknown type, added to Statsig later: its members are compared and sent as the file has them.
import { expect, test } from 'vitest'
import type { Json } from '../../src/core/json.ts'
import { differencesBetween } from '../../src/fields/compare/index.ts'
import { list, text, variant } from '../../src/fields/field.ts'
import { toRequestValue } from '../../src/fields/to-request-value.ts'

const asWritten = (_: string, name: string) => name
const conditions = list(
  'Conditions.',
  variant('A condition.', 'type', { email: { value: text('An address.') } }),
)
const moon = (tide: string): Json => [{ type: 'moon_phase', tide, phase: { full: true } }]

test('an equal value is in sync', () => {
  const fields = { conditions }
  const [live, wanted] = [{ conditions: moon('high') }, { conditions: moon('high') }]
  expect(differencesBetween(fields, live, wanted, asWritten)).toEqual([])
})

test('a different value is a change, and is sent', () => {
  const fields = { conditions }
  const [live, wanted] = [{ conditions: moon('high') }, { conditions: moon('low') }]
  expect(differencesBetween(fields, live, wanted, asWritten)).toHaveLength(1)
  const sent = toRequestValue(conditions, live.conditions, wanted.conditions, {
    resolveName: asWritten,
    resolveId: asWritten,
    resolveDisplayName: asWritten,
    resolveItem: (_, text) => text,
    form: 'usual',
    readSecret: String,
  })
  expect(sent).toEqual(moon('low'))
})
