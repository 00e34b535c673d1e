// An id in a file that no live resource has: the name decides, nothing is created twice, and the plan says so. A file
// in the form of Statsig's own example of a semantic layer is in sync once it is applied.

import { describe, expect } from 'vitest'
import { stringify } from 'yaml'
import type { JsonObject } from '../../src/core/json.ts'
import type { SourceFile } from '../../src/model/index.ts'
import { usualRunTest as test } from '../support/long-run.ts'
import { file, troubles, withProject } from '../support/project.ts'
import { companyOf, filesOf, identityIn, type kindsIn } from '../support/samples/company.ts'
import { briefly } from '../support/samples/company-run.ts'

const foreignId = 'Nobody Has This::user_warehouse'
const mayHaveForeignId = ({ identity }: ReturnType<typeof kindsIn>[number]) =>
  identity.by === 'name' || (identity.by === 'members' && !identity.forbidsId)

describe.each(['cloud', 'warehouse'] as const)('in a %s project', (project) => {
  const samples = companyOf({ project, count: 2, salt: 77, fullness: 'some' })
  const withIds = samples.filter(({ kind }) => mayHaveForeignId(kind))
  const files = filesOf(
    samples.map((each) =>
      withIds.includes(each) ? { ...each, members: { ...each.members, id: foreignId } } : each,
    ),
  )

  test('what has an id in its file that Statsig does not have is in sync once it is applied', async () => {
    expect(new Set(withIds.map(({ kind }) => kind.kind)).size).toBeGreaterThan(8)
    await withProject({ project, unjudged: true }, async (statsig) => {
      const { report } = await statsig.apply(files)
      expect(troubles(report)).toEqual([])
      const { diagnostics, run } = await statsig.plan(files)
      expect(briefly(run.plan)).toEqual([])
      const noted = diagnostics.filter(({ message }) => message.includes(foreignId))
      // Statsig does not return the ids of some kinds.
      expect(noted.length).toBeGreaterThan(withIds.length / 2)
      expect(new Set(noted.map(({ severity }) => severity))).toEqual(new Set(['note']))
    })
  })

  test('nothing is archived or deleted that has another id than the file says', async () => {
    await withProject({ project, unjudged: true }, async (statsig) => {
      await statsig.apply(filesOf(samples))
      const retired = withIds.filter(({ kind }) => kind.routes.delete ?? kind.routes.archive)
      const { run } = await statsig.plan(
        retired.map(({ kind, members, path }) =>
          file(
            path,
            stringify({
              ...Object.fromEntries(identityIn(kind).map((name) => [name, members[name]])),
              id: foreignId,
              lifecycle: { retired: true },
            }),
          ),
        ),
      )
      const isIdShown = (kind: string) =>
        [...run.live.resources.values()].some((each) => each.kind === kind && 'id' in each.raw)
      expect(
        run.plan.operations.filter(({ kind }) => isIdShown(kind)).map(({ address }) => address),
      ).toEqual([])
    })
  })
})

const source: SourceFile = file(
  'metric_sources/shop.yaml',
  `name: Shop Events
sql: SELECT * FROM shop.events
timestampColumn: ts
idTypeMapping:
  - statsigUnitID: userID
    column: user_id
`,
)
const definition: JsonObject = {
  aggregation: 'funnel',
  metricSourceName: 'Shop Events',
  criteria: [],
  funnelCountDistinct: 'users',
  funnelEvents: ['view', 'buy'].map((name) => ({
    metricSourceName: 'Shop Events',
    name,
    criteria: [{ type: 'metadata', column: 'event', condition: 'in', values: [name] }],
  })),
  funnelStartCriteria: 'start_event',
}
const metricFile = (name: string, id: string | undefined, more: JsonObject = {}): SourceFile =>
  file(
    'metrics/metric.yml',
    stringify({
      name,
      type: 'user_warehouse',
      owner: { name: 'somebody' },
      metricDefinition: definition,
      ...(id !== undefined && { id }),
      ...more,
    }),
  )

describe('a file of a semantic layer', () => {
  test.each([
    ['no id', undefined],
    ['the id that Statsig makes', 'Shop Funnel::user_warehouse'],
    ['another name in the id', 'Shop Funnel Test::user_warehouse'],
    ['an id without a type', 'shop_funnel'],
    ['an id of another type', 'Shop Funnel::funnel'],
  ])('with %s is applied once and then in sync', async (_, id) => {
    await withProject({ project: 'warehouse' }, async (statsig) => {
      const files = [source, metricFile('Shop Funnel', id)]
      expect(troubles((await statsig.apply(files)).report)).toEqual([])
      const { run } = await statsig.plan(files)
      expect(briefly(run.plan)).toEqual([])
      expect([...run.live.resources.keys()].map(String)).toContain(
        'metric/Shop Funnel::user_warehouse',
      )
    })
  })

  test('with the id of a live metric means that metric, whatever it is called', async () => {
    await withProject({ project: 'warehouse' }, async (statsig) => {
      await statsig.apply([source, metricFile('Shop Funnel', undefined)])
      const renamed = [source, metricFile('Funnel', 'Shop Funnel::user_warehouse')]
      const { report, run } = await statsig.apply(renamed)
      expect(run.plan.operations.map(({ action }) => action)).toEqual(['update'])
      expect(troubles(report)).toEqual([])
      expect(briefly((await statsig.plan(renamed)).run.plan)).toEqual([])
    })
  })

  test('names columns that Statsig’s own script sends in capital letters', async () => {
    await withProject({ project: 'warehouse' }, async (statsig) => {
      const { text } = source
      const capitals = text.replace(' ts', ' TS').replace(' user_id', ' USER_ID')
      await statsig.apply([file(source.path, capitals)])
      expect(briefly((await statsig.plan([source])).run.plan)).toEqual([])
    })
  })

  test('whose owner is only a name does not set an owner', async () => {
    await withProject({ project: 'warehouse' }, async (statsig) => {
      const { run } = await statsig.plan([source, metricFile('Shop Funnel', undefined)])
      const wanted = run.plan.operations.map(({ members }) => 'owner' in members)
      expect(wanted).toEqual([false, false])
    })
  })
})

test('two files of which only the ids differ describe one metric', async () => {
  await withProject({ project: 'warehouse' }, async (statsig) => {
    const other = { ...metricFile('Shop Funnel', 'other::user_warehouse'), path: 'metrics/b.yml' }
    await expect(
      statsig.plan([source, metricFile('Shop Funnel', undefined), other]),
    ).rejects.toThrow('already defined')
  })
})
