// Audit logs: who changed what.
import { expect, test } from 'vitest'
import type { Json } from '../../src/core/json.ts'
import type { EmulatorOptions } from '../../src/emulator/index.ts'
import { at, open, rule } from './client.ts'
import { openValidatedClient } from './validated-client.ts'

const opened = async (options: EmulatorOptions = {}) => {
  let now = Date.UTC(2022, 8, 26, 23, 46, 14)
  const project = await openValidatedClient({
    clock: { now: () => now },
    limits: 'none',
    ...options,
  })
  const logs = async (query = ''): Promise<readonly Json[]> => {
    const { data } = await project.send('GET', `audit_logs${query}`)
    return Array.isArray(data) ? data : []
  }
  const told = async (query?: string) => (await logs(query)).map((log) => at(log, 'changeLog'))
  const pass = (days: number) => {
    now += days * 24 * 60 * 60 * 1000
  }
  return { ...project, logs, told, pass }
}

test('the audit log of a new project is empty', async () => {
  expect(await (await opened()).logs()).toEqual([])
})

test('every write through the API is logged, the newest first', async () => {
  const { logs, send, told } = await opened()
  await send('POST', 'tags', { name: 'web', description: '' })
  await send('POST', 'gates', { name: 'A Gate', tags: ['web'] })
  await send('PATCH', 'gates/a_gate', { isEnabled: false, rules: [rule('all')] })
  await send('DELETE', 'gates/a_gate')
  expect(await told()).toEqual(['Deleted Gate', 'Edited Gate', 'Created Gate', 'Created Tag'])
  expect((await logs())[1]).toMatchObject({
    id: expect.stringMatching(/^\w{22}$/),
    name: 'A Gate',
    actionType: 'gate_update',
    date: 'Mon Sep 26 2022',
    time: '23:46:14 GMT+0000 (Coordinated Universal Time)',
    updatedBy: 'CONSOLE API',
    modifierEmail: null,
    tags: ['web'],
    changes: {
      isEnabled: { new: false, old: true },
      rules: { new: [{ name: 'all' }], old: [] },
    },
  })
  expect(Object.keys(at([...(await logs())], 1, 'changes') ?? {}).toSorted()).toEqual([
    'isEnabled',
    'rules',
    'status',
  ])
})

test('refused requests, reads and dry runs are not logged', async () => {
  const { logs, send } = await opened({ project: 'warehouse' })
  await send('POST', 'gates', { name: '?' })
  await send('GET', 'gates')
  const source = {
    name: 'orders',
    description: '',
    sql: 'select 1',
    timestampColumn: 'ts',
    idTypeMapping: [{ statsigUnitID: 'userID', column: 'u' }],
    dryRun: true,
  }
  expect((await send('POST', 'metrics/metric_source', source)).status).toBe(201)
  expect(await logs()).toEqual([])
})

test('an edit in the console is logged with the default person', async () => {
  const { emulator, logs } = await opened()
  emulator.insert('gates', { name: 'A Gate' })
  emulator.edit('gates', 'a_gate', (gate) => ({ ...gate, description: 'theirs' }))
  expect(await logs()).toMatchObject([
    { changeLog: 'Edited Gate', changes: { description: { new: 'theirs', old: '' } } },
    {
      changeLog: 'Created Gate',
      updatedBy: 'Other Person',
      modifierEmail: 'other.person@example.com',
    },
  ])
})

const amy = { name: 'Amy', email: 'amy@example.com' }
const ben = { name: 'Ben', email: 'ben@example.com' }

