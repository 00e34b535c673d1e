// A full update by POST hands back what it does not name, as it was read: also members that this version does not know.
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import type { Collection } from '../../src/emulator/index.ts'
import { kinds } from '../../src/kinds/index.ts'
import type { Kind } from '../../src/kinds/kind.ts'
import { file, troubles, withProject } from '../support/project.ts'

const columns = 'idTypeMapping: [{ statsigUnitID: userID, column: u }]\n'
const query = `sql: select 1\ntimestampColumn: t\n${columns}`

/** A definition without its description, and where the emulator keeps the resource. */
const cases: Readonly<Record<string, { readonly at: Collection; readonly text: string }>> = {
  metric_source: { at: 'metric_sources', text: query },
  assignment_source: {
    at: 'assignment_sources',
    text: `${query}experimentIDColumn: e\ngroupIDColumn: g\n`,
  },
  entity_property_source: { at: 'entity_property_sources', text: query },
  qualifying_event: { at: 'qualifying_events', text: query },
  metric: {
    at: 'metrics',
    text: 'type: user_warehouse\nwarehouseNative: { aggregation: count, metricSourceName: orders }\n',
  },
  param_store: { at: 'param_stores', text: 'displayName: page\n' },
}

const fullUpdates = kinds.filter(
  ({ routes: { update } }: Kind) =>
    update.method === 'POST' && update.body === 'whole' && !update.replaces,
)

test('every kind whose update is full has a case', () => {
  expect(Object.keys(cases).sort()).toEqual(fullUpdates.map(({ kind }) => kind).sort())
})

describe('an update of the description keeps what only the console set', () => {
  const runs = Object.entries(cases).map(([kind, one]) => ({ kind, ...one }))
  test.each(runs)('in a $kind', async ({ at, kind, text }) => {
    const options = { project: 'warehouse', behaviors: ['post-resets'], unjudged: true } as const
    await withProject(options, async (project) => {
      const files = (description: string) => [
        file('statsig/metric_sources/orders.yaml', `name: orders\n${query}`),
        file(
          `statsig/things/thing.yaml`,
          `kind: ${kind}\nname: thing\n${text}description: ${description}\n`,
        ),
      ]
      expect(troubles((await project.apply(files('one'))).report)).toEqual([])
      const key = kind === 'metric' ? 'thing::user_warehouse' : 'thing'
      const theirs: JsonObject = { addedNextMonth: { column: 'g' } }
      project.emulator.edit(at, key, (object) => ({ ...object, ...theirs }))
      const before = project.emulator.snapshot()[at].find(({ name }) => name === 'thing')
      expect(troubles((await project.apply(files('two'))).report)).toEqual([])
      const after = project.emulator.snapshot()[at].find(({ name }) => name === 'thing')
      const changes = Object.keys({ ...before, ...after }).filter(
        (name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]),
      )
      expect(changes.filter((name) => !/^(lastModif|version$)/.test(name))).toEqual(['description'])
    })
  })
})
