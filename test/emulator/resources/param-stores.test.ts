// Param stores: known by name, made empty, filled by an update.
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/core/json.ts'
import type { EmulatorOptions } from '../../../src/emulator/index.ts'
import { at } from '../client.ts'
import { openValidatedClient } from '../validated-client.ts'

const PATH = 'param_stores/Home%20page'
const store = { name: 'Home page', description: '', displayName: 'Home' }

const made = async (options: EmulatorOptions = {}, more: JsonObject = {}) => {
  const project = await openValidatedClient(options)
  const { status, data } = await project.send('POST', 'param_stores', { ...store, ...more })
  expect(status).toBe(200)
  return { ...project, data }
}

const still = (name: string, value: string | number): JsonObject => ({
  ref_type: 'static',
  name,
  param_type: typeof value,
  value,
})

describe('a param store', () => {
  test('is created empty, with an id of the server', async () => {
    const { data } = await made()
    expect(data).toMatchObject({ ...store, parameters: [] })
    expect(at(data, 'id')).toMatch(/^\w{22}$/)
  })

  test('shows neither its tags nor its target apps, and no team where it has none', async () => {
    const { send, data, emulator } = await made({}, { tags: ['★ Core'], targetAppIDs: [] })
    for (const name of ['tags', 'targetAppIDs', 'teamID']) expect(data).not.toHaveProperty(name)
    expect((await send('POST', 'param_stores', { ...store, name: 'x', tags: ['no'] })).status).toBe(
      400,
    )
    emulator.insert('param_stores', { ...store, name: 'y', tags: ['★ Core'] })
    expect((await send('GET', 'param_stores/y')).data).not.toHaveProperty('tags')
  })

  test('has a name of its own', async () => {
    const { send } = await made()
    const { body } = await send('POST', 'param_stores', store)
    expect(at(body, 'message')).toBe('Name is already in use')
  })

  test('gets its parameters by an update, which replaces them', async () => {
    const { send } = await made()
    const parameters = [still('a', 'x'), still('b', 1)]
    expect((await send('POST', PATH, { parameters })).data).toMatchObject({ parameters })
    const { data } = await send('POST', PATH, { parameters: [still('b', 2)] })
    expect(at(data, 'parameters')).toEqual([still('b', 2)])
    expect((await send('POST', PATH, { description: 'd' })).data).toMatchObject({
      description: 'd',
      parameters: [still('b', 2)],
    })
  })

  test('takes parameters of every kind, of things that are there', async () => {
    const { send } = await made()
    await send('POST', 'gates', { name: 'A Gate' })
    await send('POST', 'layers', { name: 'A Layer', idType: 'userID' })
    await send('POST', 'dynamic_configs', { name: 'A Config' })
    await send('POST', 'experiments', { name: 'A Test' })
    const parameters = [
      { ref_type: 'static', name: 'a', param_type: 'array', value: [1] },
      {
        ref_type: 'gate',
        name: 'b',
        param_type: 'object',
        gate_name: 'a_gate',
        pass_value: { a: 1 },
        fail_value: {},
      },
      {
        ref_type: 'layer',
        name: 'c',
        param_type: 'string',
        layer_name: 'a_layer',
        param_name: 'x',
      },
      {
        ref_type: 'dynamic_config',
        name: 'd',
        param_type: 'number',
        config_name: 'a_config',
        param_name: 'x',
      },
      {
        ref_type: 'experiment',
        name: 'e',
        param_type: 'boolean',
        experiment_name: 'a_test',
        param_name: 'x',
      },
    ]
    expect(at((await send('POST', PATH, { parameters })).data, 'parameters')).toEqual(parameters)
    const unknown = parameters.map((one) => ({
      ...one,
      ...('layer_name' in one ? { layer_name: 'nobody' } : {}),
      ...('gate_name' in one ? { gate_name: 'nothing' } : {}),
    }))
    const { status, body } = await send('POST', PATH, { parameters: unknown })
    expect(status).toBe(404)
    expect(at(body, 'errors')).toMatchObject([
      { errorMessage: expect.stringContaining('[nothing]') },
      { errorMessage: expect.stringContaining('[nobody]') },
    ])
  })

  test.each([
    [{ ...still('a', 'x'), param_type: 'number' }],
    [{ ref_type: 'static', name: 'a', param_type: 'string' }],
    [{ ref_type: 'layer', name: 'a', param_type: 'string', layer_name: 'x' }],
    [{ ref_type: 'other', name: 'a', param_type: 'string', value: '' }],
  ])('refuses a parameter that is not whole: %j', async (parameter) => {
    const { send } = await made()
    expect((await send('POST', PATH, { parameters: [parameter] })).status).toBe(400)
  })

  test('refuses one name for two parameters', async () => {
    const { send } = await made()
    const { status } = await send('POST', PATH, { parameters: [still('a', 1), still('a', 2)] })
    expect(status).toBe(400)
  })

  test('is listed until it is deleted', async () => {
    const { send } = await made()
    expect((await send('GET', 'param_stores')).data).toMatchObject([store])
    expect((await send('DELETE', PATH)).status).toBe(200)
    expect((await send('GET', PATH)).status).toBe(404)
  })

  test('keeps a gate that it refers to, where such gates are kept', async () => {
    const { send } = await made({ behaviors: ['referenced-deletes-refused'] })
    await send('POST', 'gates', { name: 'A Gate' })
    const choice = { ref_type: 'gate', param_type: 'number', pass_value: 1, fail_value: 0 }
    await send('POST', PATH, { parameters: [{ ...choice, name: 'a', gate_name: 'a_gate' }] })
    expect((await send('DELETE', 'gates/a_gate')).status).toBe(400)
  })
})

test('a worst-case server shuffles the parameters', async () => {
  const { send } = await made({ behaviors: ['worst-case'] })
  const parameters = ['a', 'b', 'c', 'd'].map((name) => still(name, 1))
  await send('POST', PATH, { parameters })
  const orders = new Set<string>()
  for (let count = 0; count < 12; count += 1) {
    const shown = at((await send('GET', PATH)).data, 'parameters')
    orders.add(Array.isArray(shown) ? shown.map(({ name }) => name).join('') : '')
  }
  expect(orders.size).toBeGreaterThan(1)
  expect(new Set([...orders].map((order) => [...order].toSorted().join('')))).toEqual(
    new Set(['abcd']),
  )
})