test('an edit in the console is logged with the name and mail address of the person', async () => {
  const { emulator, logs, send } = await opened()
  emulator.insert('gates', { name: 'A Gate' }, amy)
  emulator.edit('gates', 'a_gate', (gate) => ({ ...gate, description: 'hers' }), amy)
  expect((await send('GET', 'gates/a_gate')).data).toMatchObject({
    lastModifierName: 'Amy',
    lastModifierEmail: 'amy@example.com',
  })
  emulator.remove('gates', 'a_gate', ben)
  expect((await send('GET', 'gates/a_gate')).status).toBe(404)
  const told = await logs()
  expect(told).toMatchObject([
    { actionType: 'config_delete', updatedBy: 'Ben', modifierEmail: 'ben@example.com' },
    { actionType: 'gate_update', updatedBy: 'Amy', modifierEmail: 'amy@example.com' },
    { actionType: 'gate_create', updatedBy: 'Amy', modifierEmail: 'amy@example.com' },
  ])
  expect(at([...told], 1, 'updatedByUserID')).toBe(at([...told], 2, 'updatedByUserID'))
  expect(at([...told], 0, 'updatedByUserID')).not.toBe(at([...told], 1, 'updatedByUserID'))
})

test('deleting in the console what does not exist is an error', async () => {
  const { emulator, logs } = await opened()
  expect(() => emulator.remove('gates', 'a_gate')).toThrow('There is no `a_gate` in `gates`.')
  expect(await logs()).toEqual([])
})

test('enabling, archiving, changes of status and overrides have separate actions', async () => {
  const { emulator, logs, send } = await opened()
  await send('POST', 'gates', { name: 'A Gate' })
  await send('PUT', 'gates/a_gate/disable', {})
  await send('PUT', 'gates/a_gate/archive', {})
  await send('POST', 'gates/a_gate/overrides', { passingUserIDs: ['a'], failingUserIDs: [] })
  emulator.insert('experiments', { name: 'Test' })
  for (const status of ['active', 'abandoned', 'archived', 'abandoned'])
    emulator.edit('experiments', 'test', (experiment) => ({ ...experiment, status }))
  emulator.insert('segments', { name: 'Staff', type: 'id_list' })
  await send('PATCH', 'segments/staff/id_list', { ids: ['a'] })
  expect((await logs()).map((log) => at(log, 'actionType'))).toEqual([
    'ID_list_update',
    'segment_create',
    'unarchive_experiment',
    'archive_experiment',
    'experiment_abandon',
    'experiment_start',
    'experiment_create',
    'gate_overrides_update',
    'config_state_toggle',
    'config_state_toggle',
    'gate_create',
  ])
})

test('the log never contains the secret of a key', async () => {
  const { logs, send } = await opened()
  const { data } = await send('POST', 'keys', { description: 'CI', type: 'SERVER' })
  await send('PATCH', `keys/${String(at(data, 'key'))}/rotate`, {})
  expect(JSON.stringify(await logs())).not.toContain('secret-')
  expect(await logs()).toMatchObject([{ name: 'CI' }, { name: 'CI' }, { name: 'CI' }])
})

test('the log can be filtered by action, tag, day and id', async () => {
  const { logs, pass, send, told } = await opened()
  await send('POST', 'tags', { name: 'web', description: '' })
  await send('POST', 'gates', { name: 'A Gate', tags: ['web'] })
  pass(1)
  await send('POST', 'experiments', { name: 'Test' })
  pass(1)
  await send('DELETE', 'experiments/test')
  expect(await told('?actionType=gate_create')).toEqual(['Created Gate'])
  expect(await told('?actionTypes=tag_create&actionTypes=experiment_create')).toEqual([
    'Created Experiment',
    'Created Tag',
  ])
  expect(await told('?tags=web')).toEqual(['Created Gate'])
  expect(await told('?startDate=2022-09-27&endDate=2022-09-27')).toEqual(['Created Experiment'])
  const id = String(at([...(await logs('?tags=web'))], 0, 'id'))
  expect(await told(`?id=${id}`)).toEqual(['Created Gate'])
  expect(await told(`?latestID=${id}`)).toEqual(['Created Gate', 'Created Tag'])
  expect((await send('GET', 'audit_logs?id=none')).status).toBe(404)
  expect((await send('GET', 'audit_logs?startDate=soon')).status).toBe(400)
})

