// Overrides of gates, experiments and layers.
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../src/core/json.ts'
import type { EmulatorOptions } from '../../../src/emulator/index.ts'
import { at } from '../client.ts'
import { openValidatedClient } from '../validated-client.ts'

const GATE = 'gates/a_gate/overrides'
const EXPERIMENT = 'experiments/test/overrides'
const LAYER = 'layers/search/overrides'

const production = { environment: 'production', unitID: 'userID' }

const users = (passingUserIDs: readonly string[], failingUserIDs: readonly string[] = []) => ({
  passingUserIDs,
  failingUserIDs,
})

const numbers = (length: number) => Array.from({ length }, (_, index) => `id-${index}`)

const environments = (...environmentOverrides: readonly JsonObject[]) => ({ environmentOverrides })

const nobody = {
  ...users([]),
  passingCustomIDs: [],
  failingCustomIDs: [],
  environmentOverrides: [],
}

const opened = async (options: EmulatorOptions = {}) => {
  const project = await openValidatedClient({ limits: 'none', ...options })
  await project.send('POST', 'gates', { name: 'A Gate' })
  await project.send('POST', 'segments', { name: 'Staff', type: 'rule_based' })
  await project.send('POST', 'layers', { name: 'Search', idType: 'userID' })
  const { data } = await project.send('POST', 'experiments', { name: 'Test', layerID: 'search' })
  return {
    ...project,
    controlId: String(at(data, 'groups', 0, 'id')),
  }
}

const faultOf = ({ status, body }: { status: number; body: Json }) => [
  status,
  at(body, 'errors', 0, 'property'),
  at(body, 'errors', 0, 'errorMessage'),
]

describe('overrides of a gate', () => {
  test('are empty lists until they are set', async () => {
    const { send } = await opened()
    const { status, body } = await send('GET', GATE)
    expect(status).toBe(200)
    expect(body).toEqual({ message: 'Gate Overrides read successfully.', data: nobody })
  })

  test('are set by POST, added to by PATCH and taken from by DELETE', async () => {
    const { send } = await opened()
    const custom = { passingCustomIDs: ['c1', 'c2'] }
    await send('POST', GATE, { ...users(['a', 'a', 'b'], ['x']), ...custom })
    const added = await send('PATCH', GATE, users(['c', 'a']))
    expect(added.data).toEqual({ ...nobody, ...users(['a', 'b', 'c'], ['x']), ...custom })
    await send('DELETE', GATE, { ...users(['b', 'nobody']), passingCustomIDs: ['c1'] })
    const left = { ...nobody, ...users(['a', 'c'], ['x']), passingCustomIDs: ['c2'] }
    expect((await send('GET', GATE)).data).toEqual(left)
    await send('POST', GATE, { ...users(['z']), passingCustomIDs: [] })
    expect((await send('GET', GATE)).data).toEqual({ ...nobody, ...users(['z']) })
  })

  test.each([
    ['without a body', undefined],
    ['with an empty one', {}],
  ])('all go with a DELETE %s', async (_what, body) => {
    const { send } = await opened()
    await send('POST', GATE, users(['a']))
    await send('POST', GATE, environments({ ...production, passingIDs: ['a'], failingIDs: [] }))
    expect((await send('DELETE', GATE, body)).data).toEqual(nobody)
  })

  test('by environment are kept one for each environment and unit', async () => {
    const { send } = await opened()
    const everywhere = { environment: null, unitID: null, passingIDs: [], failingIDs: ['x'] }
    await send('POST', GATE, environments({ ...production, passingIDs: ['a'], failingIDs: [] }))
    const more = { ...production, passingIDs: ['b'], failingIDs: ['c'] }
    const { data } = await send('PATCH', GATE, environments(more, everywhere))
    const whole = { ...production, passingIDs: ['a', 'b'], failingIDs: ['c'] }
    expect(at(data, 'environmentOverrides')).toEqual([whole, everywhere])
    const gone = { ...production, passingIDs: ['a', 'b'], failingIDs: ['c'] }
    const after = await send('DELETE', GATE, environments(gone))
    expect(at(after.data, 'environmentOverrides')).toEqual([everywhere])
  })

  test('of one form leave the other form as it was', async () => {
    const both = async (options: EmulatorOptions) => {
      const { send } = await opened(options)
      await send('POST', GATE, users(['a']))
      const only = environments({ ...production, passingIDs: ['b'], failingIDs: [] })
      const { data } = await send('POST', GATE, only)
      return [at(data, 'passingUserIDs'), at(data, 'environmentOverrides', 0, 'passingIDs')]
    }
    expect(await both({})).toEqual([['a'], ['b']])
    expect(await both({ behaviors: ['overrides-post-replaces-all'] })).toEqual([[], ['b']])
  })

  test.each<[string, Json, string, string]>([
    ['neither form', { passingCustomIDs: [] }, 'passingUserIDs', 'Required'],
    ['an empty id', users(['']), 'passingUserIDs.0', 'String must contain at least 1 character(s)'],
    [
      'too many ids',
      users(numbers(2001)),
      'passingUserIDs',
      'Array must contain at most 2000 element(s)',
    ],
    [
      'an environment without its unit',
      environments({ passingIDs: [], failingIDs: [] }),
      'environmentOverrides.0.unitID',
      'Required',
    ],
  ])('are refused with %s', async (_what, body, property, message) => {
    const { send } = await opened()
    expect(faultOf(await send('POST', GATE, body))).toEqual([400, property, message])
  })

  test('cannot grow beyond what one body may hold', async () => {
    const { send } = await opened()
    await send('POST', GATE, users(numbers(2000)))
    const [status, property] = faultOf(await send('PATCH', GATE, users(['one more'])))
    expect([status, property]).toEqual([400, 'passingUserIDs'])
    expect((await send('PATCH', GATE, users(['id-7']))).status).toBe(200)
  })

  test('show in no read and no list of gates, and go with their gate', async () => {
    const { emulator, send } = await opened()
    await send('POST', GATE, users(['hidden']))
    const shown = [await send('GET', 'gates'), await send('GET', 'gates/a_gate')]
    expect(JSON.stringify([shown, emulator.object('gates', 'a_gate')])).not.toContain('hidden')
    await send('PATCH', 'gates/a_gate', { description: 'new' })
    expect(at((await send('GET', GATE)).data, 'passingUserIDs')).toEqual(['hidden'])
    await send('DELETE', 'gates/a_gate')
    expect((await send('GET', GATE)).body).toEqual({ status: 404, message: 'Gate not found.' })
    await send('POST', 'gates', { name: 'A Gate' })
    expect((await send('GET', GATE)).data).toEqual(nobody)
  })

  test('wait for a review where one is asked for', async () => {
    const { send } = await opened({ behaviors: ['review-required'] })
    const { data } = await send('POST', GATE, users(['a']), { 'x-respect-review-settings': 'true' })
    expect(data).toEqual(nobody)
    expect(at((await send('GET', 'gates/a_gate')).data, 'activeReview')).toBeDefined()
    expect((await send('GET', GATE)).data).toEqual(nobody)
  })

  test('may come shuffled, with empty lists left out and members that are new', async () => {
    const { send } = await opened({ behaviors: ['worst-case'] })
    const ids = ['a', 'b', 'c', 'd', 'e']
    await send('POST', GATE, users(ids))
    await send('POST', GATE, environments({ ...production, passingIDs: ids, failingIDs: [] }))
    const reads = await Promise.all(Array.from({ length: 12 }, () => send('GET', GATE)))
    const data = reads.map((read) => read.data)
    for (const path of [['passingUserIDs'], ['environmentOverrides', 0, 'passingIDs']] as const) {
      const lists = data.map((read) => JSON.stringify(at(read, ...path)))
      expect(new Set(lists).size).toBeGreaterThan(1)
      for (const list of lists) expect(JSON.parse(list).toSorted()).toEqual(ids)
    }
    const optional = data.map((read) => JSON.stringify(at(read, 'passingCustomIDs')))
    expect(new Set(optional)).toEqual(new Set([undefined, '[]']))
    expect(reads.map(({ status }) => status)).toEqual(reads.map(() => 201))
    expect(at(data[0], 'addedNextMonth')).toBeDefined()
  })
})

