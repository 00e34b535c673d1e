// A resource to which another one refers is not archived or deleted, unless the reference goes in the same plan.
import { describe, expect } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import type { Plan } from '../../src/model/index.ts'
import { definitionFile } from '../support/in-memory-statsig.ts'
import { usualRunTest as test } from '../support/long-run.ts'
import { type PlanInput, planFrom, planWithoutGit } from './in-words.ts'

const passes = (gate: string): JsonObject => ({
  rules: [
    {
      ...{ name: 'Users', passPercentage: 100 },
      conditions: [{ type: 'passes_gate', targetValue: [gate] }],
    },
  ],
})
const gate = (id: string, more: JsonObject = {}): JsonObject => ({ id, name: id, ...more })
const file = (members: JsonObject) => definitionFile('gates', members)
const retired = (id: string, how: true | 'delete' = true) =>
  file(gate(id, { lifecycle: { retired: how } }))
const live = (...members: readonly JsonObject[]): PlanInput['live'] =>
  members.map((each) => ['gate', each] as const)

const payments = { name: 'Payments', changeTeamConfigs: 'anyone', reviewApproval: 'anyone' }

const told = ({ operations }: Plan) =>
  operations.map(({ action, address, refusal }) => [
    `${action} ${address}`,
    ...(refusal?.code === 'still-referenced' ? refusal.by : refusal ? [refusal.code] : []),
  ])

describe('a gate that is archived', () => {
  const rows: readonly {
    readonly title: string
    readonly files: PlanInput['files']
    readonly live: PlanInput['live']
    readonly wanted: readonly (readonly string[])[]
  }[] = [
    {
      title: 'stays where another one refers to it, and is not among the files',
      ...{ files: [retired('base')], live: live(gate('base'), gate('user', passes('base'))) },
      wanted: [['archive gate/base', 'gate/user']],
    },
    {
      title: 'stays where several refer to it, which are named in order',
      files: [retired('base', 'delete')],
      live: live(gate('zoo', passes('base')), gate('base'), gate('ant', passes('base'))),
      wanted: [['delete gate/base', 'gate/ant', 'gate/zoo']],
    },
    {
      title: 'goes after the update that removes the reference',
      files: [retired('base'), file(gate('user', { rules: [] }))],
      live: live(gate('base'), gate('user', passes('base'))),
      wanted: [['update gate/user'], ['archive gate/base']],
    },
    {
      title: 'goes after what refers to it, which is archived too',
      files: [retired('base'), retired('user')],
      live: live(gate('base'), gate('user', passes('base'))),
      wanted: [['archive gate/user'], ['archive gate/base']],
    },
    {
      title: 'goes after what refers to it, which is deleted',
      files: [retired('base'), retired('user', 'delete')],
      live: live(gate('base'), gate('user', passes('base'))),
      wanted: [['delete gate/user'], ['archive gate/base']],
    },
    {
      title: 'stays where what refers to it is not archived, since another one refers to that',
      files: [retired('base'), retired('user')],
      live: live(gate('base'), gate('user', passes('base')), gate('top', passes('user'))),
      wanted: [['archive gate/user', 'gate/top'], ['archive gate/base']],
    },
    {
      title: 'goes where what refers to it is archived in Statsig',
      files: [retired('base')],
      live: live(gate('base'), gate('user', { ...passes('base'), status: 'Archived' })),
      wanted: [['archive gate/base']],
    },
    {
      title: 'goes after the update that removes a reference, which Statsig shows in two forms',
      files: [
        definitionFile('teams', { ...payments, lifecycle: { retired: 'delete' } }),
        file(gate('user', { team: null })),
      ],
      live: [
        ...live(gate('user', { team: 'Payments', teamID: 't1' })),
        ['team', { ...payments, id: 't1' }],
      ],
      wanted: [['update gate/user'], ['delete team/Payments']],
    },
    {
      title: 'goes where it refers to itself alone',
      ...{ files: [retired('base')], live: live(gate('base', passes('base'))) },
      wanted: [['archive gate/base']],
    },
    {
      title: 'goes where others refer to others',
      files: [retired('base')],
      live: live(gate('base'), gate('user', passes('third')), gate('third')),
      wanted: [['archive gate/base']],
    },
    {
      title: 'stays for its own reason before that of a reference',
      files: [file(gate('base', { lifecycle: { retired: true, preventDestroy: true } }))],
      live: live(gate('base'), gate('user', passes('base'))),
      wanted: [['archive gate/base', 'prevent-destroy']],
    },
  ]
  test.each(rows)('$title', ({ wanted, ...input }) => {
    expect(told(planWithoutGit(input))).toEqual(wanted)
  })

  test('says which kinds may refer to it and are not listed', () => {
    const input = { files: [retired('base')], live: live(gate('base')) }
    const [operation] = planWithoutGit({ ...input, unreadable: ['holdout', 'tag'] }).operations
    expect(operation?.cautions).toEqual([{ code: 'unreadable-references', kinds: ['holdout'] }])
    expect(planWithoutGit({ ...input, unreadable: ['tag'] }).operations[0]?.cautions).toEqual([])
  })

  test('says nothing of this where it is updated', () => {
    const input = { files: [file(gate('base', { description: 'New' }))], live: live(gate('base')) }
    const [operation] = planWithoutGit({ ...input, unreadable: ['holdout'] }).operations
    expect(operation?.cautions).toEqual([])
  })
})

