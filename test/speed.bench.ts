// Speed as a ratio within one run: machines differ, and so do their moods. Nothing here can fail a test.
import { bench, describe } from 'vitest'
import { parseDocument } from 'yaml'
import { createKindRegistry } from '../src/kinds/registry.ts'
import { load } from '../src/load/index.ts'
import { readSettings } from '../src/load/settings/index.ts'
import type { AppliedState } from '../src/plan/applied-state.ts'
import { plan } from '../src/plan/index.ts'
import { createLiveState, toResource } from '../src/resources/live.ts'

const count = 1_000
const files = Array.from({ length: count }, (_, index) => ({
  path: `statsig/gates/gate_${index}.yaml`,
  text: `id: gate_${index}
name: Gate ${index}
description: Number ${index}
isEnabled: true
idType: userID
rules:
  - name: Staff
    passPercentage: 100
    conditions:
      - { type: email, operator: str_contains_any, targetValue: ['@acme.example'] }
  - name: Beta
    passPercentage: 12.5
    environments: [production]
    conditions:
      - { type: country, operator: any, targetValue: [DE, FR, AT] }
      - { type: app_version, operator: version_gte, targetValue: 4.2.0 }
`,
}))
const { settings } = readSettings(undefined)
const words = createKindRegistry({})
const { desired } = load(files, settings)
const texts = [...desired.values()].map(({ members }) => JSON.stringify(members))
const resources = [...desired.values()].flatMap(
  ({ kind, members }) => toResource(words(kind).kind, kind, members) ?? [],
)
const live = createLiveState(new Set(resources.map(({ kind }) => kind)), resources)

const memory: AppliedState = {
  base: desired,
  onDrift: 'keep',
  overwrites: [],
  overwritesUnmanaged: () => false,
  prunePolicy: { mode: 'off', most: 0, percent: 0, findDeletionProof: () => undefined },
}

describe(`${count} gates`, () => {
  bench('JSON.parse of the same content', () => {
    for (const text of texts) JSON.parse(text)
  })
  bench('yaml alone', () => {
    for (const { text } of files) parseDocument(text).toJS()
  })
  bench('load: parse, validate, resolve', () => {
    load(files, settings)
  })
  bench('plan: nothing to do', () => {
    plan(desired, live, { target: 'default', registry: words, undeclared: 'create' })
  })
  bench('plan with what was applied last: nothing to do', () => {
    plan(desired, live, {
      target: 'default',
      registry: words,
      undeclared: 'create',
      appliedState: memory,
    })
  })
})
