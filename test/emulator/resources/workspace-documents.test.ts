// Environments, settings, keys and reports.
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../src/core/json.ts'
import { at } from '../client.ts'
import { openValidatedClient } from '../validated-client.ts'

describe('environments', () => {
  const qa = {
    name: 'qa',
    isProduction: false,
    requiresReview: true,
    requiresReleasePipeline: false,
  }

  const opened = async () => {
    const project = await openValidatedClient()
    const read = async (): Promise<readonly Json[]> => {
      const list = at((await project.send('GET', 'environments')).data, 'environments')
      return Array.isArray(list) ? list : []
    }
    const names = async () => (await read()).map((one) => at(one, 'name'))
    const write = (environments: Json) => project.send('POST', 'environments', { environments })
    return { ...project, read, names, write }
  }

  test('are one document of three in a new project', async () => {
    const { names, read } = await opened()
    expect(await names()).toEqual(['development', 'staging', 'production'])
    expect(at([...(await read())], 2)).toMatchObject({ id: /^0\./, isProduction: true })
  })

  test('are replaced as a whole: one without id is new, one left out is gone', async () => {
    const { names, read, write } = await opened()
    const [development, , production] = await read()
    const { data } = await write([{ ...qa }, development ?? {}, production ?? {}])
    expect(await names()).toEqual(['qa', 'development', 'production'])
    expect(at(data, 'environments', 0)).toEqual({ ...qa, id: expect.stringMatching(/^0\./) })
    expect(at(data, 'environments', 1)).toEqual(development)
  })

  test('make a second one of a name that comes without its id', async () => {
    const { read, write } = await opened()
    const [development, staging, production] = await read()
    const again = Object.fromEntries(
      Object.entries(staging ?? {}).filter(([name]) => name !== 'id'),
    )
    await write([development ?? {}, again, production ?? {}])
    expect(at([...(await read())], 1, 'name')).toBe('staging')
    expect(at([...(await read())], 1, 'id')).not.toBe(at(staging, 'id'))
  })

  test('keep production: neither gone, nor renamed, nor new, nor less', async () => {
    const { names, read, write } = await opened()
    const [development, staging, production] = await read()
    const before: readonly Json[] = [development ?? {}, staging ?? {}]
    const given: JsonObject = Object.fromEntries(Object.entries(production ?? {}))
    const { id: _, ...anew } = given
    for (const last of [
      [],
      [{ ...given, name: 'prod' }],
      [anew],
      [{ ...given, isProduction: false }],
    ])
      expect((await write([...before, ...last])).status).toBe(400)
    expect(await names()).toHaveLength(3)
    const reviewed = { ...given, requiresReview: true }
    expect((await write([...before, reviewed])).status).toBe(200)
  })

  test('lack nothing when they are written', async () => {
    const { write } = await opened()
    const { body } = await write([{ name: 'qa' }])
    expect(at(body, 'errors', 2, 'property')).toBe('environments.0.requiresReleasePipeline')
  })
})