test('a holdout that is deleted under another name is known by its id', () => {
  const holdout = { name: 'Second', id: 'h1', passPercentage: 5 }
  const { operations } = planWithoutGit({
    files: [
      definitionFile('holdouts', {
        ...{ ...holdout, name: 'First' },
        lifecycle: { retired: 'delete' },
      }),
    ],
    live: [
      ['holdout', holdout],
      ['team', { name: 'Payments', id: 't1', defaultHoldoutID: 'h1' }],
    ],
  })
  expect(operations.map(({ refusal }) => refusal)).toEqual([
    { code: 'still-referenced', by: ['team/Payments'] },
  ])
})

describe('a gate stays, although what refers to it is changed in the same plan', () => {
  const groups = [{ name: 'Control', size: 100, parameterValues: {} }]
  const ranking = { id: 'ranking', name: 'Ranking', status: 'setup', groups }
  const experiment = (file: JsonObject) => definitionFile('experiments', { ...ranking, ...file })
  const kept = ['archive gate/base', 'experiment/ranking']
  const liveExperiment = (more: JsonObject = {}): PlanInput['live'] => [
    ...live(gate('base')),
    ['experiment', { ...ranking, targetingGateID: 'base', ...more }],
  ]

  test('since its file does not manage the reference', () => {
    const files = [retired('base'), experiment({ description: 'New' })]
    expect(
      told(planWithoutGit({ files, live: liveExperiment({ description: 'Old' }) })),
    ).toContainEqual(kept)
  })

  test('since the change is one of its status', () => {
    const files = [retired('base'), experiment({ status: 'active' })]
    expect(told(planWithoutGit({ files, live: liveExperiment() }))).toContainEqual(kept)
  })

  test('since it is one of its sub-resource', () => {
    const overrides = { userIDOverrides: [{ groupID: 'Control', ids: ['ann'] }] }
    const files = [retired('base'), experiment({ overrides })]
    expect(told(planWithoutGit({ files, live: liveExperiment() }))).toContainEqual(kept)
  })

  const users = gate('user', { description: 'Old', rules: [] })
  const drift = { ...users, ...passes('base') }
  test('since a reference that was made in Statsig is kept', () => {
    const plan = planFrom({
      base: [file(gate('base')), file(users)],
      files: [retired('base'), file({ ...users, description: 'New' })],
      live: live(gate('base'), drift),
    })
    expect(told(plan)).toContainEqual(['archive gate/base', 'gate/user'])
  })

  test('since the change that removes the reference is in conflict', () => {
    const before = { ...users, ...passes('base') }
    const { rules } = passes('base')
    const [rule] = rules as readonly [JsonObject]
    const plan = planFrom({
      base: [file(gate('base')), file(before)],
      files: [retired('base'), file({ ...users, rules: [] })],
      live: live(gate('base'), { ...before, rules: [{ ...rule, passPercentage: 10 }] }),
    })
    expect(told(plan)).toContainEqual(['archive gate/base', 'gate/user'])
  })
})