test.each([
  [[], ['Created Tag']],
  [['audit-logs-unbounded'], ['Created Tag', 'Created Gate']],
] as const)('without a start the log shows 90 days, and all with %j', async (behaviors, shown) => {
  const { pass, send, told } = await opened({ behaviors })
  await send('POST', 'gates', { name: 'A Gate' })
  pass(91)
  await send('POST', 'tags', { name: 'web', description: '' })
  expect(await told()).toEqual(shown)
  expect(await told('?startDate=2020-01-01')).toEqual(['Created Tag', 'Created Gate'])
  expect(await told('?endDate=2022-10-01')).toEqual(['Created Gate'])
})

test('with stale-job-logged the job has an entry a day for each gate and dynamic config', async () => {
  const { logs, pass, send } = await opened({ behaviors: ['stale-job-logged'] })
  await send('POST', 'gates', { name: 'A Gate' })
  await send('POST', 'dynamic_configs', { name: 'A Config' })
  const actions = async () => (await logs()).map((log) => at(log, 'actionType'))
  const jobs = ['dynamic_config_stale_status_update', 'gate_stale_status_update']
  const writes = ['dynamic_config_create', 'gate_create']
  expect(await actions()).toEqual([...jobs, ...writes])
  expect(await actions()).toEqual([...jobs, ...writes])
  pass(1)
  expect(await actions()).toEqual([...jobs, ...jobs, ...writes])
  expect((await logs())[0]).toMatchObject({
    updatedBy: 'Statsig',
    modifierEmail: null,
    changes: {},
  })
})

test('the log can be filtered by milliseconds within less than seven days', async () => {
  const made = Date.UTC(2022, 8, 26)
  let now = made
  const { send } = await open({ clock: { now: () => now } })
  const told = async (query: string) => {
    const { data } = await send('GET', `audit_logs?${query}`)
    return Array.isArray(data) ? data.map((log) => at(log, 'changeLog')) : data
  }
  await send('POST', 'gates', { name: 'A Gate' })
  now += 60_000
  await send('POST', 'tags', { name: 'web', description: '' })
  expect(await told(`startTime=${made + 1}`)).toEqual(['Created Tag'])
  expect(await told(`endTime=${made}`)).toEqual(['Created Gate'])
  expect(await told(`startTime=${made}&endTime=${made + 1}`)).toEqual(['Created Gate'])
  const week = 7 * 24 * 60 * 60 * 1000
  const statusOf = async (query: string) => (await send('GET', `audit_logs?${query}`)).status
  expect(await statusOf(`startTime=${made}&endTime=${made + week}`)).toBe(400)
  expect(await statusOf(`startTime=${made}&endTime=${made + week - 1}`)).toBe(200)
  expect(await statusOf('startTime=2022-09-26')).toBe(400)
})

test('the logs come in pages, in an order that is kept', async () => {
  const { send, told } = await opened({ behaviors: ['worst-case'] })
  for (const name of ['b', 'c', 'a']) await send('POST', 'tags', { name, description: '' })
  const names = async (query: string) => {
    const { data } = await send('GET', `audit_logs?${query}`)
    return Array.isArray(data) ? data.map((log) => at(log, 'name')) : []
  }
  expect(await names('limit=2&page=1')).toEqual(['a', 'c'])
  expect(await names('limit=2&page=2')).toEqual(['b'])
  expect(await names('sortKey=name&sortOrder=asc')).toEqual(['a', 'b', 'c'])
  expect(await told()).toHaveLength(3)
})

test('an entry contains the ids of the target apps of the resource', async () => {
  const { logs, send } = await opened()
  const { data } = await send('POST', 'target_app', { name: 'Web', description: '' })
  await send('POST', 'gates', { name: 'A Gate', targetApps: ['Web'] })
  expect(at([...(await logs())], 0, 'targetAppIDs')).toEqual([at(data, 'id')])
})
