// What the behaviors of overrides change, and the routes that delete one override or list all of a project.
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../src/core/json.ts'
import type { Behavior } from '../../../src/emulator/index.ts'
import { at, open } from '../client.ts'

const GATE = 'gates/a_gate/overrides'
const EXPERIMENT = 'experiments/test/overrides'
const AUTOTUNE = 'autotunes/tune/overrides'
const LAYER = 'layers/search/overrides'

const everywhere = { environment: null, unitID: 'userID', passingIDs: ['b'], failingIDs: [] }
const staging = { environment: 'staging', unitID: 'userID', passingIDs: ['s'], failingIDs: [] }
const lists = { passingUserIDs: ['a'], failingUserIDs: [] }
const inGroup = (groupID: string, ids: readonly string[] = ['a']) => ({
  overrides: [{ type: 'gate', id: 'a_gate', groupID }],
  userIDOverrides: [{ groupID, ids }],
})
const ofLayer = (name: string, experimentName: string) => ({
  conditionalOverrides: [{ type: 'gate', name, experimentName, groupName: 'Control' }],
  idOverrides: [{ experimentName, groupName: 'Control', ids: ['a', 'b'] }],
})
const variant = (name: string) => ({ name, json: { name } })

const opened = async (...behaviors: readonly Behavior[]) => {
  const project = await open({ limits: 'none', behaviors })
  const { send } = project
  await send('POST', 'gates', { name: 'A Gate' })
  await send('POST', 'layers', { name: 'Search', idType: 'userID' })
  const { data } = await send('POST', 'experiments', { name: 'Test', layerID: 'search' })
  await send('POST', 'autotunes', {
    name: 'Tune',
    variants: [variant('Red'), variant('Blue')],
    successEvent: 'buy',
    explorationWindow: '24',
    attributionWindow: '2',
    winnerThreshold: '95%',
  })
  return { ...project, controlId: String(at(data, 'groups', 0, 'id')) }
}

const statusesOf = async (
  path: string,
  bodies: readonly Json[],
  ...behaviors: readonly Behavior[]
): Promise<readonly number[]> => {
  const { send } = await opened(...behaviors)
  const replies = []
  for (const body of bodies) replies.push((await send('POST', path, body)).status)
  return replies
}

const readAfter = async (
  path: string,
  bodies: readonly Json[],
  ...behaviors: readonly Behavior[]
): Promise<Json | undefined> => {
  const { send } = await opened(...behaviors)
  for (const body of bodies) await send('POST', path, body)
  return (await send('GET', path)).data
}

describe('overrides of a gate', () => {
  test('are taken in both forms at once, and so is what a read shows', async () => {
    const both = { ...lists, environmentOverrides: [staging] }
    expect(await statusesOf(GATE, [both])).toEqual([200])
    expect(await statusesOf(GATE, [both], 'overrides-in-one-form')).toEqual([400])
    const { send } = await opened()
    await send('POST', GATE, both)
    const { data } = await send('GET', GATE)
    expect((await send('POST', GATE, data)).data).toEqual(data)
  })

  test('are deleted by a body with one list', async () => {
    const { send } = await opened()
    await send('POST', GATE, { ...lists, passingUserIDs: ['a', 'b'] })
    const { data } = await send('DELETE', GATE, { passingUserIDs: ['b'] })
    expect(at(data, 'passingUserIDs')).toEqual(['a'])
  })

  test('may show the lists once more, as an override of all environments', async () => {
    const bodies = [lists, { environmentOverrides: [everywhere, staging] }]
    const apart = await readAfter(GATE, bodies)
    expect([at(apart, 'passingUserIDs'), at(apart, 'environmentOverrides')]).toEqual([
      ['a'],
      [everywhere, staging],
    ])
    const mirrored = await readAfter(GATE, bodies, 'overrides-mirrored')
    expect([at(mirrored, 'passingUserIDs'), at(mirrored, 'environmentOverrides')]).toEqual([
      ['b'],
      [everywhere, staging],
    ])
  })
})

