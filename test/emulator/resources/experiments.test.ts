// Experiments: groups, layers, and the way from setup to the archive.
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../src/core/json.ts'
import { at, open } from '../client.ts'

const halves = (parameter: string, kind: 'texts' | 'numbers' = 'texts'): readonly JsonObject[] => [
  { name: 'Control', size: 50, parameterValues: { [parameter]: kind === 'texts' ? 'a' : 1 } },
  { name: 'Test', size: 50, parameterValues: { [parameter]: kind === 'texts' ? 'b' : 2 } },
]

const made = async (body: JsonObject = {}, options: Parameters<typeof open>[0] = {}) => {
  const project = await open(options)
  const { data } = await project.send('POST', 'experiments', { name: 'An Experiment', ...body })
  const patch = (changes: JsonObject) => project.send('PATCH', 'experiments/an_experiment', changes)
  const put = (verb: string, more: JsonObject = {}) =>
    project.send('PUT', `experiments/an_experiment/${verb}`, more)
  const read = async (name: string): Promise<Json | undefined> =>
    at((await project.send('GET', 'experiments/an_experiment')).data, name)
  return { ...project, data, patch, put, read, group: at(data, 'groups', 1, 'id') ?? '' }
}

describe('an experiment that is made', () => {
  test('has two groups, and the defaults of the service', async () => {
    const { data } = await made()
    expect(data).toMatchObject({
      id: 'an_experiment',
      status: 'setup',
      allocation: 100,
      duration: 14,
      targetingGateID: '',
      defaultConfidenceInterval: '95',
      bonferroniCorrection: false,
      layerID: null,
      groups: [
        { name: 'Control', size: 50 },
        { name: 'Test', size: 50 },
      ],
      healthCheckStatus: 'PASSED',
      version: 1,
    })
    expect(at(data, 'controlGroupID')).toBe(at(data, 'groups', 0, 'id'))
  })

  test('may be active at once, and nothing further', async () => {
    expect(at((await made({ status: 'active' })).data, 'status')).toBe('active')
    const { send } = await open()
    const { status } = await send('POST', 'experiments', { name: 'Other', status: 'abandoned' })
    expect(status).toBe(400)
  })

  test.each([
    ['an unknown layer', { layerID: 'nobody' }, 404],
    ['an unknown targeting gate', { targetingGateID: 'nobody' }, 404],
    ['sizes that do not add up', { groups: [{ name: 'a', size: 40, parameterValues: {} }] }, 400],
    ['a dot in its name', { name: 'An.Experiment' }, 400],
  ])('is refused with %s', async (_what, body, status) => {
    const { send } = await open()
    expect((await send('POST', 'experiments', { name: 'Good', ...body })).status).toBe(status)
  })

  test('in a layer gives the layer’s parameters alone, of their types', async () => {
    const { send } = await open()
    await send('POST', 'layers', { name: 'Home', idType: 'userID' })
    const parameters = [{ name: 'colour', type: 'string', defaultValue: 'red' }]
    await send('PATCH', 'layers/home', { parameters })
    const make = async (name: string, groups: readonly JsonObject[]): Promise<number> =>
      (await send('POST', 'experiments', { name, layerID: 'home', groups })).status
    expect(await make('one', halves('colour'))).toBe(201)
    expect(await make('two', halves('size'))).toBe(400)
    expect(await make('three', halves('colour', 'numbers'))).toBe(400)
  })
})

describe('an update', () => {
  test('keeps a group by its id and creates the others', async () => {
    const { patch, group } = await made()
    const { data } = await patch({
      groups: [
        { id: group, name: 'Renamed', size: 60, parameterValues: {} },
        { name: 'Control', size: 40, parameterValues: {} },
      ],
    })
    expect(at(data, 'groups', 0, 'id')).toBe(group)
    expect(at(data, 'groups', 1, 'id')).not.toBe(group)
    expect(at(data, 'controlGroupID')).toBe(group)
  })

  test('with a group id that belongs to none is refused', async () => {
    const { patch } = await made()
    const groups = [{ id: 'nobody', name: 'a', size: 100, parameterValues: {} }]
    expect((await patch({ groups })).status).toBe(400)
  })

  test('cannot move it to another layer', async () => {
    const { send, patch } = await made()
    await send('POST', 'layers', { name: 'Home', idType: 'userID' })
    expect(at((await patch({ layerID: 'home' })).data, 'layerID')).toBeNull()
  })

  test('by POST names nine keys at least', async () => {
    const { send } = await made()
    const { body } = await send('POST', 'experiments/an_experiment', {})
    expect(at(body, 'errors')).toHaveLength(9)
  })
})

