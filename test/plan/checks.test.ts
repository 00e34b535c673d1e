// What a plan finds wrong in files once it knows what Statsig has: each fault as a reader gets it.
import { describe, expect } from 'vitest'
import { formatDiagnostic } from '../../src/core/diagnostic.ts'
import type { JsonObject } from '../../src/core/json.ts'
import type { KindName } from '../../src/kinds/index.ts'
import { type Address, makeAddress } from '../../src/model/index.ts'
import { plan } from '../../src/plan/index.ts'
import type { PlanOptions } from '../../src/plan/plan-context.ts'
import {
  createInMemoryStatsig,
  definitionFile,
  desiredStateFrom,
  registry,
} from '../support/in-memory-statsig.ts'
import { usualRunTest as test } from '../support/long-run.ts'

interface Case {
  /** The folder of the kind, and the members. */
  readonly files: readonly (readonly [string, JsonObject])[]
  readonly live?: readonly (readonly [KindName, JsonObject])[]
  /** Kinds that were read, although nothing of them is there. */
  readonly kinds?: readonly KindName[]
  readonly unreadable?: readonly KindName[]
  /** Addresses that two resources have. */
  readonly ambiguous?: readonly Address[]
  readonly undeclared?: PlanOptions['undeclared']
}

const planOf = ({
  ambiguous = [],
  files,
  kinds = [],
  live = [],
  undeclared = 'refuse',
  unreadable = [],
}: Case) => {
  const desired = desiredStateFrom(files.map((each) => definitionFile(...each)))
  const read = [...desired.values(), ...live.map(([kind]) => ({ kind }))].map(({ kind }) => kind)
  const statsig = createInMemoryStatsig([...new Set([...read, ...kinds])])
  for (const [kind, members] of live) statsig.put(kind, members)
  const state = {
    ...statsig.live(),
    ...{ unreadableKinds: new Set(unreadable), ambiguous: new Set(ambiguous) },
  }
  return plan(desired, state, { target: 'default', registry, undeclared })
}
const faultsOf = (given: Case): readonly string[] =>
  planOf(given).diagnostics.map((each) => formatDiagnostic(each))

const gate = (id: string, more: JsonObject = {}): JsonObject => ({ id, name: id, ...more })
const passing = (...gates: readonly string[]): JsonObject => ({
  rules: [
    {
      ...{ name: 'Users', passPercentage: 100 },
      conditions: gates.map((each) => ({ type: 'passes_gate', targetValue: [each] })),
    },
  ],
})
const team = (name: string, more: JsonObject = {}): JsonObject => ({
  ...{ name, changeTeamConfigs: 'anyone', reviewApproval: 'anyone', ...more },
})
const holdout = (name: string, id: string): JsonObject => ({ name, id, passPercentage: 5 })
const ranking = (...groups: readonly string[]): JsonObject => ({
  ...{ id: 'ranking', name: 'Ranking' },
  groups: groups.map((name) => ({ name, size: 100 / groups.length, parameterValues: {} })),
})
const page = (groupName: string, more: JsonObject = {}): JsonObject => ({
  ...{ name: 'page', idType: 'userID' },
  overrides: { idOverrides: [{ experimentName: 'ranking', groupName, ids: ['ann'] }] },
  ...more,
})

const named = (name: string, environments?: readonly string[]): JsonObject => ({
  ...{ name, passPercentage: 100, conditions: [{ type: 'public' }] },
  ...(environments && { environments }),
})
const environments = (...names: readonly string[]): JsonObject => ({
  environments: names.map((name) => ({ name, isProduction: name === 'production' })),
})
const alert = (more: JsonObject = {}): JsonObject => ({ name: 'Errors', ...more })