describe('overrides of an experiment and of an autotune', () => {
  test('name groups by name, or by id', async () => {
    const { controlId } = await opened()
    const bodies = [inGroup('Control'), inGroup(controlId)]
    expect(await statusesOf(EXPERIMENT, bodies)).toEqual([200, 400])
    expect(await statusesOf(EXPERIMENT, bodies, 'experiment-overrides-by-id')).toEqual([400, 200])
    expect(await statusesOf(AUTOTUNE, [inGroup('Red'), inGroup('Green')])).toEqual([200, 400])
  })

  test('may be stored as they were sent', async () => {
    const sent = inGroup('Nobody')
    expect(await readAfter(EXPERIMENT, [sent], 'override-references-unchecked')).toEqual(sent)
  })

  test('may show a gate under name', async () => {
    const shown = await readAfter(EXPERIMENT, [inGroup('Control')], 'override-targets-under-name')
    expect(at(shown, 'overrides', 0)).toEqual({ type: 'gate', name: 'a_gate', groupID: 'Control' })
  })

  test.each([
    [EXPERIMENT, 'Control'],
    [AUTOTUNE, 'Red'],
  ])('may show their unit and null for all environments: %s', async (path, group) => {
    const body = inGroup(group)
    const plain = await readAfter(path, [body])
    expect(at(plain, 'userIDOverrides', 0)).toEqual({ groupID: group, ids: ['a'] })
    const spelled = await readAfter(path, [body], 'override-units-spelled-out')
    const id = { groupID: group, ids: ['a'], environment: null, unitType: 'userID' }
    expect(at(spelled, 'userIDOverrides', 0)).toEqual(id)
    expect(at(spelled, 'overrides', 0, 'environment')).toBe(null)
  })

  test('are added by a PATCH, or replaced', async () => {
    const idsAfter = async (...behaviors: readonly Behavior[]) => {
      const { send } = await opened(...behaviors)
      await send('POST', EXPERIMENT, inGroup('Control'))
      const more = { overrides: [], userIDOverrides: [{ groupID: 'Control', ids: ['b'] }] }
      return at((await send('PATCH', EXPERIMENT, more)).data, 'userIDOverrides', 0, 'ids')
    }
    expect(await idsAfter()).toEqual(['a', 'b'])
    expect(await idsAfter('experiment-overrides-patch-replaces')).toEqual(['b'])
  })

  test('are empty lists where there are none, or not found', async () => {
    expect(await readAfter(EXPERIMENT, [])).toEqual({ overrides: [], userIDOverrides: [] })
    expect(await readAfter(EXPERIMENT, [], 'experiment-overrides-missing')).toBe(undefined)
  })
})

test('overrides of a layer name gates and experiments by id, or by display name', async () => {
  const bodies = [ofLayer('a_gate', 'test'), ofLayer('A Gate', 'Test')]
  expect(await statusesOf(LAYER, bodies)).toEqual([200, 404])
  expect(await statusesOf(LAYER, bodies, 'layer-overrides-by-display-name')).toEqual([404, 200])
  const [byId, byName] = bodies
  expect(await readAfter(LAYER, [byId ?? null])).toEqual(byId)
  expect(await readAfter(LAYER, [byName ?? null], 'layer-overrides-by-display-name')).toEqual(
    byName,
  )
})

