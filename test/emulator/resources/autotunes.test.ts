// Autotunes: variants with ids, windows in hours, and a winner.
import { describe, expect, test } from 'vitest'
import type { EmulatorOptions } from '../../../src/emulator/index.ts'
import { at, warehouseSource } from '../client.ts'
import { openValidatedClient } from '../validated-client.ts'

const PATH = 'autotunes/button_color'

const body = {
  name: 'Button Color',
  variants: [
    { name: 'red', json: { color: 'red' } },
    { name: 'blue', json: { color: 'blue' }, size: 10 },
  ],
  successEvent: 'click',
  explorationWindow: '24',
  attributionWindow: '2hr',
  winnerThreshold: '95%',
}

const { name: _name, ...whole } = body

const made = async (options: EmulatorOptions = {}) => {
  const project = await openValidatedClient(options)
  const { status, data } = await project.send('POST', 'autotunes', body)
  expect(status).toBe(201)
  return { ...project, data }
}

describe('an autotune', () => {
  test('comes back with ids for its variants and its windows in hours', async () => {
    const { data } = await made()
    expect(data).toMatchObject({
      ...body,
      id: 'button_color',
      idType: 'userID',
      successEventValue: '',
      explorationWindow: '24hrs',
      attributionWindow: '2hrs',
      isStarted: false,
      winner: null,
      version: 1,
    })
    expect(at(data, 'variants', 0, 'id')).toMatch(/^\w{22}$/)
  })

  test('needs two variants, and says of all its keys what is wrong', async () => {
    const { send } = await openValidatedClient()
    const { status, body: refusal } = await send('POST', 'autotunes', {
      name: 'x',
      variants: [{ name: 'one', json: {} }],
      explorationWindow: '3',
    })
    const errors = at(refusal, 'errors')
    expect(status).toBe(400)
    expect(Array.isArray(errors) && errors.map(({ property }) => property)).toEqual([
      'successEvent',
      'attributionWindow',
      'winnerThreshold',
      'variants',
      'explorationWindow',
    ])
  })

  test('keeps by PATCH what is not named', async () => {
    const { send } = await made()
    const { data } = await send('PATCH', PATH, { description: 'd', explorationWindow: '48hrs' })
    expect(data).toMatchObject({
      variants: body.variants,
      attributionWindow: '2hrs',
      description: 'd',
      explorationWindow: '48hrs',
      version: 2,
    })
  })

  test('keeps in a full update what it does not name, unless such an update resets', async () => {
    for (const [behaviors, left] of [
      [[], 'd'],
      [['post-resets'], ''],
    ] as const) {
      const { send } = await made({ behaviors })
      await send('PATCH', PATH, { description: 'd', valueColumn: 'v' })
      expect((await send('POST', PATH, { variants: body.variants })).status).toBe(400)
      const { data } = await send('POST', PATH, whole)
      expect(at(data, 'description')).toBe(left)
      expect(at(data, 'valueColumn')).toBe(left === '' ? undefined : 'v')
    }
  })

  test('gives a variant that keeps its name its id again, unless ids are renewed', async () => {
    for (const [behaviors, isKept] of [
      [[], true],
      [['autotune-variant-ids-renewed'], false],
    ] as const) {
      const { send, data } = await made({ behaviors })
      const variants = [body.variants[1] ?? {}, { name: 'green', json: {} }]
      const { data: later } = await send('PATCH', PATH, { variants })
      const id = at(data, 'variants', 1, 'id')
      expect(at(later, 'variants', 0, 'id') === id).toBe(isKept)
    }
  })

  test('starts, is decided and starts again, each only from the right status', async () => {
    const { send, data } = await made()
    const id = String(at(data, 'variants', 1, 'id'))
    const decision = { id, decisionReason: 'better' }
    const said = async (verb: string, sent = {}) =>
      at((await send('PUT', `${PATH}/${verb}`, sent)).body, 'message')
    expect(await said('reset')).toBe('Autotune experiment has not yet started')
    expect(await said('make_decision', decision)).toBe('Autotune experiment has not yet started')
    expect(await said('start')).toBe('Autotune Experiment successfully started.')
    expect(await said('start')).toBe('Autotune experiment has already started')
    expect(at((await send('GET', PATH)).data, 'isStarted')).toBe(true)
    expect((await send('PUT', `${PATH}/make_decision`, { ...decision, id: 'x' })).status).toBe(400)
    expect(await said('make_decision', decision)).toBe('Decision made for Autotune Experiment.')
    expect(at((await send('GET', PATH)).data, 'winner')).toEqual({ id, name: 'blue' })
    expect(await said('start')).toBe('Autotune experiment has already finished')
    expect(await said('reset')).toBe('Autotune Experiment successfully restarted.')
    expect((await send('GET', PATH)).data).toMatchObject({ isStarted: false, winner: null })
  })

  test('names only a source and an experiment that are there', async () => {
    const { send } = await made({ project: 'warehouse' })
    expect((await send('PATCH', PATH, { metricSourceID: 'orders' })).status).toBe(404)
    await send('POST', 'metrics/metric_source', warehouseSource)
    expect((await send('PATCH', PATH, { metricSourceID: 'orders' })).status).toBe(200)
    expect((await send('PATCH', PATH, { linkedExperimentName: 'x' })).status).toBe(404)
  })

  test('is listed until it is deleted', async () => {
    const { send } = await made()
    expect((await send('GET', 'autotunes')).data).toMatchObject([{ id: 'button_color' }])
    const { body: gone } = await send('DELETE', PATH)
    expect(gone).toEqual({ message: 'Autotune Experiment deleted successfully.' })
    const { status, body: missing } = await send('GET', PATH)
    expect([status, at(missing, 'message')]).toEqual([404, 'Autotune Experiment not found.'])
  })

  test('has a name of its own', async () => {
    const { send } = await made()
    expect((await send('POST', 'autotunes', body)).status).toBe(400)
  })

  test('has variants with ids if it was inserted without a route', async () => {
    const { emulator, send } = await openValidatedClient()
    emulator.insert('autotunes', body)
    const { data } = await send('GET', PATH)
    expect(at(data, 'variants', 0, 'id')).toBeTruthy()
    expect(at(data, 'explorationWindow')).toBe('24hrs')
  })
})

test('a worst-case server spells the windows in several ways that mean the same', async () => {
  const { send } = await made({ behaviors: ['worst-case'] })
  const windows = new Set<unknown>()
  for (let count = 0; count < 12; count += 1)
    windows.add(at((await send('GET', PATH)).data, 'explorationWindow'))
  expect([...windows].toSorted()).toEqual(['24', '24hr', '24hrs'])
})