describe('settings', () => {
  const written: readonly (readonly [string, JsonObject, JsonObject])[] = [
    [
      'project',
      { name: 'Shop', visibility: 'CLOSED' },
      { name: 'Emulated Project', visibility: 'OPEN' },
    ],
    [
      'reviews',
      {
        is_config_review_required: true,
        is_metric_review_required: false,
        is_metric_review_required_on_verified_only: false,
      },
      { is_config_review_required: false },
    ],
    ['roles', { default_project_role: 'Read Only' }, { default_project_role: 'Member' }],
    ['teams', { require_teams_on_configs: true }, { require_teams_on_configs: false }],
  ]

  test.each(written)('of %s are replaced by what is written', async (name, body, initial) => {
    const { send } = await openValidatedClient()
    expect((await send('GET', `settings/${name}`)).data).toMatchObject(initial)
    expect((await send('POST', `settings/${name}`, body)).data).toEqual(body)
    expect((await send('GET', `settings/${name}`)).data).toEqual(body)
    expect((await send('POST', `settings/${name}`, {})).status).toBe(400)
  })

  test('lose an optional key that is left out', async () => {
    const { send } = await openValidatedClient()
    const body = { name: 'Shop', visibility: 'OPEN' }
    await send('POST', 'settings/project', { ...body, default_unit_type: 'userID' })
    await send('POST', 'settings/project', body)
    expect((await send('GET', 'settings/project')).data).toEqual(body)
  })

  test('name a role that is there', async () => {
    const { send } = await openValidatedClient()
    const { status } = await send('POST', 'settings/roles', { default_project_role: 'Nobody' })
    expect(status).toBe(400)
  })

  test.each(['gates', 'dynamic_configs', 'experiments'])(
    'may demand a team of new %s',
    async (path) => {
      const { emulator, send } = await openValidatedClient()
      emulator.insert('teams', { name: 'Growth' })
      await send('POST', 'settings/teams', { require_teams_on_configs: true })
      expect((await send('POST', path, { name: 'One' })).status).toBe(400)
      expect((await send('POST', path, { name: 'Two', team: 'Growth' })).status).toBe(201)
      await send('POST', 'settings/teams', { require_teams_on_configs: false })
      expect((await send('POST', path, { name: 'One' })).status).toBe(201)
    },
  )
})

describe('keys', () => {
  test('are there from the beginning', async () => {
    const { send } = await openValidatedClient()
    expect((await send('GET', 'keys')).data).toMatchObject([
      { type: 'SERVER', status: 'active' },
      { type: 'CLIENT', scopes: ['client_download_config_specs'] },
    ])
  })

  test('are read by other names than they are written by', async () => {
    const { send } = await openValidatedClient()
    const { data } = await send('POST', 'keys', {
      description: 'CI',
      type: 'SERVER',
      environments: ['staging'],
      targetAppID: 'web',
      secondaryTargetAppIDs: ['phone'],
    })
    expect(data).toEqual({
      key: expect.stringMatching(/^secret-/),
      type: 'SERVER',
      description: 'CI',
      scopes: [],
      environments: ['staging'],
      primaryTargetApp: 'web',
      secondaryTargetApps: ['phone'],
      status: 'active',
    })
    const path = `keys/${String(at(data, 'key'))}`
    await send('PATCH', path, { targetAppID: null, secondaryTargetAppIDs: null })
    expect((await send('GET', path)).data).toMatchObject({
      primaryTargetApp: null,
      secondaryTargetApps: null,
      environments: ['staging'],
    })
    expect((await send('GET', 'keys?environment=staging')).data).toHaveLength(1)
    expect((await send('GET', 'keys?primaryTargetApp=web')).data).toEqual([])
  })

  test('are rotated, put out of use and deleted', async () => {
    const { send } = await openValidatedClient()
    const { data } = await send('POST', 'keys', { description: 'CI', type: 'CONSOLE' })
    const old = String(at(data, 'key'))
    const key = String(at((await send('PATCH', `keys/${old}/rotate`, {})).data, 'key'))
    expect(key).toMatch(/^console-/)
    expect((await send('GET', `keys/${old}`)).status).toBe(404)
    await send('PATCH', `keys/${key}/deactivate`, {})
    expect((await send('GET', `keys/${key}`)).data).toMatchObject({ status: 'deactivated' })
    expect((await send('DELETE', `keys/${key}`)).status).toBe(200)
    expect((await send('GET', 'keys')).data).toHaveLength(2)
  })

  test('keep their type, and the scopes are words that the API knows', async () => {
    const { send } = await openValidatedClient()
    const { status } = await send('POST', 'keys', { description: '', type: 'X', scopes: ['y'] })
    expect(status).toBe(400)
  })
})

test('a report is there for a day that is over', async () => {
  const { send } = await openValidatedClient({ clock: { now: () => Date.UTC(2026, 0, 2) } })
  const report = (date: string) => send('GET', `reports?type=pulse_daily&date=${date}`)
  expect((await report('2026-01-01')).data).toEqual({ url: expect.stringMatching(/^https:/) })
  expect(at((await report('2026-01-03')).body, 'message')).toBe('Data is not available')
  expect((await report('tomorrow')).status).toBe(400)
})
