// A state that somebody else has reached is imported and adopted as it is. What the move to it would need is asked for
// only where a plan makes the move.
import { describe, expect } from 'vitest'
import { stringify } from 'yaml'
import { isFatal } from '../../src/core/diagnostic.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { kinds } from '../../src/kinds/index.ts'
import type { Transition } from '../../src/kinds/kind.ts'
import { load } from '../../src/load/index.ts'
import { readSettings } from '../../src/load/settings/index.ts'
import type { SourceFile } from '../../src/model/index.ts'
import { importProject } from '../support/import-project.ts'
import { usualRunTest as test } from '../support/long-run.ts'
import { file, type TestProject, troubles, withProject } from '../support/project.ts'
import { briefly } from '../support/samples/company-run.ts'

const { settings } = readSettings(undefined)
const groups = ['Control', 'Test'].map((name) => ({
  name,
  size: 50,
  parameterValues: { rank: name },
}))
const experimentFile = (more: JsonObject): readonly SourceFile[] => [
  file(
    'statsig/experiments/ship.yaml',
    stringify({ id: 'ship', name: 'ship', description: 'd', groups, ...more }),
  ),
]

/** As Statsig's own client does it, without a reason: the new state alone. */
const setInStatsig = ({ emulator }: TestProject, body: JsonObject): number =>
  emulator.answer({
    method: 'PATCH',
    path: '/console/v1/experiments/ship',
    headers: { 'statsig-api-key': emulator.key },
    text: JSON.stringify(body),
  }).status

const machines = kinds.flatMap(({ kind, statusMachine }) =>
  statusMachine ? [{ kind, statusMachine }] : [],
)
const moves = machines.flatMap(({ statusMachine: { transitions } }) =>
  transitions.map(({ body, from, optional = [], to }: Transition) => ({
    to,
    from: from[0] ?? '',
    needs: Object.values(body).filter((name) => !optional.includes(name)),
  })),
)

test('there is one kind with moves, and these tests know their routes', () => {
  expect(machines.map(({ kind }) => kind)).toEqual(['experiment'])
})

describe.each(moves)('$to, without what the move needs', ({ from, needs, to }) => {
  const reach = (statsig: TestProject) => {
    if (from !== 'setup') expect(setInStatsig(statsig, { status: 'active' })).toBe(200)
    return setInStatsig(statsig, { status: to })
  }

  test('is imported, is valid and plans nothing', async () => {
    await withProject({ unjudged: true }, async (statsig) => {
      await statsig.apply(experimentFile({ status: 'setup' }))
      if (reach(statsig) !== 200) return
      const { files, proof } = await importProject(statsig.emulator, statsig.clock)
      expect([...proof.faulty, ...proof.changing]).toEqual([])
      const own = files.filter(({ path }) => path.includes('/ship.'))
      expect(own.length).toBe(to === 'archived' ? 0 : 1)
      expect(isFatal(load(own, settings).diagnostics)).toBe(false)
      expect(briefly((await statsig.plan(own)).run.plan)).toEqual([])
    })
  })

  test('is drift that can be adopted', async () => {
    await withProject({ unjudged: true }, async (statsig) => {
      const files = experimentFile({ status: from, allocation: 20 })
      await statsig.apply(experimentFile({ status: 'setup', allocation: 20 }))
      if (from === 'active') await statsig.apply(files)
      if (reach(statsig) !== 200) return
      const drift = await statsig.drift(files)
      expect(drift.run.plan.kept.length).toBeGreaterThan(0)
      const adoption = statsig.adopt(files, drift)
      expect(adoption.refused).toEqual([])
    })
  })

  test('is refused where the plan would make the move, and says what it needs', async () => {
    await withProject({ unjudged: true }, async (statsig) => {
      await statsig.apply(experimentFile({ status: 'setup' }))
      if (from !== 'setup') await statsig.apply(experimentFile({ status: 'active' }))
      const { report, run } = await statsig.apply(experimentFile({ status: to }))
      const refusals = run.plan.operations.flatMap(({ refusal }) => refusal ?? [])
      expect(refusals.map((each) => ('missing' in each ? each.missing : undefined))).toEqual(
        needs.length > 0 ? [needs] : [],
      )
      if (needs.length === 0) expect(troubles(report)).toEqual([])
    })
  })
})

const uneven = [
  { name: 'A', size: 50, parameterValues: { text: 'a', wide: true } },
  { name: 'B', size: 50, parameterValues: { text: 'b' } },
]

test('groups with different parameters are applied, in sync and imported', async () => {
  await withProject({}, async (statsig) => {
    const files = experimentFile({ groups: uneven })
    const { diagnostics, report } = await statsig.apply(files)
    expect(diagnostics.map(({ severity }) => severity)).toEqual(['warning'])
    expect(troubles(report)).toEqual([])
    expect(briefly((await statsig.plan(files)).run.plan)).toEqual([])
    const { files: imported, proof } = await importProject(statsig.emulator, statsig.clock)
    expect([...proof.faulty, ...proof.changing]).toEqual([])
    expect(imported.some(({ path }) => path.includes('/ship.'))).toBe(true)
  })
})

test.each([
  ['event_user', { metricEvents: [{ name: 'install', criteria: [] }] }],
  ['event_user', { metricEvents: [] }],
] as const)(
  'a metric of type %s without filters is applied, in sync and imported',
  async (type, more) => {
    await withProject({ unjudged: true }, async (statsig) => {
      const files = [
        file('statsig/metrics/a.yaml', stringify({ name: 'installers', type, ...more })),
      ]
      expect(troubles((await statsig.apply(files)).report)).toEqual([])
      expect(briefly((await statsig.plan(files)).run.plan)).toEqual([])
      const { files: imported, proof } = await importProject(statsig.emulator, statsig.clock)
      expect([...proof.faulty, ...proof.changing]).toEqual([])
      expect(imported.some(({ path }) => path.includes('installers'))).toBe(true)
    })
  },
)

test('a metric of type event_user without the key of the filters is refused', () => {
  const text = 'name: installers\ntype: event_user\nmetricEvents: [{ name: install }]\n'
  expect(
    load([file('statsig/metrics/a.yaml', text)], settings).diagnostics.map(({ code }) => code),
  ).toEqual(['unmet-requirement'])
})