test('overrides of a holdout are those of a gate, under their own name', async () => {
  const { send } = await opened()
  await send('POST', 'holdouts', { name: 'Holdout' })
  const { status, body } = await send('PATCH', 'holdouts/holdout/overrides', users(['a']))
  expect(status).toBe(200)
  expect(body).toEqual({
    message: 'Holdout Overrides updated successfully.',
    data: { ...nobody, ...users(['a']) },
  })
  expect(JSON.stringify((await send('GET', 'holdouts')).data)).not.toContain('passingUserIDs')
})

describe('overrides of an experiment', () => {
  test('put gates, segments and units into its groups', async () => {
    const { send } = await opened()
    const staff = { type: 'segment', id: 'staff', groupID: 'Control' }
    const gate = { type: 'gate', id: 'a_gate', groupID: 'Test', environment: 'production' }
    const unit = { groupID: 'Control', unitType: 'userID' }
    const { body } = await send('POST', EXPERIMENT, {
      overrides: [staff],
      userIDOverrides: [{ ...unit, ids: ['a', 'b'] }],
    })
    expect(at(body, 'message')).toBe('Experiment Overrides updated successfully.')
    const added = await send('PATCH', EXPERIMENT, {
      overrides: [gate, staff],
      userIDOverrides: [
        { ...unit, ids: ['b', 'c'] },
        { groupID: 'Test', ids: ['d'] },
      ],
    })
    expect(added.data).toEqual({
      overrides: [staff, gate],
      userIDOverrides: [
        { ...unit, ids: ['a', 'b', 'c'] },
        { groupID: 'Test', ids: ['d'] },
      ],
    })
    await send('DELETE', EXPERIMENT, {
      overrides: [staff],
      userIDOverrides: [
        { ...unit, ids: ['a'] },
        { groupID: 'Test', ids: ['d'] },
      ],
    })
    const left = { overrides: [gate], userIDOverrides: [{ ...unit, ids: ['b', 'c'] }] }
    expect((await send('GET', EXPERIMENT)).data).toEqual(left)
    expect((await send('DELETE', EXPERIMENT)).data).toEqual({ overrides: [], userIDOverrides: [] })
  })

  test('are refused for a group that is not its own, be it called by its id', async () => {
    const { send, controlId } = await opened()
    const body = { overrides: [], userIDOverrides: [{ groupID: controlId, ids: ['a'] }] }
    const message = `The following groups could not be found: [${controlId}]`
    const fault = faultOf(await send('POST', EXPERIMENT, body))
    expect(fault).toEqual([400, 'userIDOverrides', message])
  })

  test('follow a group that is renamed', async () => {
    const { send } = await opened()
    const body = { overrides: [], userIDOverrides: [{ groupID: 'Test', ids: ['a'] }] }
    await send('POST', EXPERIMENT, body)
    const { data: live } = await send('GET', 'experiments/test')
    const renamed = ['Control', 'Treatment'].map((name, index) => ({
      id: at(live, 'groups', index, 'id') ?? '',
      name,
      size: 50,
      parameterValues: {},
    }))
    await send('PATCH', 'experiments/test', { groups: renamed })
    const { data } = await send('GET', EXPERIMENT)
    expect(at(data, 'userIDOverrides', 0, 'groupID')).toBe('Treatment')
  })

  test.each([
    ['gate', 'Gate IDs'],
    ['segment', 'Segment IDs'],
  ])('cannot name a %s that does not exist', async (type, noun) => {
    const { send } = await opened()
    const overrides = [{ type, id: 'nobody', groupID: 'Control' }]
    const fault = faultOf(await send('POST', EXPERIMENT, { overrides, userIDOverrides: [] }))
    expect(fault).toEqual([404, 'overrides', `The following ${noun} could not be found: [nobody]`])
  })

  test('of a worst-case server keep the order of conditions, and say null or nothing', async () => {
    const { send } = await opened({ behaviors: ['worst-case'] })
    const overrides = [
      { type: 'segment', id: 'staff', groupID: 'Control' },
      { type: 'gate', id: 'a_gate', groupID: 'Test' },
    ]
    await send('POST', EXPERIMENT, {
      overrides,
      userIDOverrides: [{ groupID: 'Control', ids: [] }],
    })
    const reads = await Promise.all(Array.from({ length: 12 }, () => send('GET', EXPERIMENT)))
    const first = reads.map(({ data }) => at(data, 'overrides', 0))
    expect(new Set(first.map((one) => at(one, 'id')))).toEqual(new Set(['staff']))
    expect(new Set(first.map((one) => at(one, 'environment')))).toEqual(new Set([undefined, null]))
  })
})

