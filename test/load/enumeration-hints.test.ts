// The hint for a value of another type than that of an enumeration names a value that is allowed.
import { expect } from 'vitest'
import { readSettings } from '../../src/load/settings/index.ts'
import { usualRunTest as test } from '../support/long-run.ts'

test.each([
  ['prune: true', 'It may be `off`, `archive` or `delete`.'],
  ['onDrift: false', 'It may be `keep` or `overwrite`.'],
  ['tags: 1', 'It may be `any` or `declared`.'],
  ['prune: archiv', 'Did you mean `archive`?'],
])('%s', (text, hint) => {
  const { diagnostics } = readSettings({ path: 'statsig.yaml', text: `${text}\n` })
  expect(diagnostics.map((each) => each.hint)).toEqual([hint])
})
