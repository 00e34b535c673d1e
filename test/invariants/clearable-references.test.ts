// References that can be cleared: every spelling of none means the same, in files and in live values, and what is sent
// clears the reference whichever spelling Statsig takes.
import { describe, expect, test as testInBothRuns } from 'vitest'
import { stringify } from 'yaml'
import { type Json, type JsonObject, member } from '../../src/core/json.ts'
import type { Behavior } from '../../src/emulator/index.ts'
import { differencesBetween } from '../../src/fields/compare/index.ts'
import type { Field } from '../../src/fields/field.ts'
import { kinds } from '../../src/kinds/index.ts'
import type { Kind } from '../../src/kinds/kind.ts'
import { casesForRun, usualRunTest as test } from '../support/long-run.ts'
import { file, type TestProject, troubles, withProject } from '../support/project.ts'
import { briefly } from '../support/samples/company-run.ts'

const clearable = (kinds as readonly Kind[]).flatMap((kind) =>
  Object.entries(kind.fields).flatMap(
    ([name, field]): readonly (readonly [string, Kind, Field])[] =>
      field.shape === 'ref' && field.nullable ? [[name, kind, field]] : [],
  ),
)

const spellings: readonly (readonly [string, (name: string) => JsonObject])[] = [
  ['null', (name) => ({ [name]: null })],
  ['an empty text', (name) => ({ [name]: '' })],
  ['no member', () => ({})],
]

const asWritten = (_kind: string, text: string) => text

describe.each(clearable.map(([name, kind, field]) => ({ name, kind, field })))(
  '$kind.kind: $name',
  ({ field, name }) => {
    test('every spelling of none in Statsig equals none in the file', () => {
      const differing = spellings.filter(
        ([, live]) =>
          differencesBetween({ [name]: field }, live(name), { [name]: null }, asWritten).length > 0,
      )
      expect(differing).toEqual([])
    })

    test('a reference in Statsig differs from none in the file', () => {
      const found = differencesBetween(
        { [name]: field },
        { [name]: 'x' },
        { [name]: null },
        () => '',
      )
      expect(found).toHaveLength(1)
    })
  },
)

const groups = ['Control', 'Test'].map((name) => ({ name, size: 50, parameterValues: {} }))

interface Case {
  readonly what: string
  readonly path: string
  readonly members: JsonObject
  readonly name: string
  readonly value: string
  readonly others: Readonly<Record<string, JsonObject>>
}

const team = { name: 'Search', changeTeamConfigs: 'anyone', reviewApproval: 'anyone' }
const gate = { 'gates/in_europe': { id: 'in_europe', name: 'In Europe' } }

const cases: readonly Case[] = [
  {
    what: 'the targeting gate of a holdout',
    path: 'holdouts/yearly',
    members: { name: 'Yearly', passPercentage: 2 },
    name: 'targetingGateID',
    value: 'in_europe',
    others: gate,
  },
  {
    what: 'the targeting gate of an experiment',
    path: 'experiments/one',
    members: { id: 'one', name: 'One', groups },
    name: 'targetingGateID',
    value: 'in_europe',
    others: gate,
  },
  {
    what: 'the team of a gate',
    path: 'gates/one',
    members: { id: 'one', name: 'One' },
    name: 'team',
    value: 'Search',
    others: { 'teams/search': team },
  },
  {
    what: 'the default holdout of a team',
    path: 'teams/search',
    members: team,
    name: 'defaultHoldoutID',
    value: 'Yearly',
    others: { 'holdouts/yearly': { name: 'Yearly' } },
  },
]

const behaviorCases: readonly (readonly Behavior[])[] = [
  [],
  ['worst-case'],
  ['references-kept-by-null'],
  ['holdout-gate-cleared-by-null'],
  ['holdout-gate-read-by-id'],
  ['holdout-gate-cleared-by-null', 'holdout-gate-read-by-id'],
]

const filesOf = ({ members, name, others, path }: Case, value: Json | undefined) =>
  Object.entries({
    ...others,
    [path]: { ...members, ...(value !== undefined && { [name]: value }) },
  }).map(([at, each]) => file(`statsig/${at}.yaml`, stringify(each)))

