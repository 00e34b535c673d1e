// `doctor` finds values that differ from one read to the next, with the likely rule.
import { expect, test } from 'vitest'
import { examineProject } from '../../src/commands/doctor/index.ts'
import type { Json, JsonObject } from '../../src/core/json.ts'
import { kinds } from '../../src/kinds/index.ts'
import { createKindRegistry } from '../../src/kinds/registry.ts'
import { readSettings } from '../../src/load/settings/index.ts'
import { doctorText } from '../../src/report/text/doctor.ts'
import { likelyRule } from '../../src/report/values/likely-rule.ts'
import type { Reader } from '../../src/resources/api.ts'
import { createLiveState, toResource } from '../../src/resources/live.ts'
import { noProgress } from '../support/no-progress.ts'

const words = createKindRegistry({})
const { settings } = readSettings(undefined)

/** Statsig that returns one state on the first read, and another one afterwards. */
const answering = (first: JsonObject, later: JsonObject): Reader => {
  let reads = 0
  return {
    find: async () => undefined,
    readSubResources: async () => ({}),
    listSubResources: async () => undefined,
    readAuditLog: async () => undefined,
    readReviews: async () => undefined,
    readReview: async () => undefined,
    read: async (asked) => {
      const [name] = asked
      if (name === undefined || name !== kinds.find(({ folder }) => folder === 'gates')?.kind)
        return createLiveState(asked, [])
      reads += 1
      const resource = toResource(words(name).kind, name, reads === 1 ? first : later)
      return createLiveState(asked, resource ? [resource] : [])
    },
  }
}

test('a leak is named by address, path, both values and the likely rule', async () => {
  const gate = { id: 'one', name: 'one', isEnabled: true, measureMetricLifts: true }
  const reader = answering(gate, { ...gate, measureMetricLifts: false })
  const findings = await examineProject(reader, settings, words, noProgress)
  expect(doctorText({ findings, source: 'a test' })).toBe(`Compared with a test.

gate/one: a plan would update \`gate/one\`
  measureMetricLifts: in Statsig false, in the file true
    likely rule: a read-only member: Statsig computes it

Not read, since each takes an API request of its own: overrides of 1 resource.
Add \`--include overrides\` to examine them too.

1 of 1 resource would change, and 0 resources cannot be described by a file.`)
})

test.each<[Json | undefined, Json | undefined, string]>([
  [['a', 'b'], ['b', 'a'], 'a set'],
  ['31', 31, 'an equivalence'],
  ['a', ['A'], 'an equivalence'],
  ['', undefined, 'an equivalence'],
  [undefined, 'x', 'a default'],
  [{ a: 1 }, undefined, 'a default'],
  [4, 5, 'a read-only member'],
])('%j beside %j is likely %s', (before, after, rule) => {
  const edit = {
    pointer: '/x',
    label: 'x',
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  }
  expect(likelyRule(edit)).toContain(rule)
})
