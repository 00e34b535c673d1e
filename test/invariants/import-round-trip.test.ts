// After an import the plan is empty, whatever Statsig does that it may do; and what was imported can be built again.
import { beforeAll, describe, expect, test } from 'vitest'
import { compareText } from '../../src/core/diagnostic.ts'
import { type JsonObject, pick } from '../../src/core/json.ts'
import { type Behavior, behaviors, type State } from '../../src/emulator/index.ts'
import { subResourceNames } from '../../src/fields/sub-resource.ts'
import { kinds } from '../../src/kinds/index.ts'
import { load } from '../../src/load/index.ts'
import { readSettings } from '../../src/load/settings/index.ts'
import type { Address, SourceFile } from '../../src/model/index.ts'
import { importProject } from '../support/import-project.ts'
import { isLongRun, randomizedTitle } from '../support/long-run.ts'
import { type ProjectOptions, troubles, withProject } from '../support/project.ts'
import { companyOf, filesOf, findable, kindsIn } from '../support/samples/company.ts'
import { briefly } from '../support/samples/company-run.ts'
import { runFactor } from '../support/samples/random.ts'
import { withSubResources } from '../support/samples/sub-resources.ts'

const few: Readonly<Record<'cloud' | 'warehouse', readonly Behavior[]>> = {
  cloud: ['worst-case'],
  warehouse: ['worst-case', 'values-as-scalars', 'metric-sources-instead', 'lists-sparse'],
}
const all = behaviors.map(({ name }) => name)
/** A warehouse has resources of every kind. In a cloud project, what concerns its own metrics and all lists is enough. */
const ofClouds = all.filter((name) =>
  /^worst-case|^unknown|^values|^null|metric|page|list/.test(name),
)
const long = { cloud: ofClouds, warehouse: all }
/** Each run draws resources of its own. */
const behaviorsIn = (project: 'cloud' | 'warehouse') => [
  undefined,
  ...(isLongRun ? long : few)[project],
]

describe.each(['cloud', 'warehouse'] as const)(randomizedTitle('a %s project'), (project) => {
  let state: State
  let count = 0
  let named = 0
  let parts = 0
  beforeAll(async () => {
    const samples = companyOf({
      project,
      count: Math.ceil((runFactor > 1 ? 180 : 130) / kindsIn(project).length),
      salt: 501,
      fullness: 'all',
    })
    await withProject({ project, unjudged: true }, async (statsig) => {
      const whole = withSubResources(samples)
      const { report } = await statsig.apply([...filesOf(whole.samples), ...whole.lists])
      expect(troubles(report)).toEqual([])
      state = statsig.emulator.snapshot()
      count = findable(samples)
      named = findable(samples, false)
      parts = whole.count
    })
  })
  const begun = (behavior: Behavior | undefined): ProjectOptions => ({
    project,
    unjudged: true,
    state,
    ...(behavior && { behaviors: [behavior] }),
  })

  test.each(behaviorsIn(project).map((behavior) => ({ behavior, name: behavior ?? 'the usual' })))(
    'is in sync after an import under $name behavior',
    async ({ behavior }) => {
      await withProject(begun(behavior), async (statsig) => {
        const { files, proof } = await importProject(statsig.emulator, statsig.clock, withAll)
        expect(proof.faulty).toEqual([])
        expect(proof.changing).toEqual([])
        expect(files.length).toBeGreaterThan(behavior?.endsWith('-not-returned') ? named : count)
        expect([...told(files).values()].filter(hasPart)).toHaveLength(parts)
        const { diagnostics, run } = await statsig.plan(files)
        expect(briefly(run.plan)).toEqual([])
        expect(diagnostics.filter(({ severity }) => severity !== 'warning')).toEqual([])
        expect(statsig.emulator.requests.filter(({ method }) => method !== 'GET')).toEqual([])
      })
    },
  )

  test('that is lost is built again from what was imported', async () => {
    const files = await withProject(
      begun(undefined),
      async (statsig) => (await importProject(statsig.emulator, statsig.clock, withAll)).files,
    )
    await withProject({ project, unjudged: true }, async (statsig) => {
      const { report } = await statsig.apply(files)
      expect(troubles(report)).toEqual([])
      const again = await importProject(statsig.emulator, statsig.clock, withAll)
      const [before, after] = [told(files), told(again.files)]
      expect([...after.keys()]).toEqual([...before.keys()])
      for (const [address, members] of before) {
        const now = after.get(address) ?? {}
        expect(
          pick(now, (name) => Object.hasOwn(members, name)),
          address,
        ).toEqual(members)
        const more = Object.keys(now).filter((name) => !Object.hasOwn(members, name))
        // Whatever has nobody who owns it belongs to whoever builds it again.
        expect(more.filter((name) => name !== 'owner')).toEqual([])
      }
    })
  })
})

const { settings } = readSettings(undefined)
const withAll = [...new Set(kinds.flatMap(({ fields }) => subResourceNames(fields)))]
const hasPart = (members: JsonObject) => withAll.some((name) => Object.hasOwn(members, name))
const isYaml = ({ path }: SourceFile) => path.endsWith('.yaml')

/** What files say, by address. */
const told = (files: readonly SourceFile[]): ReadonlyMap<Address, JsonObject> =>
  new Map(
    [...load(files.filter(isYaml), settings, files).desired.values()]
      .map(({ address, members }) => [address, members] as const)
      .sort(([one], [other]) => compareText(one, other)),
  )
