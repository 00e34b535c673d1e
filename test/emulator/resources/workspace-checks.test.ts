// What a body may name of the workspace.
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/core/json.ts'
import { ApiError } from '../../../src/emulator/core/api-error.ts'
import { consoleApiAuthor } from '../../../src/emulator/core/author.ts'
import { type Behavior, createBehaviorTest } from '../../../src/emulator/core/behaviors.ts'
import type { EmulatorContext } from '../../../src/emulator/core/context.ts'
import { randomOf } from '../../../src/emulator/core/random.ts'
import { createInMemoryStore } from '../../../src/emulator/core/store.ts'
import {
  requireHoldout,
  requireUnits,
  resolveTargetApps,
  resolveTeam,
} from '../../../src/emulator/shared/workspace.ts'
import { open } from '../client.ts'

const worldWith = (...names: readonly Behavior[]): EmulatorContext => ({
  project: 'cloud',
  projectId: 'p',
  has: createBehaviorTest(names),
  now: () => 0,
  newId: () => 'x',
  continuation: '',
  shuffleRandom: randomOf(2),
  store: createInMemoryStore(
    {
      teams: [{ id: 't1', name: 'Growth' }],
      target_apps: [{ id: 'a1', name: 'Web' }],
      unit_id_types: [{ name: 'userID' }],
      holdouts: [{ id: 'h1', name: 'Holdout' }],
    },
    () => 0,
  ),
  pageSeeds: new Map(),
  deletedAt: new Map(),
  auditLog: [],
  author: consoleApiAuthor,
})

const propertyRefused = (act: () => unknown): unknown => {
  try {
    act()
  } catch (refusal) {
    if (refusal instanceof ApiError && refusal.status === 400)
      return Array.isArray(refusal.errors) ? refusal.errors[0]?.property : undefined
    throw refusal
  }
  return 'taken'
}

describe('a project', () => {
  test.each<[JsonObject, JsonObject]>([
    [{}, {}],
    [{ team: 'Growth' }, { team: 'Growth', teamID: 't1' }],
    [{ teamID: 't1' }, { team: 'Growth', teamID: 't1' }],
    [
      { team: 'Other', teamID: 't1' },
      { team: 'Growth', teamID: 't1' },
    ],
    [{ team: null }, { team: null, teamID: null }],
    [
      { team: 'Growth', teamID: null },
      { team: null, teamID: null },
    ],
  ])('keeps %j as %j', (body, kept) => {
    expect(resolveTeam(worldWith(), body)).toEqual(kept)
  })

  test.each<[string, Behavior | undefined, (world: EmulatorContext) => unknown]>([
    ['team', 'unknown-teams-accepted', (world) => resolveTeam(world, { team: 'New' })],
    ['teamID', 'unknown-teams-accepted', (world) => resolveTeam(world, { teamID: 'New' })],
    ['targetApps', 'unknown-apps-accepted', (world) => resolveTargetApps(world, ['Web', 'TV'])],
    ['idType', 'unknown-units-accepted', (world) => requireUnits(world, { idType: 'x' })],
    [
      'unitTypes',
      'unknown-units-accepted',
      (world) => requireUnits(world, { unitTypes: ['userID', 'x'] }),
    ],
    ['defaultHoldoutID', undefined, (world) => requireHoldout(world, { defaultHoldoutID: 'h2' })],
  ])('refuses an unknown %s, unless it has %s', (property, behavior, act) => {
    expect(propertyRefused(() => act(worldWith()))).toBe(property)
    if (behavior) expect(propertyRefused(() => act(worldWith(behavior)))).toBe('taken')
  })

  test('takes what is there', () => {
    expect(resolveTargetApps(worldWith(), 'Web')).toEqual(['Web'])
    expect(
      propertyRefused(() => {
        requireUnits(worldWith(), { idType: 'userID', unitTypes: ['userID'] })
        requireHoldout(worldWith(), { defaultHoldoutID: 'h1' })
      }),
    ).toBe('taken')
  })
})

test('a lenient project makes up the id of a team, the same for the same name', () => {
  const [one, two] = [1, 2].map(() =>
    resolveTeam(worldWith('unknown-teams-accepted'), { team: 'New' }),
  )
  expect(one).toEqual({ team: 'New', teamID: expect.stringMatching(/^\w{22}$/) })
  expect(two).toEqual(one)
  expect(resolveTeam(worldWith('unknown-teams-accepted'), { teamID: 'n1' })).toEqual({
    team: null,
    teamID: 'n1',
  })
})

test.each([
  ['teams', { name: 'Growth', members: ['ada@example.com'] }, 'Growth'],
  ['target_apps', { name: 'Web' }, 'Web'],
  ['unit_id_types', { name: 'companyID' }, 'companyID'],
  ['roles', { name: 'Analyst', permissions: { create_teams: true } }, 'Analyst'],
  ['users', { email: 'new@example.com' }, 'new@example.com'],
  ['keys', { key: 'secret-x', description: 'CI' }, 'secret-x'],
  ['settings', { id: 'teams', require_teams_on_configs: true }, 'teams'],
  ['environments', { environments: [{ name: 'one', isProduction: true }] }, 'environments'],
] as const)(
  'what another client leaves in %s can be seen and edited',
  async (collection, object, id) => {
    const { emulator } = await open()
    emulator.insert(collection, object)
    expect(emulator.object(collection, id)).toMatchObject(object)
    emulator.edit(collection, id, (before) => ({ ...before, description: 'theirs' }))
    expect(emulator.object(collection, id)).toMatchObject({ ...object, description: 'theirs' })
  },
)

test('a state from before the workspace was known gets what every project has', async () => {
  const { environments: _e, unit_id_types: _u, ...older } = (await open()).emulator.snapshot()
  const state = JSON.parse(JSON.stringify(older))
  const { emulator } = await open({ state })
  expect(emulator.object('unit_id_types', 'userID')).toBeDefined()
  expect(emulator.object('environments', 'environments')).toBeDefined()
})
