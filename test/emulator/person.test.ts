// Requests with the header `emulator-user`: the changes of a person in the console.
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../src/core/json.ts'
import type { Emulator, EmulatorOptions } from '../../src/emulator/index.ts'
import { at, open, rule } from './client.ts'
import { openValidatedClient } from './validated-client.ts'

const amy = { name: 'Amy Night', email: 'amy.night@example.com' }
const asAmy = { 'emulator-user': amy.email }
const fixed: EmulatorOptions = { seed: 3, clock: { now: () => 1_700_000_000_000 } }

interface ConsoleEdit {
  readonly before: readonly (readonly [method: string, path: string, body: Json])[]
  readonly request: readonly [method: string, path: string, body?: Json]
  readonly edit: (emulator: Emulator) => void
}

const edits: Readonly<Record<string, ConsoleEdit>> = {
  'a gate is switched off': {
    before: [['POST', 'gates', { name: 'A Gate', rules: [rule('all')] }]],
    request: ['PATCH', 'gates/a_gate', { isEnabled: false }],
    edit: (emulator) =>
      emulator.edit(
        'gates',
        'a_gate',
        (gate): JsonObject => ({ ...gate, isEnabled: false, status: 'Disabled' }),
        amy,
      ),
  },
  'an experiment gets a hypothesis': {
    before: [['POST', 'experiments', { name: 'Test' }]],
    request: ['PATCH', 'experiments/test', { hypothesis: 'It helps.' }],
    edit: (emulator) =>
      emulator.edit(
        'experiments',
        'test',
        (experiment): JsonObject => ({ ...experiment, hypothesis: 'It helps.' }),
        amy,
      ),
  },
  'a gate is deleted': {
    before: [['POST', 'gates', { name: 'A Gate' }]],
    request: ['DELETE', 'gates/a_gate'],
    edit: (emulator) => emulator.remove('gates', 'a_gate', amy),
  },
  'a tag is created': {
    before: [],
    request: ['POST', 'tags', { name: 'web', description: 'On the web' }],
    edit: (emulator) => emulator.insert('tags', { name: 'web', description: 'On the web' }, amy),
  },
  'a gate is created': {
    before: [],
    request: ['POST', 'gates', { name: 'A Gate' }],
    edit: (emulator) => emulator.insert('gates', { name: 'A Gate' }, amy),
  },
}

test.each(Object.entries(edits))(
  '%s: the same state and audit log through the API as in the process',
  async (_title, { before, edit, request }) => {
    const [viaApi, inProcess] = [await open(fixed), await open(fixed)]
    for (const [method, path, body] of before)
      for (const { send } of [viaApi, inProcess]) await send(method, path, body)
    const [method, path, body] = request
    expect((await viaApi.send(method, path, body, asAmy)).status).toBeLessThan(300)
    edit(inProcess.emulator)
    expect(viaApi.emulator.snapshot()).toEqual(inProcess.emulator.snapshot())
    const [logs, expectedLogs] = [
      await viaApi.send('GET', 'audit_logs'),
      await inProcess.send('GET', 'audit_logs'),
    ]
    expect(logs.data).toEqual(expectedLogs.data)
    expect(at(logs.data, 0)).toMatchObject({ updatedBy: amy.name, modifierEmail: amy.email })
  },
)

test('a user of the project has the name of their account, in any case of the mail address', async () => {
  const { send } = await open()
  await send('POST', 'gates', { name: 'A Gate' }, { 'emulator-user': 'ADA@example.com' })
  expect(at((await send('GET', 'gates/a_gate')).data, 'creatorName')).toBe('Ada Admin')
})

test('what a person creates is theirs, and answered as the document says', async () => {
  const { send } = await openValidatedClient()
  const { data } = await send('POST', 'gates', { name: 'A Gate' }, asAmy)
  expect(data).toMatchObject({
    creatorName: amy.name,
    creatorEmail: amy.email,
    owner: { ownerType: 'USER', ownerName: amy.name, ownerEmail: amy.email },
  })
})

test('a change through the API after that is the Console API’s again', async () => {
  const { send } = await open()
  await send('POST', 'gates', { name: 'A Gate' }, asAmy)
  await send('PATCH', 'gates/a_gate', { description: 'ours' })
  expect(at((await send('GET', 'gates/a_gate')).data, 'lastModifierName')).toBe('CONSOLE API')
})

