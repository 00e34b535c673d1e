// Teams, target apps, unit id types, roles and people.
import { describe, expect, test } from 'vitest'
import { isJsonObject, type Json, type JsonObject } from '../../../src/core/json.ts'
import { at, open } from '../client.ts'
import { openValidatedClient } from '../validated-client.ts'

const anyUserID = { userID: expect.any(String) }

const team = (name: string, more: JsonObject = {}): JsonObject => ({
  name,
  members: ['max@example.com'],
  admins: ['ada@example.com'],
  defaultGateMetrics: [],
  defaultExperimentPrimaryMetrics: [],
  defaultExperimentSecondaryMetrics: [],
  defaultHoldoutMetrics: [],
  changeTeamConfigs: 'anyone',
  reviewApproval: 'team_only',
  defaultTargetApplications: [],
  ...more,
})

const idIn = (data: Json | undefined): string => String(at(data, 'id'))

const namesIn = (data: Json | undefined): readonly Json[] =>
  Array.isArray(data) ? data.map((one) => at(one, 'name') ?? null) : []

describe('a team', () => {
  test('is written with mails and read as people', async () => {
    const { send } = await openValidatedClient()
    const { data, status } = await send('POST', 'users/teams', team('Growth'))
    expect(status).toBe(200)
    expect(data).toMatchObject({
      name: 'Growth',
      members: [
        {
          ...anyUserID,
          email: 'max@example.com',
          firstName: 'Max',
          lastName: 'Member',
          role: 'member',
        },
      ],
      admins: [{ email: 'ada@example.com', role: 'admin' }],
      reviewApproval: 'team_only',
    })
    expect((await send('GET', `users/teams/${idIn(data)}`)).data).toEqual(data)
    const { members: _members, admins: _admins, ...listed } = { ...(isJsonObject(data) && data) }
    expect((await send('GET', 'users/teams')).data).toEqual([listed])
    expect((await send('GET', 'users/teams/Growth')).status).toBe(404)
  })

  test('shows a member who is not a user only by mail address', async () => {
    const { send } = await openValidatedClient()
    const body = team('Growth', { members: ['New@example.com', 'MAX@example.com'] })
    expect(at((await send('POST', 'users/teams', body)).data, 'members')).toEqual([
      { ...anyUserID, email: 'New@example.com', firstName: '', lastName: '', role: 'member' },
      {
        ...anyUserID,
        email: 'max@example.com',
        firstName: 'Max',
        lastName: 'Member',
        role: 'member',
      },
    ])
  })

  test('says at once all that a new one lacks', async () => {
    const { send } = await openValidatedClient()
    const { body, status } = await send('POST', 'users/teams', { name: 'Growth' })
    expect(status).toBe(400)
    expect(at(body, 'errors', 8, 'errorMessage')).toBe('Required')
  })

  test('keeps by PATCH what is left out, and replaces lists', async () => {
    const { send } = await openValidatedClient()
    const { data } = await send('POST', 'users/teams', team('Growth', { description: 'Grows.' }))
    const path = `users/teams/${idIn(data)}`
    await send('PATCH', path, { admins: [], requireReviews: true })
    expect((await send('GET', path)).data).toMatchObject({
      description: 'Grows.',
      admins: [],
      requireReviews: true,
      reviewApproval: 'team_only',
      members: [{ email: 'max@example.com' }],
    })
  })

  test('has a name of its own', async () => {
    const { send } = await openValidatedClient()
    await send('POST', 'users/teams', team('Growth'))
    const { data } = await send('POST', 'users/teams', team('Search'))
    expect((await send('POST', 'users/teams', team('Growth'))).status).toBe(400)
    expect((await send('PATCH', `users/teams/${idIn(data)}`, { name: 'Growth' })).status).toBe(400)
    expect((await send('PATCH', `users/teams/${idIn(data)}`, { name: 'Search' })).status).toBe(200)
  })

  test('is named by what it owns, by name or by id, and both come back', async () => {
    const { send } = await openValidatedClient()
    const { data } = await send('POST', 'users/teams', team('Growth'))
    const teamID = idIn(data)
    for (const [name, owner] of [
      ['By name', { team: 'Growth' }],
      ['By id', { teamID }],
      ['By both', { teamID, team: 'Search' }],
    ] as const) {
      const gate = (await send('POST', 'gates', { name, ...owner })).data
      expect(gate).toMatchObject({ team: 'Growth', teamID })
    }
  })

  test('takes what it owns along to a new name, and leaves it without a team', async () => {
    const { send } = await openValidatedClient()
    const { data } = await send('POST', 'users/teams', team('Growth'))
    await send('POST', 'gates', { name: 'A Gate', team: 'Growth' })
    await send('PATCH', `users/teams/${idIn(data)}`, { name: 'Search' })
    expect((await send('GET', 'gates/a_gate')).data).toMatchObject({ team: 'Search' })
    await send('DELETE', `users/teams/${idIn(data)}`)
    expect((await send('GET', 'gates/a_gate')).data).toMatchObject({ team: null, teamID: null })
    expect((await send('GET', 'users/teams')).data).toEqual([])
  })

  test('comes back under worst-case with its people shuffled and their mails in capitals', async () => {
    const { send } = await openValidatedClient({ behaviors: ['worst-case'], limits: 'none' })
    const members = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}@example.com`)
    const { data } = await send('POST', 'users/teams', team('Growth', { members }))
    const reads = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const people = at((await send('GET', `users/teams/${idIn(data)}`)).data, 'members')
        return Array.isArray(people) ? people.map((one) => String(at(one, 'email'))) : []
      }),
    )
    expect(new Set(reads.map(String)).size).toBeGreaterThan(1)
    for (const read of reads)
      expect(read.map((mail) => mail.toLowerCase()).toSorted()).toEqual(members)
    expect(reads[0]?.every((mail) => /^[A-E]/.test(mail))).toBe(true)
    expect(data).toMatchObject({ requireReviews: null, description: '' })
  })
})

describe('a target app', () => {
  const app = { name: 'Web', description: 'In browsers.' }

  test('returns its name and id, and not its description or its objects', async () => {
    const { send } = await openValidatedClient()
    const { data, status } = await send('POST', 'target_app', app)
    expect(status).toBe(200)
    expect(data).toEqual({ id: expect.any(String), name: 'Web' })
    expect((await send('GET', `target_app/${idIn(data)}`)).data).toEqual(data)
    expect((await send('GET', 'target_app')).data).toEqual([data])
    const { body } = await send('PATCH', `target_app/${idIn(data)}`, { description: 'Other.' })
    expect(body).toEqual({ message: 'Target apps updated successfully.' })
  })

  test('stores a description that answers do not contain', async () => {
    const { emulator, send } = await openValidatedClient()
    const { data } = await send('POST', 'target_app', app)
    expect(emulator.object('target_apps', idIn(data))).toMatchObject(app)
    expect(emulator.object('target_apps', 'Web')).toMatchObject(app)
  })

  test('is put on what its creation names', async () => {
    const { send } = await openValidatedClient()
    await send('POST', 'gates', { name: 'A Gate' })
    await send('POST', 'experiments', { name: 'Test' })
    await send('POST', 'target_app', { ...app, gates: ['a_gate'], experiments: ['test'] })
    for (const path of ['gates/a_gate', 'experiments/test'])
      expect((await send('GET', path)).data).toMatchObject({ targetApps: ['Web'], version: 2 })
  })

  test('is put on many things at once, beside the apps that they have', async () => {
    const { send } = await openValidatedClient()
    const { data: web } = await send('POST', 'target_app', app)
    const { data: phone } = await send('POST', 'target_app', { name: 'Phone', description: '' })
    await send('POST', 'gates', { name: 'A Gate', targetApps: ['Phone'] })
    const gates = ['a_gate']
    await send('PATCH', 'target_app', { targetApps: [idIn(web), idIn(phone)], gates })
    expect(at((await send('GET', 'gates/a_gate')).data, 'targetApps')).toEqual(['Phone', 'Web'])
  })

  test('is refused for things and as an app that is not there', async () => {
    const { send } = await openValidatedClient()
    const missing = await send('POST', 'target_app', { ...app, gates: ['none'] })
    expect([missing.status, at(missing.body, 'message')]).toEqual([
      404,
      'Gates with IDs [none] do not exist',
    ])
    expect((await send('GET', 'target_app')).data).toEqual([])
    const { body } = await send('PATCH', 'target_app', { targetApps: ['none'] })
    expect(at(body, 'message')).toBe('Target apps with IDs [none] do not exist')
    expect((await send('PATCH', 'target_app', { targetApps: [] })).status).toBe(400)
  })

  test('is followed by its new name, and gone from where it was', async () => {
    const { send } = await openValidatedClient()
    const { data } = await send('POST', 'target_app', app)
    await send('POST', 'target_app', { name: 'Phone', description: '' })
    await send('POST', 'gates', { name: 'A Gate', targetApps: ['Web', 'Phone'] })
    await send('PATCH', `target_app/${idIn(data)}`, { name: 'Browser' })
    const appsOf = async () => at((await send('GET', 'gates/a_gate')).data, 'targetApps')
    expect(await appsOf()).toEqual(['Browser', 'Phone'])
    await send('DELETE', `target_app/${idIn(data)}`)
    expect(await appsOf()).toEqual(['Phone'])
  })
})

describe('a unit id type', () => {
  const company = { name: 'companyID', description: 'A customer.' }

  test('is known by its name, beside two that are always there', async () => {
    const { send } = await openValidatedClient()
    expect(await send('POST', 'unit_id_types', company)).toMatchObject({
      status: 201,
      data: company,
    })
    expect(namesIn((await send('GET', 'unit_id_types')).data)).toEqual([
      'userID',
      'stableID',
      'companyID',
    ])
    expect((await send('POST', 'unit_id_types', company)).status).toBe(400)
    await send('PATCH', 'unit_id_types/companyID', { description: 'Other.' })
    expect((await send('GET', 'unit_id_types/companyID')).data).toEqual({
      ...company,
      description: 'Other.',
    })
  })

  test.each([
    ['gates', { name: 'A Gate', idType: 'companyID' }, 'gates/a_gate'],
    [
      'metrics',
      {
        name: 'Orders',
        type: 'event_count_custom',
        unitTypes: ['companyID'],
        metricEvents: [{ name: 'order', type: 'count' }],
      },
      'metrics/Orders%3A%3Aevent_count_custom',
    ],
  ])('stays while one of the %s counts by it', async (collection, body, path) => {
    const { send } = await openValidatedClient()
    await send('POST', 'unit_id_types', company)
    expect((await send('POST', collection, body)).status).toBe(201)
    expect((await send('DELETE', 'unit_id_types/companyID')).status).toBe(400)
    await send('DELETE', path)
    expect((await send('DELETE', 'unit_id_types/companyID')).status).toBe(200)
    expect((await send('DELETE', 'unit_id_types/userID')).status).toBe(400)
  })
})

describe('a role', () => {
  test('returns every permission; those that were left out are denied', async () => {
    const { send } = await openValidatedClient()
    const body = { name: 'Analyst', permissions: { create_configs: true } }
    const { data, status } = await send('POST', 'roles', body)
    expect(status).toBe(201)
    expect(data).toMatchObject({
      name: 'Analyst',
      permissions: { create_configs: true, create_teams: false },
    })
    expect(Object.keys(at(data, 'permissions') ?? {})).toHaveLength(30)
    await send('PATCH', 'roles/Analyst', { permissions: { create_teams: true } })
    expect(at((await send('GET', 'roles/Analyst')).data, 'permissions')).toMatchObject({
      create_configs: false,
      create_teams: true,
    })
  })

  test('takes the permissions that are newer than the document, and drops unknown ones', async () => {
    const { send } = await openValidatedClient()
    const permissions = { whn_connection: true }
    const { data } = await send('POST', 'roles', { name: 'Analyst', permissions })
    expect(at(data, 'permissions', 'whn_connection')).toBe(true)
    const plain = await open()
    const unknown = { name: 'Other', permissions: { fly: true } }
    expect(
      at((await plain.send('POST', 'roles', unknown)).data, 'permissions', 'fly'),
    ).toBeUndefined()
  })

  test('is Statsig’s own and stays as it is, where a new project has it', async () => {
    const { send } = await openValidatedClient()
    expect(namesIn((await send('GET', 'roles')).data)).toEqual(['Admin', 'Member', 'Read Only'])
    expect((await send('PATCH', 'roles/Read%20Only', { permissions: {} })).status).toBe(400)
    expect((await send('DELETE', 'roles/Admin')).status).toBe(400)
    await send('POST', 'roles', { name: 'Analyst', permissions: {} })
    expect((await send('DELETE', 'roles/Analyst')).body).toEqual({
      message: 'Role deleted successfully.',
    })
    expect((await send('GET', 'roles/Analyst')).status).toBe(404)
  })
})

test('users are found by mail address, in upper or lower case', async () => {
  const { send } = await openValidatedClient()
  expect((await send('GET', 'users/ADA%40example.com')).data).toMatchObject({ role: 'admin' })
  expect((await send('GET', 'users/nobody%40example.com')).status).toBe(404)
  expect((await send('GET', 'users?limit=2&page=2')).data).toHaveLength(1)
})