const cases: Readonly<Record<string, Case>> = {
  'a reference to nothing': { files: [['gates', gate('user', passing('nothing'))]] },
  'a reference to nothing, with one of a similar name': {
    files: [
      ['gates', gate('user', passing('basse'))],
      ['gates', gate('base')],
    ],
  },
  'a reference of a retired file': {
    files: [['gates', gate('user', { ...passing('nothing'), lifecycle: { retired: true } })]],
    live: [['gate', gate('user')]],
  },
  'a reference to nothing, which Statsig has as well': {
    files: [['gates', gate('user', passing('gone'))]],
    live: [['gate', gate('user', passing('gone'))]],
  },
  'a second reference to nothing, which Statsig does not have': {
    files: [['gates', gate('user', passing('gone', 'other'))]],
    live: [['gate', gate('user', passing('gone'))]],
  },
  'a reference by a name that two have': {
    files: [['gates', gate('user', { team: 'One' })]],
    live: [['team', team('One', { id: 't1' })]],
    ambiguous: [makeAddress('team', 'One')],
  },
  'a reference of a kind that the key cannot list': {
    files: [['teams', team('One', { defaultHoldoutID: 'Small' })]],
    unreadable: ['holdout'],
  },
  'a reference of such a kind, where Statsig has another id': {
    files: [['teams', team('One', { defaultHoldoutID: 'Small' })]],
    live: [['team', team('One', { id: 't1', defaultHoldoutID: 'h1' })]],
    unreadable: ['holdout'],
  },
  'a reference of such a kind, where Statsig has the same id': {
    files: [['teams', team('One', { defaultHoldoutID: 'h1' })]],
    live: [['team', team('One', { id: 't1', defaultHoldoutID: 'h1' })]],
    unreadable: ['holdout'],
  },
  'a built-in name': { files: [['gates', gate('user', { idType: 'userID' })]] },
  'a name near a built-in one': { files: [['gates', gate('user', { idType: 'userId' })]] },
  'a name near one of the files': {
    files: [
      ['gates', gate('user', { idType: 'companyId' })],
      ['unit_id_types', { name: 'companyID', description: 'A company.' }],
    ],
  },
  'a name of its own': { files: [['gates', gate('user', { idType: 'somethingElse' })]] },
  'two definitions of one resource': {
    files: [
      ['holdouts', holdout('First', 'h1')],
      ['holdouts', { name: 'Second', passPercentage: 5 }],
    ],
    live: [['holdout', holdout('Second', 'h1')]],
  },
  'an address that two resources have': {
    files: [['teams', team('One')]],
    live: [['team', team('One', { id: 't1' })]],
    ambiguous: [makeAddress('team', 'One')],
  },
  'an id that nothing has, of something new': { files: [['holdouts', holdout('First', 'h9')]] },
  'an id that nothing has, of something retired': {
    files: [['holdouts', { ...holdout('First', 'h9'), lifecycle: { retired: 'delete' } }]],
  },
  'an id that nothing has, of something known by its name': {
    files: [['holdouts', holdout('First', 'h9')]],
    live: [['holdout', holdout('First', 'h1')]],
  },
  'an id of a kind that the key cannot list': {
    files: [['holdouts', holdout('First', 'h9')]],
    unreadable: ['holdout'],
  },
  'an id that is right': {
    files: [['holdouts', holdout('First', 'h1')]],
    live: [['holdout', holdout('First', 'h1')]],
  },
  'a group that the experiment does not have': {
    files: [
      ['experiments', ranking('Control', 'Test')],
      ['layers', page('Tset')],
    ],
  },
  'a group that is like none': {
    files: [
      ['experiments', ranking('Control', 'Test')],
      ['layers', page('Everybody')],
    ],
  },
  'a group that Statsig has in the same place': {
    files: [['layers', page('Everybody')]],
    live: [
      ['experiment', ranking('Control', 'Test')],
      ['layer', { ...page('Everybody'), id: 'page' }],
    ],
  },
  'a group of an experiment in Statsig': {
    files: [['layers', page('Test')]],
    live: [['experiment', ranking('Control', 'Test')]],
  },
  'a group that the file takes away from the experiment': {
    files: [
      ['experiments', ranking('Control')],
      ['layers', page('Test')],
    ],
    live: [['experiment', ranking('Control', 'Test')]],
  },
  'a value that Statsig does not show': {
    files: [['alerts', alert({ evaluationDelayMs: 0, teamID: 't1' })]],
    live: [
      ['alert', { ...alert(), id: 'a1' }],
      ['team', team('One', { id: 't1' })],
    ],
  },
  'a value that Statsig does not show, in a retired file': {
    files: [['alerts', alert({ evaluationDelayMs: 0, lifecycle: { retired: 'delete' } })]],
    live: [['alert', { ...alert(), id: 'a1' }]],
  },
  'a value that Statsig does not show of what is new': {
    files: [['alerts', alert({ evaluationDelayMs: 0 })]],
  },
  'an id that Statsig shows and that no resource has': {
    files: [
      ['holdouts', { ...holdout('Small', 'h1'), targetingGateID: 'one' }],
      ['gates', gate('one')],
    ],
    live: [['holdout', { ...holdout('Small', 'h1'), targetingGateID: 'internal' }]],
  },
  'a name that is too short, of something new': { files: [['gates', { id: 'user', name: 'x' }]] },
  'a name that is too short, which Statsig has': {
    files: [['gates', { id: 'user', name: 'x' }]],
    live: [['gate', { id: 'user', name: 'x' }]],
  },
  'a name that is too short, where Statsig has another one': {
    files: [['gates', { id: 'user', name: 'x' }]],
    live: [['gate', { id: 'user', name: 'y' }]],
  },
  'two rules of one name, where Statsig has one': {
    files: [['gates', gate('user', { rules: [named('A'), named('A')] })]],
    live: [['gate', gate('user', { rules: [named('A')] })]],
  },
  'two rules of one name, where Statsig has two': {
    files: [['gates', gate('user', { rules: [named('A'), named('A')] })]],
    live: [['gate', gate('user', { rules: [named('A'), named('A'), named('B')] })]],
  },
  'an environment that the project does not have': {
    files: [['gates', gate('user', { rules: [named('A', ['prodution'])] })]],
    live: [['environment', environments('production', 'staging')]],
  },
  'an environment that is like none': {
    files: [['gates', gate('user', { rules: [named('A', ['qa'])] })]],
    live: [['environment', environments('production', 'staging')]],
  },
  'an environment that Statsig has in the same gate': {
    files: [['gates', gate('user', { rules: [named('A', ['qa'])] })]],
    live: [
      ['environment', environments('production')],
      ['gate', gate('user', { rules: [named('B', ['qa'])] })],
    ],
  },
  'environments, where the key cannot read them': {
    files: [['gates', gate('user', { rules: [named('A', ['qa']), named('B', ['production'])] })]],
    unreadable: ['environment'],
  },
  'one environment, where the key cannot read them': {
    files: [['gates', gate('user', { rules: [named('A', ['qa'])] })]],
    unreadable: ['environment'],
  },
  'two gates of one name': {
    files: [
      ['gates', { id: 'one', name: 'Search' }],
      ['gates', { id: 'two', name: 'search' }],
    ],
  },
  'two gates of one name, which Statsig has': {
    files: [
      ['gates', { id: 'one', name: 'Search' }],
      ['gates', { id: 'two', name: 'search' }],
    ],
    live: [
      ['gate', { id: 'one', name: 'Search' }],
      ['gate', { id: 'two', name: 'search' }],
    ],
  },
  'two gates of one name, one of which Statsig has': {
    files: [
      ['gates', { id: 'one', name: 'Search' }],
      ['gates', { id: 'two', name: 'search' }],
    ],
    live: [['gate', { id: 'one', name: 'Search' }]],
  },
  'a group in a retired file': {
    files: [
      ['experiments', ranking('Control', 'Test')],
      ['layers', page('Everybody', { lifecycle: { retired: 'delete' } })],
    ],
    live: [['layer', { ...page('Test'), id: 'page' }]],
  },
}

