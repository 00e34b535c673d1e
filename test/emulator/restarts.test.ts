// An emulator that goes on from a state: it makes no id again, overwrites nothing, and is still the same run for a seed.
import { expect, test } from 'vitest'
import { isJsonArray, type Json, type JsonObject, member } from '../../src/core/json.ts'
import type { State } from '../../src/emulator/index.ts'
import { open, rule } from './client.ts'

/** What has ids that Statsig makes: of objects, and of rules, groups, variants and connections inside of them. */
const creations = (suffix: string): readonly (readonly [path: string, body: JsonObject])[] => [
  ['tags', { name: `tag ${suffix}`, description: '' }],
  ['target_app', { name: `app ${suffix}`, description: '' }],
  ['teams', { name: `team ${suffix}`, members: [], admins: [] }],
  ['gates', { name: `gate ${suffix}`, rules: [rule('one', 50), rule('two')] }],
  [
    'experiments',
    {
      name: `experiment ${suffix}`,
      hypothesis: 'x',
      groups: ['a', 'b'].map((name) => ({ name, size: 50, parameterValues: {} })),
    },
  ],
  ['dynamic_configs', { name: `config ${suffix}`, rules: [rule('one')] }],
  ['holdouts', { name: `holdout ${suffix}`, passPercentage: 5 }],
  ['param_stores', { name: `store ${suffix}`, parameters: {} }],
]

/** Made by chance: 22 letters and digits. */
const idsIn = (value: unknown): readonly string[] =>
  JSON.stringify(value).match(/(?<![0-9A-Za-z])[0-9A-Za-z]{22}(?![0-9A-Za-z])/g) ?? []

const runFrom = async (state: State | undefined, suffix: string) => {
  const { emulator, send } = await open({
    seed: 7,
    limits: 'none',
    clock: { now: () => 1_700_000_000_000 },
    ...(state && { state }),
  })
  const statuses: number[] = []
  for (const [path, body] of creations(suffix))
    statuses.push((await send('POST', path, body)).status)
  const logs = (await send('GET', 'audit_logs?limit=100')).data
  const auditIds = isJsonArray(logs) ? logs.map((each: Json) => String(member(each, 'id'))) : []
  return { snapshot: emulator.snapshot(), auditIds, statuses }
}

const objectsOf = (state: State): readonly string[] =>
  Object.values(state).flatMap((objects) => objects.map((each) => JSON.stringify(each)))

test('three runs, each from the state of the one before, share no id and lose no object', async () => {
  const first = await runFrom(undefined, 'one')
  const second = await runFrom(first.snapshot, 'two')
  const third = await runFrom(second.snapshot, 'three')
  expect(first.statuses.filter((each) => each < 300).length).toBeGreaterThanOrEqual(6)
  for (const [before, after] of [
    [first, second],
    [second, third],
  ] as const) {
    expect(after.statuses).toEqual(before.statuses)
    expect(objectsOf(after.snapshot)).toEqual(
      expect.arrayContaining([...objectsOf(before.snapshot)]),
    )
    const old = new Set(idsIn(before.snapshot))
    const fresh = new Set(idsIn(after.snapshot).filter((each) => !old.has(each)))
    expect(fresh.size).toBeGreaterThanOrEqual(7)
    expect(after.auditIds.filter((each) => before.auditIds.includes(each))).toEqual([])
  }
  const all = [first, second, third].flatMap(({ auditIds }) => auditIds)
  expect(new Set(all).size).toBe(all.length)
})

test('the same seed and the same state are the same run', async () => {
  const { snapshot } = await runFrom(undefined, 'one')
  expect(await runFrom(undefined, 'one')).toMatchObject({ snapshot })
  expect(await runFrom(snapshot, 'two')).toEqual(await runFrom(snapshot, 'two'))
})
