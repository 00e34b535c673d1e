// What a pointer of `lifecycle` covers, and what is said of one that leads nowhere.
import { describe, expect, test } from 'vitest'
import { load } from '../../src/load/index.ts'
import { readSettings } from '../../src/load/settings/index.ts'
import { file } from '../support/project.ts'

const { settings } = readSettings(undefined)

const loaded = (key: string, given: readonly string[], path = 'dynamic_configs', text = config) =>
  load(
    [file(`statsig/${path}/a.yaml`, `${text}lifecycle:\n  ${key}: ${JSON.stringify(given)}\n`)],
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
  ])('with %j covers %j', (given, covered) => {
    const { desired, diagnostics } = loaded(key, given)
    expect([...desired.values()][0]?.lifecycle[key]).toEqual(covered)
    expect(diagnostics).toEqual([])
  })

  test.each([
    [
      'defaultValue.token',
      'a dynamic config has no key `defaultValue.token`',
      'Write `defaultValue/token`: a pointer has slashes.',
    ],
    [
      'defaultVale/token',
      'a dynamic config has no key `defaultVale`',
      'Did you mean `defaultValue`?',
    ],
    [
      '/defaultValue/token',
      'a dynamic config has no key ``',
      'Write `defaultValue/token`, without the first slash.',
    ],
    [
      'rules/*/passPercantage',
      '`rules/*` holds no `passPercantage`',
      'Did you mean `passPercentage`?',
    ],
    [
      'rules/passPercentage',
      '`rules` holds no `passPercentage`',
      'Write `rules/*/passPercentage`: `*` stands for any one item.',
    ],
    [
      'rules/*/conditions/*/targetVale',
      '`rules/*/conditions/*` holds no `targetVale`',
      'Did you mean `targetValue`?',
    ],
  ])('%s is a fault in its place', (given, what, hint) => {
    expect(loaded(key, ['description', given]).diagnostics).toMatchObject([
      {
        severity: 'error',
        code: 'invalid-value',
        message: `\`${given}\` leads to nothing: ${what}.`,
        hint,
        at: { line: 5 },
      },
    ])
  })

  test('what lies below a plain value is nothing', () => {
    const [fault] = loaded(key, ['description/x']).diagnostics
    expect(fault?.message).toBe('`description/x` leads to nothing: `description` holds no `x`.')
    expect(fault?.hint).toBeUndefined()
  })
})

test('whatever the kind, it is called as people say it', () => {
  const text = 'name: An alert\n'
  expect(loaded('sensitive', ['x'], 'alerts', text).diagnostics[0]?.message).toBe(
    '`x` leads to nothing: an alert has no key `x`.',
  )
})

describe('what a resource is known by cannot be ignored', () => {
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
        message: `\`${name}\` cannot be ignored: ${kind} is known by it.`,
        hint: 'Delete the line.',
      },
    ])
  })

  test('and yet it may be a secret, and what people call a gate may be ignored', () => {
    expect(loaded('sensitive', ['id'], 'gates', gate).diagnostics).toEqual([])
    expect(loaded('ignoreChanges', ['name'], 'gates', gate).diagnostics).toEqual([])
  })
})

test('an item cannot be ignored by its place, which may be that of another one tomorrow', () => {
  const given = 'rules/0/passPercentage'
  expect(loaded('ignoreChanges', [given], 'gates', gate).diagnostics).toMatchObject([
    {
      code: 'invalid-value',
      message: `\`${given}\` names an item by its place, and places change.`,
      hint: 'Write `rules/*/passPercentage`: `*` stands for every item.',
    },
  ])
  expect(loaded('sensitive', [given], 'gates', gate).diagnostics).toEqual([])
})
