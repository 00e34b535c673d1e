// Holdouts: made without members, who show on both sides.
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/core/json.ts'
import type { EmulatorOptions } from '../../../src/emulator/index.ts'
import { at, open } from '../client.ts'
import { openValidatedClient } from '../validated-client.ts'

const PATH = 'holdouts/team_holdout'

const full: JsonObject = {
  isEnabled: true,
  description: 'd',
  passPercentage: 5,
  gateIDs: ['a_gate'],
  experimentIDs: ['test'],
  layerIDs: ['home'],
  isGlobal: false,
  targetingGateID: '',
}

const made = async (options: EmulatorOptions = {}) => {
  const project = await openValidatedClient(options)
  await project.send('POST', 'gates', { name: 'A Gate' })
  await project.send('POST', 'experiments', { name: 'Test' })
  await project.send('POST', 'layers', { name: 'Home', idType: 'userID' })
  const reply = await project.send('POST', 'holdouts', { name: 'Team Holdout' })
  const holdoutIDs = async (path: string) =>
    at((await project.send('GET', path)).data, 'holdoutIDs')
  return { ...project, reply, holdoutIDs }
}

const MEMBERS = ['gates/a_gate', 'experiments/test', 'layers/home'] as const

describe('a holdout', () => {
  test('is made without the members that came along, and answers 200', async () => {
    const { send } = await open()
    const { status, data } = await send('POST', 'holdouts', { name: 'Team Holdout', ...full })
    expect(status).toBe(200)
    expect(data).toMatchObject({
      id: 'team_holdout',
      idType: 'userID',
      description: 'd',
      isEnabled: true,
      isGlobal: false,
      passPercentage: 0,
      gateIDs: [],
      experimentIDs: [],
      layerIDs: [],
      targetingGateID: null,
    })
  })

  test('needs all keys except the metrics in a full update', async () => {
    const { send } = await made()
    expect((await send('POST', PATH, { gateIDs: [] })).status).toBe(400)
    const { data } = await send('POST', PATH, full)
    expect(data).toMatchObject({ ...full, version: 2 })
  })

  test('shows on its members, and no longer when it lets them go', async () => {
    const { send, holdoutIDs } = await made()
    await send('PATCH', PATH, { gateIDs: ['a_gate'], experimentIDs: ['test'], layerIDs: ['home'] })
    for (const path of MEMBERS) expect(await holdoutIDs(path)).toEqual(['team_holdout'])
    await send('PATCH', PATH, { gateIDs: [] })
    expect(await holdoutIDs('gates/a_gate')).toEqual([])
    expect(await holdoutIDs('layers/home')).toEqual(['team_holdout'])
    const { data } = await send('DELETE', PATH)
    expect(data).toMatchObject({ id: 'team_holdout' })
    expect(await holdoutIDs('layers/home')).toEqual([])
    expect((await send('GET', PATH)).status).toBe(404)
  })

  test('refuses members that are not there, all of them at once', async () => {
    const { send } = await made()
    const { status, body } = await send('PATCH', PATH, {
      gateIDs: ['a_gate', 'x', 'y'],
      layerIDs: ['z'],
      targetingGateID: 'v',
    })
    expect(status).toBe(404)
    expect(body).toEqual({
      status: 404,
      message: 'Not Found Exception',
      errors: [
        {
          property: 'gateIDs',
          errorMessage: 'The following Gate IDs could not be found: [x, y]',
        },
        { property: 'layerIDs', errorMessage: 'The following Layer IDs could not be found: [z]' },
        {
          property: 'targetingGateID',
          errorMessage: 'The following Gate IDs could not be found: [v]',
        },
      ],
    })
  })

  test('has members of its own unit only', async () => {
    const { send } = await made()
    await send('POST', 'gates', { name: 'Other', idType: 'stableID' })
    const { status, body } = await send('PATCH', PATH, { gateIDs: ['a_gate', 'other'] })
    expect(status).toBe(400)
    expect(at(body, 'errors', 0, 'errorMessage')).toContain('[other]')
  })

  test('holds out no more than ten per cent', async () => {
    const { send } = await made()
    expect((await send('PATCH', PATH, { passPercentage: 10 })).status).toBe(200)
    expect((await send('PATCH', PATH, { passPercentage: 10.5 })).status).toBe(400)
  })

  test('loses a member that is deleted', async () => {
    const { send } = await made()
    await send('POST', PATH, full)
    for (const path of MEMBERS) await send('DELETE', path)
    expect((await send('GET', PATH)).data).toMatchObject({
      gateIDs: [],
      experimentIDs: [],
      layerIDs: [],
    })
  })

  test('has a name of its own', async () => {
    const { send } = await made()
    const { body } = await send('POST', 'holdouts', { name: 'team holdout' })
    expect(at(body, 'message')).toBe('Name is already in use')
  })

  test('keeps the metrics that a full update leaves out, unless such an update resets', async () => {
    const monitoringMetrics = [{ name: 'dau', type: 'user' }]
    for (const [behaviors, left] of [
      [[], monitoringMetrics],
      [['post-resets'], []],
    ] as const) {
      const { send } = await made({ behaviors })
      await send('PATCH', PATH, { monitoringMetrics })
      expect(at((await send('POST', PATH, full)).data, 'monitoringMetrics')).toEqual(left)
    }
  })
})

describe('a global holdout', () => {
  const later = async (options: EmulatorOptions = {}) => {
    const project = await made(options)
    await project.send('PATCH', PATH, { isGlobal: true })
    await project.send('POST', 'gates', { name: 'Later' })
    await project.send('POST', 'gates', { name: 'Elsewhere', idType: 'stableID' })
    await project.send('POST', 'layers', { name: 'Later', idType: 'userID' })
    await project.send('POST', 'experiments', { name: 'Later' })
    return project
  }

  test('takes in what is made later, of its unit, and names it nowhere', async () => {
    const { send, holdoutIDs } = await later()
    for (const path of ['gates/later', 'layers/later', 'experiments/later'])
      expect(await holdoutIDs(path)).toEqual(['team_holdout'])
    for (const path of ['gates/elsewhere', ...MEMBERS]) expect(await holdoutIDs(path)).toEqual([])
    expect(at((await send('GET', PATH)).data, 'gateIDs')).toEqual([])
    await send('DELETE', PATH)
    expect(await holdoutIDs('gates/later')).toEqual([])
  })

  test('lists what it took in, under the behavior', async () => {
    const { send } = await later({ behaviors: ['global-holdout-members-listed'] })
    expect((await send('GET', PATH)).data).toMatchObject({
      gateIDs: ['later'],
      experimentIDs: ['later'],
      layerIDs: ['later'],
    })
  })
})

test('a worst-case server shuffles the members, and spells no gate in two ways', async () => {
  const { send } = await made({ behaviors: ['worst-case'], limits: 'none' })
  for (const letter of ['a', 'b', 'c', 'd']) await send('POST', 'gates', { name: `gate ${letter}` })
  const gateIDs = ['gate_a', 'gate_b', 'gate_c', 'gate_d']
  await send('PATCH', PATH, { gateIDs })
  const orders = new Set<string>()
  const targets = new Set<unknown>()
  for (let count = 0; count < 12; count += 1) {
    const { data } = await send('GET', PATH)
    const ids = at(data, 'gateIDs')
    expect(Array.isArray(ids) && ids.toSorted()).toEqual(gateIDs)
    orders.add(JSON.stringify(ids))
    targets.add(at(data, 'targetingGateID'))
  }
  expect(orders.size).toBeGreaterThan(1)
  expect(targets).toEqual(new Set(['', null]))
})
