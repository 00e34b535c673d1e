// Overrides of a whole project take one request where Statsig has the route, and one for each resource where it has not.
import { expect } from 'vitest'
import { stringify } from 'yaml'
import type { JsonObject } from '../../src/core/json.ts'
import type { Behavior } from '../../src/emulator/index.ts'
import { usualRunTest as test } from '../support/long-run.ts'
import { file, type TestProject, troubles, withProject } from '../support/project.ts'
import { briefly } from '../support/samples/company-run.ts'

const named = (nth: number): string => `gate_${nth}`

const gates = (count: number, overridesOf: (nth: number) => JsonObject) =>
  Array.from({ length: count }, (_, nth) =>
    file(
      `statsig/gates/${named(nth)}.yaml`,
      stringify({ id: named(nth), name: named(nth), overrides: overridesOf(nth) }),
    ),
  )

const users = (nth: number): JsonObject => ({ passingUserIDs: [`u${nth}`] })

const overridesRead = async (
  statsig: TestProject,
  work: () => Promise<unknown>,
): Promise<readonly string[]> => {
  const from = statsig.emulator.requests.length
  await work()
  return statsig.emulator.requests
    .slice(from)
    .flatMap(({ method, path }) =>
      method === 'GET' && path.endsWith('/overrides') ? [path.replace('/console/v1/', '')] : [],
    )
}

const each = (count: number) =>
  Array.from({ length: count }, (_, nth) => `gates/${named(nth)}/overrides`)

test.each<[string, readonly Behavior[], (nth: number) => JsonObject, readonly string[]]>([
  ['once', [], users, ['overrides']],
  [
    'once for each where there is no such route',
    ['overrides-not-listed'],
    users,
    ['overrides', ...each(4)],
  ],
  [
    'once where no file names custom ids',
    ['overrides-listed-without-custom-ids'],
    users,
    ['overrides'],
  ],
  [
    'again for a gate whose file names custom ids that the list may lack',
    ['overrides-listed-without-custom-ids'],
    (nth) => ({ ...users(nth), ...(nth === 2 && { failingCustomIDs: ['c'] }) }),
    ['overrides', 'gates/gate_2/overrides'],
  ],
])('overrides of all gates are asked for %s', async (_what, behaviors, overridesOf, expected) => {
  await withProject({ behaviors }, async (statsig) => {
    const files = gates(4, overridesOf)
    expect(troubles((await statsig.apply(files)).report)).toEqual([])
    const read = await overridesRead(statsig, async () => {
      expect(briefly((await statsig.plan(files)).run.plan)).toEqual([])
    })
    expect(read.toSorted()).toEqual([...expected].toSorted())
  })
})

test('overrides of one gate are asked for at the gate', async () => {
  await withProject({}, async (statsig) => {
    await statsig.apply(gates(1, users))
    expect(await overridesRead(statsig, () => statsig.plan(gates(1, users)))).toEqual(each(1))
  })
})

test('a write is preceded by a read of the gate itself', async () => {
  await withProject({ behaviors: ['overrides-listed-without-custom-ids'] }, async (statsig) => {
    await statsig.apply(gates(3, users))
    // Custom ids that no list shows: the plan sees them, because it changes the gate.
    statsig.emulator.edit('gates', named(1), (gate) => ({
      ...gate,
      $overrides: { passingUserIDs: ['u1'], failingCustomIDs: ['hidden'] },
    }))
    const changed = gates(3, (nth) => (nth === 1 ? { passingUserIDs: ['other'] } : users(nth)))
    const { run } = await statsig.plan(changed)
    expect(run.plan.operations.map(({ edits }) => edits.map(({ pointer }) => pointer))).toEqual([
      ['/overrides/passingUserIDs', '/overrides/failingCustomIDs'],
    ])
    const read = await overridesRead(statsig, () => statsig.applyPlan(run))
    expect(new Set(read)).toEqual(new Set(['gates/gate_1/overrides']))
    expect(briefly((await statsig.plan(changed)).run.plan)).toEqual([])
  })
})
