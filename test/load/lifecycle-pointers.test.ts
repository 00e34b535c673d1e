// Pointers of `lifecycle`: what they cover, and the errors for pointers that do not exist.
import { describe, expect, test } from 'vitest'
import { load } from '../../src/load/index.ts'
import { readSettings } from '../../src/load/settings/index.ts'
import { file } from '../support/project.ts'

const { settings } = readSettings(undefined)

const loaded = (key: string, pointer: readonly string[], path = 'dynamic_configs', text = config) =>
  load(
    [file(`statsig/${path}/a.yaml`, `${text}lifecycle:\n  ${key}: ${JSON.stringify(pointer)}\n`)],
    settings,
  )
const config = 'id: a_config\nname: A config\ndefaultValue: { token: x }\n'
const gate = 'id: a_gate\nname: A gate\n'
const both = ['sensitive', 'ignoreChanges'] as const

describe.each(both)('%s', (key) => {
  test.each([
    [['defaultValue/token'], ['defaultValue/token', 'defaultValueJson5']],
    [['defaultValueJson5'], ['defaultValueJson5', 'defaultValue']],
    [['rules/*/returnValue/token'], ['rules/*/returnValue/token', 'rules/*/returnValueJson5']],
    [['rules/*/conditions/*/targetValue/*'], ['rules/*/conditions/*/targetValue/*']],
    [['description'], ['description']],
  ])('with %j covers %j', (pointer, covered) => {
    const { desired, diagnostics } = loaded(key, pointer)
    expect([...desired.values()][0]?.lifecycle[key]).toEqual(covered)
    expect(diagnostics).toEqual([])
  })

  test.each([
    [
      'defaultValue.token',
      'a dynamic config has no key `defaultValue.token`',
      'Write `defaultValue/token`: separate the keys with `/`.',
    ],
    [
      'defaultVale/token',
      'a dynamic config has no key `defaultVale`',
      'Did you mean `defaultValue`?',
    ],
    [
      '/defaultValue/token',
      'a dynamic config has no key ``',
      'Write `defaultValue/token`, without the leading slash.',
    ],
    [
      'rules/*/passPercantage',
      '`rules/*` has no key `passPercantage`',
      'Did you mean `passPercentage`?',
    ],
    [
      'rules/passPercentage',
      '`rules` has no key `passPercentage`',
      'Write `rules/*/passPercentage`: `*` matches every item.',
    ],
    [
      'rules/*/conditions/*/targetVale',
      '`rules/*/conditions/*` has no key `targetVale`',
      'Did you mean `targetValue`?',
    ],
  ])('%s is reported at its position', (pointer, reason, hint) => {
    expect(loaded(key, ['description', pointer]).diagnostics).toMatchObject([
      {
        severity: 'error',
        code: 'invalid-value',
        message: `\`${pointer}\` does not exist: ${reason}.`,
        hint,
        at: { line: 5 },
      },
    ])
  })

  test('a pointer below a scalar does not exist', () => {
    const [fault] = loaded(key, ['description/x']).diagnostics
    expect(fault?.message).toBe('`description/x` does not exist: `description` has no key `x`.')
    expect(fault?.hint).toBeUndefined()
  })
})

test('kinds have the correct article', () => {
  const text = 'name: An alert\n'
  expect(loaded('sensitive', ['x'], 'alerts', text).diagnostics[0]?.message).toBe(
    '`x` does not exist: an alert has no key `x`.',
  )
  expect(
    loaded('sensitive', ['x'], 'unit_id_types', 'name: shopID\n').diagnostics[0]?.message,
  ).toBe('`x` does not exist: a unit id type has no key `x`.')
})

describe('the identity of a resource cannot be ignored', () => {
  test.each([
    ['gates', gate, 'id', 'a gate'],
    ['layers', 'name: A layer\nidType: userID\n', 'name', 'a layer'],
    [
      'metrics',
      'name: A metric\ntype: sum\nunitTypes: [userID]\nmetricEvents: [{ name: a, type: value }]\n',
      'type',
      'a metric',
    ],
    [
      'ingestion_schedules',
      'dataset: Events\nscheduled_hour_pst: 1\n',
      'dataset',
      'an ingestion schedule',
    ],
  ])('in %s', (path, text, name, kind) => {
    expect(loaded('ignoreChanges', [name], path, text).diagnostics).toMatchObject([
      {
        code: 'invalid-value',
        message: `\`${name}\` cannot be ignored: it identifies ${kind}.`,
        hint: 'Delete the line.',
      },
    ])
  })

  test('but it may be sensitive, and the display name of a gate may be ignored', () => {
    expect(loaded('sensitive', ['id'], 'gates', gate).diagnostics).toEqual([])
    expect(loaded('ignoreChanges', ['name'], 'gates', gate).diagnostics).toEqual([])
  })
})

test('an item cannot be ignored by its index, because another item may get that index', () => {
  const pointer = 'rules/0/passPercentage'
  expect(loaded('ignoreChanges', [pointer], 'gates', gate).diagnostics).toMatchObject([
    {
      code: 'invalid-value',
      message: `\`${pointer}\` names an item by its index, and indexes change.`,
      hint: 'Write `rules/*/passPercentage`: `*` matches every item.',
    },
  ])
  expect(loaded('sensitive', [pointer], 'gates', gate).diagnostics).toEqual([])
})