describe('the routes that delete one override', () => {
  const cases: readonly (readonly [string, Json, string, string, JsonObject])[] = [
    [
      GATE,
      { passingUserIDs: ['a', 'b'], failingUserIDs: [] },
      'userID/b?groupID=pass',
      'userID/b',
      { passingUserIDs: ['a'] },
    ],
    [
      EXPERIMENT,
      inGroup('Control', ['a', 'b']),
      'userID/b?groupID=Control',
      'userID/b',
      { userIDOverrides: [{ groupID: 'Control', ids: ['a'] }] },
    ],
    [
      EXPERIMENT,
      inGroup('Control'),
      'conditional/gate/a_gate?groupID=Control',
      'conditional/gate/a_gate',
      { overrides: [] },
    ],
    [
      AUTOTUNE,
      inGroup('Red', ['a', 'b']),
      'userID/b?groupID=Red&unitType=userID',
      'userID/b',
      { userIDOverrides: [{ groupID: 'Red', ids: ['a'] }] },
    ],
    [
      AUTOTUNE,
      inGroup('Red'),
      'conditional/gate/a_gate?groupID=Red',
      'conditional/gate/a_gate',
      { overrides: [] },
    ],
    [
      LAYER,
      ofLayer('a_gate', 'test'),
      'userID/b?groupName=Control&experimentName=test',
      'userID/b?groupName=Control',
      { idOverrides: [{ experimentName: 'test', groupName: 'Control', ids: ['a'] }] },
    ],
    [
      LAYER,
      ofLayer('a_gate', 'test'),
      'conditional/gate/a_gate?groupName=Control&experimentName=test',
      'conditional/gate/a_gate?groupName=Control',
      { conditionalOverrides: [] },
    ],
  ]

  test.each(cases)('%s: %j without %s', async (path, body, query, incomplete, left) => {
    const { send } = await opened()
    await send('POST', path, body)
    expect((await send('DELETE', `${path}/${incomplete}`)).status).toBe(400)
    const first = await send('DELETE', `${path}/${query}`)
    expect(first.data).toMatchObject(left)
    const again = await send('DELETE', `${path}/${query}`)
    expect([again.status, again.data]).toEqual([200, first.data])
  })

  test('leave other environments and units alone', async () => {
    const { send } = await opened()
    const others = [
      { groupID: 'Control', ids: ['a'], environment: 'staging' },
      { groupID: 'Control', ids: ['a'], unitType: 'stableID' },
    ]
    const body = { overrides: [], userIDOverrides: [{ groupID: 'Control', ids: ['a'] }, ...others] }
    await send('POST', EXPERIMENT, body)
    const { data } = await send('DELETE', `${EXPERIMENT}/userID/a?groupID=Control`)
    expect(at(data, 'userIDOverrides')).toEqual(others)
  })
})

describe('the list of all overrides of a project', () => {
  const filled = async (...behaviors: readonly Behavior[]) => {
    const project = await opened(...behaviors)
    const { send } = project
    await send('POST', 'gates', { name: 'Bare' })
    await send('POST', GATE, lists)
    await send('POST', EXPERIMENT, inGroup('Control', ['x']))
    await send('POST', AUTOTUNE, inGroup('Red', ['y']))
    await send('POST', LAYER, ofLayer('a_gate', 'test'))
    return project
  }

  test('has each resource with overrides once, as its own read shows them', async () => {
    const { send } = await filled()
    const { data } = await send('GET', 'overrides')
    const own = async (path: string, id: string, name: string) => [
      { id, name, ...((await send('GET', path)).data as JsonObject) },
    ]
    expect(data).toEqual({
      gates: await own(GATE, 'a_gate', 'A Gate'),
      holdouts: [],
      experiments: await own(EXPERIMENT, 'test', 'Test'),
      autotunes: await own(AUTOTUNE, 'tune', 'Tune'),
      layers: await own(LAYER, 'search', 'Search'),
    })
  })

  test('has those of one id where the query names it', async () => {
    const { send } = await filled()
    const { data } = await send('GET', 'overrides?userId=y')
    expect(at(data, 'autotunes', 0, 'id')).toBe('tune')
    expect(at(data, 'gates')).toEqual([])
  })

  test('may leave custom ids out, or not be there', async () => {
    const without = await filled('overrides-listed-without-custom-ids')
    const { data } = await without.send('GET', 'overrides')
    expect(Object.keys(at(data, 'gates', 0) ?? {})).not.toContain('passingCustomIDs')
    const missing = await filled('overrides-not-listed')
    expect((await missing.send('GET', 'overrides')).status).toBe(404)
  })
})