const isSet = ({ emulator }: TestProject, { name, path }: Case): boolean => {
  const [collection = ''] = path.split('/')
  const found = Object.entries(emulator.snapshot()).find(([each]) => each === collection)?.[1]
  const object =
    found?.find((each) => path.endsWith(String(each['id']).toLowerCase())) ?? found?.at(-1)
  return ![null, undefined, ''].includes(member(object, name) as string | null | undefined)
}

describe.each(
  behaviorCases.map((behaviors, index) => ({
    behaviors,
    index,
    name: behaviors.join(' and ') || 'the usual',
  })),
)('under $name', ({ behaviors, index: nth }) => {
  const both = cases.flatMap((each) => [
    { each, none: null, what: each.what },
    { each, none: '', what: each.what },
  ])
  const own = casesForRun(both, (_, index) => (index + nth) % 2 === 0)
  testInBothRuns.each(own)(
    '$what is cleared by `$none`, which is in sync',
    async ({ each, none }) => {
      await withProject({ behaviors, limits: 'none' }, async (statsig) => {
        const set = filesOf(each, each.value)
        expect(troubles((await statsig.apply(set)).report)).toEqual([])
        expect(isSet(statsig, each)).toBe(true)
        expect(briefly((await statsig.plan(set)).run.plan)).toEqual([])
        const cleared = filesOf(each, none)
        expect(troubles((await statsig.apply(cleared)).report)).toEqual([])
        expect(isSet(statsig, each)).toBe(false)
        expect(briefly((await statsig.plan(cleared)).run.plan)).toEqual([])
        expect(briefly((await statsig.plan(filesOf(each, undefined))).run.plan)).toEqual([])
      })
    },
  )
})

describe('an id that no gate has', () => {
  const holdout = (targetingGateID: Json) => [
    file('statsig/gates/a.yaml', stringify({ id: 'gate_a', name: 'Gate A' })),
    file('statsig/gates/b.yaml', stringify({ id: 'gate_b', name: 'Gate B' })),
    file('statsig/holdouts/one.yaml', stringify({ name: 'One', targetingGateID })),
  ]
  const targetingIn = ({ emulator }: TestProject) =>
    emulator.object('holdouts', 'one')?.['targetingGateID']

  test('is not compared, and said once', async () => {
    await withProject({}, async (statsig) => {
      await statsig.apply(holdout('gate_a'))
      const { diagnostics, run } = await statsig.plan(holdout('gate_a'))
      expect(briefly(run.plan)).toEqual([])
      expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
        [
          'unreadable-value',
          'Statsig returns an id in `targetingGateID` of `holdout/One` that no gate has, so the value cannot be compared.',
        ],
      ])
    })
  })

  test('is replaced where the file has changed since the last apply', async () => {
    await withProject({}, async (statsig) => {
      await statsig.apply(holdout('gate_a'))
      const { run } = await statsig.drift(holdout('gate_b'), holdout('gate_a'))
      expect(run.plan.operations.map(({ edits }) => edits.map(({ pointer }) => pointer))).toEqual([
        ['/targetingGateID'],
      ])
      expect(troubles(await statsig.applyPlan(run))).toEqual([])
      expect(targetingIn(statsig)).toBe('gate_b')
      expect(briefly((await statsig.drift(holdout('gate_b'))).run.plan)).toEqual([])
    })
  })

  test.each([null, ''])('is cleared by `%s` where the file has changed since', async (none) => {
    await withProject({}, async (statsig) => {
      await statsig.apply(holdout('gate_a'))
      const { run } = await statsig.drift(holdout(none), holdout('gate_a'))
      expect(run.plan.operations.map(({ refusal }) => refusal)).toEqual([undefined])
      expect(troubles(await statsig.applyPlan(run))).toEqual([])
      expect(targetingIn(statsig)).toBe('')
    })
  })

  test('stays, and is not sent, where only Statsig has it', async () => {
    await withProject({}, async (statsig) => {
      await statsig.apply(holdout('gate_a'))
      for (const base of [null, undefined]) {
        const before =
          base === null
            ? holdout(null)
            : [...holdout(null).slice(0, 2), file('statsig/holdouts/one.yaml', 'name: One\n')]
        const { run } = await statsig.drift(holdout(null), before)
        expect(run.plan.operations).toEqual([])
        expect(run.plan.kept.map(({ address }) => address)).toEqual(['holdout/One'])
      }
    })
  })
})