test('a plan finds what `checks.txt` says', async () => {
  const found = Object.entries(cases).map(
    ([title, given]) => `# ${title}\n${faultsOf(given).join('\n') || 'nothing'}\n`,
  )
  await expect(found.join('\n')).toMatchFileSnapshot('checks.txt')
})

describe('a tag that no file defines', () => {
  const user = ['gates', gate('user', { tags: ['core', 'beta'] })] as const
  test('is a fault, unless it may be created', () => {
    expect(planOf({ files: [user], kinds: ['tag'] }).diagnostics.map(({ code }) => code)).toEqual([
      'unknown-reference',
      'unknown-reference',
    ])
  })

  test('is created once, before all that refer to it, with the first of them and a near name', () => {
    const other = ['gates', gate('other', { tags: ['core'] })] as const
    const made = planOf({
      files: [user, other, ['tags', { name: 'bata', description: '' }]],
      undeclared: 'create',
    })
    expect(made.diagnostics).toEqual([])
    const created = made.plan.operations.filter(({ kind }) => kind === 'tag')
    expect(
      created.map(({ address, cautions, members }) => ({ address, cautions, members })),
    ).toEqual([
      { address: 'tag/bata', cautions: [], members: { name: 'bata', description: '' } },
      {
        address: 'tag/beta',
        cautions: [{ code: 'created-on-reference', by: 'gate/user', near: 'bata' }],
        members: { name: 'beta', description: '' },
      },
      {
        address: 'tag/core',
        cautions: [{ code: 'created-on-reference', by: 'gate/user' }],
        members: { name: 'core', description: '' },
      },
    ])
    const [, , core] = created
    expect(core).toMatchObject({
      action: 'create',
      edits: [],
      at: { file: 'statsig/gates/user.yaml' },
    })
    expect(core?.effects).not.toEqual([])
    const needs = made.plan.operations.find(({ address }) => address === 'gate/user')
    expect(needs?.dependsOn).toEqual(
      created
        .slice(1)
        .map(({ id }) => id)
        .sort(),
    )
  })

  test('is not created for what is not written', () => {
    const made = planOf({
      files: [['gates', gate('user', { tags: ['core'] })]],
      live: [['gate', gate('user', { tags: ['core'] })]],
      undeclared: 'create',
    })
    expect(made.plan.operations).toEqual([])
  })
})