describe('overrides of a layer', () => {
  const conditional = {
    type: 'gate',
    name: 'a_gate',
    experimentName: 'test',
    groupName: 'Control',
    environment: 'production',
  }

  test('name experiments by id and groups by name, and a PATCH says that it adds', async () => {
    const { send } = await opened()
    const body = { conditionalOverrides: [conditional], idOverrides: [] }
    expect((await send('POST', LAYER, body)).data).toEqual(body)
    const idOverrides = [{ groupName: 'Test', ids: ['a'], experimentName: 'test' }]
    const more = { conditionalOverrides: [], idOverrides }
    expect(faultOf(await send('PATCH', LAYER, more))).toEqual([400, 'op', 'Required'])
    const { data } = await send('PATCH', LAYER, { op: 'add', ...more })
    expect(data).toEqual({ conditionalOverrides: [conditional], idOverrides })
    const { data: left } = await send('DELETE', LAYER, body)
    expect(left).toEqual({ conditionalOverrides: [], idOverrides })
  })

  test.each<[string, JsonObject, number, string]>([
    ['a gate', { name: 'Nobody' }, 404, 'The following Gate IDs could not be found: [Nobody]'],
    [
      'an experiment',
      { experimentName: 'Nobody' },
      404,
      'The following Experiment IDs could not be found: [Nobody]',
    ],
    ['a group', { groupName: 'Third' }, 400, 'The following groups could not be found: [Third]'],
  ])('cannot name %s that is not there', async (_what, wrong, status, message) => {
    const { send } = await opened()
    const body = { conditionalOverrides: [{ ...conditional, ...wrong }], idOverrides: [] }
    const fault = faultOf(await send('POST', LAYER, body))
    expect(fault).toEqual([status, 'conditionalOverrides', message])
  })

  test('need no experiment where the group is enough', async () => {
    const { send } = await opened()
    const set = (groupName: string) =>
      send('POST', LAYER, { conditionalOverrides: [], idOverrides: [{ groupName, ids: ['a'] }] })
    expect((await set('Control')).status).toBe(200)
    expect((await set('Third')).status).toBe(400)
  })
})