describe('a person is not bound by what binds a key:', () => {
  const limits = [{ count: 1, ms: 60_000 }]

  test('the rate limit, which they do not use up', async () => {
    const { send } = await open({ limits, clock: { now: () => 1 } })
    const create = (name: string, headers = {}) => send('POST', 'gates', { name }, headers)
    for (const name of ['one', 'two', 'three']) expect((await create(name, asAmy)).status).toBe(201)
    expect((await create('four')).status).toBe(201)
    expect((await create('five')).status).toBe(429)
    expect((await create('six', asAmy)).status).toBe(201)
  })

  test('the scopes of the key', async () => {
    const { send } = await open({ behaviors: ['keys-forbidden', 'audit-logs-forbidden'] })
    const readOnly = { 'statsig-api-key': 'console-emulator-readonly-1', ...asAmy }
    expect((await send('POST', 'gates', { name: 'A Gate' }, readOnly)).status).toBe(201)
    expect((await send('PUT', 'gates/a_gate/archive', {}, readOnly)).status).toBe(200)
    expect((await send('DELETE', 'gates/a_gate', undefined, readOnly)).status).toBe(200)
    expect((await send('GET', 'keys', undefined, asAmy)).status).toBe(200)
    expect((await send('GET', 'audit_logs', undefined, asAmy)).status).toBe(200)
  })

  test('faults between a client and the API, whose counts go on without them', async () => {
    const { send } = await open({ faults: [{ kind: '500', nth: 2 }] })
    const statuses: number[] = []
    for (const headers of [{}, asAmy, asAmy, {}])
      statuses.push((await send('GET', 'gates', undefined, headers)).status)
    expect(statuses).toEqual([200, 200, 200, 500])
  })

  test('but a key is needed, and a mail address', async () => {
    const { send } = await open()
    const wrongKey = { ...asAmy, 'statsig-api-key': 'console-wrong' }
    expect((await send('POST', 'gates', { name: 'A Gate' }, wrongKey)).status).toBe(401)
    const { body, status } = await send(
      'POST',
      'gates',
      { name: 'A Gate' },
      { 'emulator-user': 'amy' },
    )
    expect([status, at(body, 'message')]).toEqual([
      400,
      '`emulator-user` must be a mail address, such as `on.call@example.com`.',
    ])
  })
})

test('the log names the person', async () => {
  const lines: string[] = []
  const { emulator, send } = await open({ onRequest: (line) => lines.push(line) })
  await send('POST', 'gates', { name: 'A Gate' }, asAmy)
  await send('GET', 'gates/a_gate')
  expect(emulator.requests.map(({ user }) => user)).toEqual([amy.email, undefined])
  expect(lines.map((line) => line.replace(/\d+ms/, '1ms'))).toEqual([
    `POST /console/v1/gates 201 1ms by ${amy.email}`,
    'GET /console/v1/gates/a_gate 200 1ms',
  ])
})

test.each([
  ['gates', { name: 'A Gate' }, 'a_gate', 'config_resalt'],
  ['dynamic_configs', { name: 'A Gate' }, 'a_gate', 'config_resalt'],
  ['segments', { name: 'A Gate', type: 'id_list' }, 'a_gate', 'config_resalt'],
  ['experiments', { name: 'A Gate' }, 'a_gate', 'resalt_experiment'],
] as const)(
  'a person can give %s another salt, which only the log shows',
  async (collection, body, id, action) => {
    const { emulator, send } = await open(fixed)
    await send('POST', collection, body)
    const path = `${collection}/${id}`
    const before = (await send('GET', path)).data
    expect((await send('PUT', `${path}/resalt`)).status).toBe(404)
    expect((await send('PUT', `${path}/resalt`, undefined, asAmy)).status).toBe(200)
    const after = (await send('GET', path)).data
    const differing = Object.keys(after ?? {}).filter(
      (name) => JSON.stringify(at(after, name)) !== JSON.stringify(at(before, name)),
    )
    expect(differing.filter((name) => !/^(version|lastModif.*)$/.test(name))).toEqual([])
    const [entry] = [(await send('GET', 'audit_logs')).data].flat()
    expect(entry).toMatchObject({ actionType: action, modifierEmail: amy.email })
    const own = emulator.snapshot()[collection][0]
    emulator.resalt(collection, id, amy)
    expect(emulator.snapshot()[collection][0]?.['$salt']).not.toBe(own?.['$salt'])
  },
)
