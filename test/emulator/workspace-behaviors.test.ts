// What the behaviors of the workspace change, against the assumption.
import { expect, test } from 'vitest'
import type { Json, JsonObject } from '../../src/core/json.ts'
import { at, type Project } from './client.ts'
import { openValidatedClient } from './validated-client.ts'
import { workspaceBehaviors } from './workspace-behavior-names.ts'

type Look = (project: Project) => Promise<unknown>

const team: JsonObject = {
  name: 'Growth',
  description: 'Grows.',
  members: ['new@example.com'],
  admins: [],
  defaultGateMetrics: [],
  defaultExperimentPrimaryMetrics: [],
  defaultExperimentSecondaryMetrics: [],
  defaultHoldoutMetrics: [],
  changeTeamConfigs: 'team_only',
  reviewApproval: 'team_only',
  defaultTargetApplications: [],
}

const looks: {
  readonly [name in (typeof workspaceBehaviors)[number]]: readonly [Look, Json, Json]
} = {
  'unknown-users-refused': [
    async ({ send }) => (await send('POST', 'users/teams', team)).status,
    200,
    400,
  ],
  'teams-listed-whole': [
    async ({ send }) => {
      const id = String(at((await send('POST', 'users/teams', team)).data, 'id'))
      const { data } = await send('GET', `users/teams/${id}`)
      const listed = at((await send('GET', 'users/teams')).data, 0) ?? {}
      return [Object.keys(data ?? {}).length - Object.keys(listed).length, at(listed, 'name')]
    },
    [2, 'Growth'],
    [0, 'Growth'],
  ],
  'team-patch-replaces': [
    async ({ send }) => {
      const id = String(at((await send('POST', 'users/teams', team)).data, 'id'))
      const { data } = await send('PATCH', `users/teams/${id}`, { members: [] })
      return [at(data, 'name'), at(data, 'changeTeamConfigs'), at(data, 'description') ?? null]
    },
    ['Growth', 'team_only', 'Grows.'],
    ['Growth', 'anyone', null],
  ],
  'target-app-ids-unlisted': [
    async ({ send }) => {
      const { data } = await send('POST', 'target_app', { name: 'Web', description: '' })
      const listed = at((await send('GET', 'target_app')).data, 0)
      return [at(data, 'id') !== undefined, at(listed, 'id') !== undefined, at(listed, 'name')]
    },
    [true, true, 'Web'],
    [true, false, 'Web'],
  ],
  'used-units-deleted': [
    async ({ send }) => {
      await send('POST', 'unit_id_types', { name: 'companyID' })
      await send('POST', 'gates', { name: 'A Gate', idType: 'companyID' })
      return (await send('DELETE', 'unit_id_types/companyID')).status
    },
    400,
    200,
  ],
  'role-permissions-merged': [
    async ({ send }) => {
      await send('POST', 'roles', { name: 'Analyst', permissions: { create_configs: true } })
      const permissions = { create_teams: true }
      const { data } = await send('PATCH', 'roles/Analyst', { permissions })
      return at(data, 'permissions', 'create_configs')
    },
    false,
    true,
  ],
  'built-in-roles-editable': [
    async ({ send }) => (await send('PATCH', 'roles/Member', { permissions: {} })).status,
    400,
    200,
  ],
  'settings-merged': [
    async ({ send }) => {
      const body = { name: 'Shop', visibility: 'OPEN' }
      await send('POST', 'settings/project', { ...body, default_unit_type: 'userID' })
      const { data } = await send('POST', 'settings/project', body)
      return at(data, 'default_unit_type') ?? null
    },
    null,
    'userID',
  ],
  'keys-forbidden': [async ({ send }) => (await send('GET', 'keys')).status, 200, 403],
  'keys-masked': [
    async ({ send }) => at((await send('GET', 'keys')).data, 0, 'key') !== null,
    true,
    false,
  ],
}

test.each(workspaceBehaviors)('%s: by default, and otherwise under the behavior', async (name) => {
  const [look, assumed, otherwise] = looks[name]
  expect(await look(await openValidatedClient())).toEqual(assumed)
  expect(await look(await openValidatedClient({ behaviors: [name] }))).toEqual(otherwise)
})

test('whatever a worst-case project answers, the document allows', async () => {
  const { send } = await openValidatedClient({ behaviors: ['worst-case'], limits: 'none' })
  const { data } = await send('POST', 'users/teams', team)
  await send('POST', 'target_app', { name: 'Web', description: '' })
  await send('POST', 'keys', { description: 'CI', type: 'SERVER', environments: ['a', 'b'] })
  const documents = ['project', 'reviews', 'roles', 'teams'].map((name) => `settings/${name}`)
  for (const path of [
    'users/teams',
    `users/teams/${String(at(data, 'id'))}`,
    'users',
    'target_app',
    'unit_id_types',
    'roles',
    'environments',
    'keys',
    'audit_logs',
    ...documents,
  ]) {
    const { data: read, status } = await send('GET', path)
    expect(status).toBe(200)
    const first = Array.isArray(read) ? at(read, 0) : read
    expect(at(first, 'addedNextMonth')).toEqual({ isNew: true })
  }
  const environments = at((await send('GET', 'environments')).data, 'environments') ?? []
  expect(at(environments, 0, 'addedNextMonth')).toBe('by Statsig')
})