describe('while it runs', () => {
  test.each([
    ['allocation cannot fall', { allocation: 10 }, 400],
    ['allocation can rise', { allocation: 60 }, 200],
    ['groups cannot change', { groups: [{ name: 'a', size: 100, parameterValues: {} }] }, 400],
    ['the unit cannot change', { idType: 'stableID' }, 400],
    ['the analysis cannot change', { analyticsType: 'bayesian' }, 400],
    ['its words can change', { description: 'x', hypothesis: 'y', name: 'New Name' }, 200],
  ])('%s', async (_what, changes, status) => {
    const { patch } = await made({ status: 'active', allocation: 50 })
    expect((await patch(changes)).status).toBe(status)
  })
})

describe('its life', () => {
  test('goes by verbs from setup to a decision, and back by a reset', async () => {
    const { put, read, group } = await made()
    expect((await put('start')).body).toEqual({ message: 'Experiment successfully started.' })
    expect(await read('status')).toBe('active')
    await put('make_decision', { id: group, decisionReason: 'better' })
    expect(await read('status')).toBe('decision_made')
    expect(await read('launchedGroupID')).toBe(group)
    await put('reset')
    expect([await read('status'), await read('launchedGroupID')]).toEqual(['setup', null])
  })

  test('goes by PATCH too, but a decision needs a group', async () => {
    const { patch, group } = await made()
    expect((await patch({ status: 'active' })).status).toBe(200)
    expect((await patch({ status: 'decision_made' })).status).toBe(400)
    const { data } = await patch({ status: 'decision_made', launchedGroupID: group })
    expect(data).toMatchObject({ status: 'decision_made', launchedGroupID: group })
    expect((await patch({ status: 'setup' })).status).toBe(400)
  })

  test('comes back from the archive where it was', async () => {
    const { put, read } = await made({ status: 'active' })
    await put('archive', { archiveReason: 'old' })
    expect(await read('status')).toBe('archived')
    await put('unarchive')
    expect(await read('status')).toBe('active')
  })

  test.each([
    ['start', 'active', 'Experiment has already started'],
    ['start', 'abandoned', 'Experiment has already finished'],
    ['make_decision', 'setup', 'Experiment has not yet started'],
    ['make_decision', 'abandoned', 'Experiment has already finished'],
    ['abandon', 'setup', 'Experiment has not yet started'],
    ['abandon', 'abandoned', 'Experiment an_experiment is already abandoned'],
    ['reset', 'setup', 'Experiment has not yet started'],
    ['reset', 'active', 'Experiment has not yet finished'],
  ])('refuses %s when it is %s', async (verb, status, message) => {
    const { put } = await made({ status: status === 'setup' ? 'setup' : 'active' })
    if (status === 'abandoned') await put('abandon', { decisionReason: 'no' })
    const reply = await put(verb, { id: 'x', decisionReason: 'why' })
    expect([reply.status, at(reply.body, 'message')]).toEqual([400, message])
  })

  test('ends with an answer that carries the experiment', async () => {
    const { send } = await made()
    const { data } = await send('DELETE', 'experiments/an_experiment')
    expect(at(data, 'id')).toBe('an_experiment')
    expect((await send('GET', 'experiments')).data).toEqual([])
  })

  test('switches groups off and on by their names', async () => {
    const { send } = await made()
    const path = 'experiments/an_experiment'
    const body = { group_names: ['Test'] }
    const off = await send('POST', `${path}/disable_groups`, body)
    expect([off.status, at(off.data, 'groups', 1, 'disabled')]).toEqual([201, true])
    const on = await send('POST', `${path}/enable_groups`, body)
    expect(at(on.data, 'groups', 1, 'disabled')).toBe(false)
  })
})
