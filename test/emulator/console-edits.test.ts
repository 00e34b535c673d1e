// Edits in the console, snapshots, and runs that can be repeated.
import diagnostics from 'node:diagnostics_channel'
import { expect, test } from 'vitest'
import { startEmulator } from '../../src/emulator/index.ts'
import { at, open, rule } from './client.ts'

test('an edit in the console makes a new version with the name of the person', async () => {
  const { send, emulator } = await open()
  await send('POST', 'gates', { name: 'A Gate', rules: [rule('all')] })
  emulator.edit('gates', 'a_gate', (gate) => ({
    ...gate,
    description: 'theirs',
    rules: [rule('new', 10)],
  }))
  const { data } = await send('GET', 'gates/a_gate')
  expect(data).toMatchObject({
    description: 'theirs',
    version: 2,
    lastModifierName: 'Other Person',
  })
  expect(at(data, 'rules', 0, 'id')).toBe(`${at(data, 'rules', 0, 'baseID')}:10.00:1`)
})

test('a change of a percentage in the console leaves the rule its baseID', async () => {
  const { send, emulator } = await open()
  const { data } = await send('POST', 'gates', { name: 'A Gate', rules: [rule('all', 10)] })
  emulator.edit('gates', 'a_gate', (gate) => ({
    ...gate,
    rules: [
      {
        ...rule('all', 20),
        id: at(data, 'rules', 0, 'id') ?? '',
        baseID: at(data, 'rules', 0, 'baseID') ?? '',
      },
    ],
  }))
  const after = (await send('GET', 'gates/a_gate')).data
  expect(at(after, 'rules', 0, 'baseID')).toBe(at(data, 'rules', 0, 'baseID'))
  expect(at(after, 'rules', 0, 'id')).toContain(':20.00:')
})

test.each([
  ['gates', { name: 'A Gate', rules: [rule('x')] }, 'a_gate'],
  ['segments', { name: 'Staff', type: 'rule_based' }, 'staff'],
  ['experiments', { name: 'Test', status: 'active' }, 'test'],
  [
    'layers',
    { name: 'Home', parameters: [{ name: 'a', type: 'number', defaultValue: 1 }] },
    'home',
  ],
  ['metrics', { name: 'Sum', type: 'sum' }, 'Sum::sum'],
  ['metric_sources', { name: 'orders', sql: 'select 1' }, 'orders'],
  ['tags', { name: 'web' }, 'web'],
] as const)(
  'what another client leaves in %s has the defaults of a create',
  async (collection, object, id) => {
    const { emulator } = await open()
    emulator.insert(collection, object)
    expect(emulator.object(collection, id)).toMatchObject({ ...object, name: object.name })
    expect(Object.keys(emulator.object(collection, id) ?? {}).length).toBeGreaterThan(3)
  },
)

test('a snapshot is a copy, and starts another emulator with the same content', async () => {
  const { send, emulator } = await open()
  await send('POST', 'experiments', { name: 'Test' })
  await send('PUT', 'experiments/test/archive', {})
  const state = emulator.snapshot()
  await send('DELETE', 'experiments/test')
  expect(state.experiments).toHaveLength(1)
  const second = await open({ state })
  expect(second.emulator.snapshot()).toEqual(state)
  await second.send('PUT', 'experiments/test/unarchive', {})
  expect(at((await second.send('GET', 'experiments/test')).data, 'status')).toBe('setup')
})

test('the same seed and the same requests leave the same project', async () => {
  const run = async () => {
    const { send, emulator } = await open({ seed: 9, clock: { now: () => 1 } })
    await send('POST', 'gates', { name: 'A Gate', rules: [rule('all')] })
    await send('POST', 'experiments', { name: 'Test' })
    return emulator.snapshot()
  }
  expect(await run()).toEqual(await run())
})

test('an emulator closes at once, even if a request is still waiting', async () => {
  const emulator = await startEmulator({ faults: [{ kind: 'hang' }] })
  const arrived = new Promise<void>((done) => {
    const channel = 'http.server.request.start'
    const heard = () => {
      diagnostics.unsubscribe(channel, heard)
      done()
    }
    diagnostics.subscribe(channel, heard)
  })
  const waiting = fetch(`${emulator.url}/console/v1/gates`).catch(() => 'cut')
  await arrived
  await emulator.close()
  expect(await waiting).toBe('cut')
})

test('a key is made for each emulator, and a port found', async () => {
  const [one, two] = [await open(), await open()]
  expect(one.emulator.key).toMatch(/^console-emulator-[0-9A-Za-z]{22}$/)
  expect(one.emulator.key).not.toBe(two.emulator.key)
  expect(one.emulator.url).not.toBe(two.emulator.url)
})
