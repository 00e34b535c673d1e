// What nobody is to see is seen by nobody: a slip in the pointer is told, and the other spelling is covered.
import { expect, test } from 'vitest'
import { load } from '../../src/load/index.ts'
import { readSettings } from '../../src/load/settings.ts'
import { file } from '../support/project.ts'

const { settings } = readSettings(undefined)
const loaded = (...sensitive: readonly string[]) =>
  load(
    [
      file(
        'statsig/dynamic_configs/a.yaml',
        `id: a_config\nname: A config\ndefaultValue: { token: x }\nlifecycle:\n  sensitive: [${sensitive.join(', ')}]\n`,
      ),
    ],
    settings,
  )
const kept = (...sensitive: readonly string[]) =>
  [...loaded(...sensitive).desired.values()][0]?.lifecycle.sensitive

test.each([
  [['defaultValue/token'], ['defaultValue/token', 'defaultValueJson5']],
  [['defaultValueJson5'], ['defaultValueJson5', 'defaultValue']],
  [['rules/*/returnValue/token'], ['rules/*/returnValue/token', 'rules/*/returnValueJson5']],
  [['description'], ['description']],
])('%j covers %j', (given, covered) => {
  expect(kept(...given)).toEqual(covered)
  expect(loaded(...given).diagnostics).toEqual([])
})

test.each([
  ['defaultValue.token', 'Write `defaultValue/token`: a pointer has slashes.'],
  ['defaultVale/token', 'Did you mean `defaultValue`?'],
])('%s is a fault in its place', (given, hint) => {
  expect(loaded(given).diagnostics).toMatchObject([
    { severity: 'error', code: 'invalid-value', hint, at: { line: 5 } },
  ])
})
