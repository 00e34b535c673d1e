// Dynamic configs: rules return values, and a PATCH has a default.
import { describe, expect, test } from 'vitest'
import type { EmulatorOptions } from '../../../src/emulator/index.ts'
import { at, everyone, open, rule } from '../client.ts'
import { openValidatedClient } from '../validated-client.ts'
import { createConfig, errorsOf, PATH, text } from './dynamic-config-fixture.ts'

describe('a dynamic config', () => {
  test('is made enabled, with an empty object to fall back on', async () => {
    const { reply, data } = await createConfig()
    expect(reply.status).toBe(201)
    expect(data).toMatchObject({
      id: 'home_page',
      isEnabled: true,
      status: 'Enabled',
      rules: [],
      defaultValue: {},
      defaultValueJson5: '{}',
      schema: null,
      version: 1,
    })
  })

  test('needs a name of its own', async () => {
    const { send } = await createConfig()
    expect((await send('POST', 'dynamic_configs', {})).status).toBe(400)
    const { body } = await send('POST', 'dynamic_configs', { name: 'home page' })
    expect(at(body, 'message')).toBe('Name is already in use')
  })

  test('is enabled by an update that does not say otherwise', async () => {
    const { send } = await createConfig({ isEnabled: false })
    const { data } = await send('PATCH', PATH, { description: 'd' })
    expect(data).toMatchObject({ isEnabled: true, status: 'Enabled', version: 2 })
    const kind = await createConfig({ isEnabled: false }, { behaviors: ['no-update-defaults'] })
    const { data: untouched } = await kind.send('PATCH', PATH, { description: 'd' })
    expect(untouched).toMatchObject({ isEnabled: false, status: 'Disabled' })
  })

  test('needs three keys in a full update, and keeps the others', async () => {
    const { send } = await createConfig({ defaultValue: { a: 1 } })
    const { status, body } = await send('POST', PATH, {})
    expect([status, errorsOf(body)]).toEqual([400, ['isEnabled', 'description', 'rules']])
    const full = { isEnabled: false, description: 'd', rules: [] }
    const { data } = await send('POST', PATH, full)
    expect(data).toMatchObject({ ...full, defaultValue: { a: 1 }, status: 'Disabled' })
    const other = await createConfig({ defaultValue: { a: 1 } }, { behaviors: ['post-resets'] })
    expect(at((await other.send('POST', PATH, full)).data, 'defaultValue')).toEqual({})
  })

  test('takes a type by an update only', async () => {
    const { send } = await open()
    const body = { name: 'Home Page', type: 'PERMANENT' }
    expect(at((await send('POST', 'dynamic_configs', body)).data, 'type')).toBe('TEMPORARY')
    const { data } = await send('PATCH', PATH, { type: 'PERMANENT' })
    expect(at(data, 'type')).toBe('PERMANENT')
  })

  test('goes to the archive and comes back as it was', async () => {
    const { send } = await createConfig({ isEnabled: false })
    expect((await send('PUT', `${PATH}/enable`)).data).toMatchObject({ status: 'Enabled' })
    expect((await send('PUT', `${PATH}/disable`)).data).toMatchObject({ status: 'Disabled' })
    await send('PUT', `${PATH}/enable`)
    const archived = await send('PUT', `${PATH}/archive`, { archiveReason: 'old' })
    expect(archived.data).toMatchObject({ status: 'Archived', isEnabled: false })
    expect((await send('GET', 'dynamic_configs')).data).toMatchObject([{ status: 'Archived' }])
    const back = await send('PUT', `${PATH}/unarchive`, {})
    expect(back.data).toMatchObject({ status: 'Enabled', isEnabled: true })
  })

  test('may stay enabled in the archive, and come back disabled, under the behaviors', async () => {
    const behaviors = ['archive-keeps-enabled', 'unarchive-disables'] as const
    const { send } = await createConfig({}, { behaviors })
    const archived = await send('PUT', `${PATH}/archive`, {})
    expect(archived.data).toMatchObject({ status: 'Archived', isEnabled: true })
    const back = await send('PUT', `${PATH}/unarchive`, {})
    expect(back.data).toMatchObject({ status: 'Disabled', isEnabled: false })
  })

  test('leaves the list when it is archived, under the behavior', async () => {
    const { send } = await createConfig({}, { behaviors: ['archived-hidden'] })
    await send('PUT', `${PATH}/archive`, {})
    expect((await send('GET', 'dynamic_configs')).data).toEqual([])
    expect((await send('GET', PATH)).status).toBe(200)
  })

  test('names only pipelines, gates and segments that are there', async () => {
    const { send } = await createConfig()
    const conditions = [{ type: 'passes_gate', targetValue: ['nobody'] }]
    const unknown = { rules: [{ name: 'x', conditions }] }
    expect((await send('PATCH', PATH, unknown)).status).toBe(404)
    expect((await send('PATCH', PATH, { releasePipelineID: 'nobody' })).status).toBe(404)
    expect((await send('PATCH', PATH, { releasePipelineID: null })).status).toBe(200)
  })

  test('keeps a gate that it refers to, where such gates are kept', async () => {
    const { send } = await createConfig({}, { behaviors: ['referenced-deletes-refused'] })
    await send('POST', 'gates', { name: 'A Gate' })
    const conditions = [{ type: 'passes_gate', targetValue: ['a_gate'] }]
    await send('PATCH', PATH, { rules: [{ name: 'x', conditions }] })
    expect((await send('DELETE', 'gates/a_gate')).status).toBe(400)
    expect((await send('DELETE', PATH)).status).toBe(200)
    expect((await send('DELETE', 'gates/a_gate')).status).toBe(200)
  })

  test('remembers its earlier versions', async () => {
    const { send } = await createConfig()
    await send('PATCH', PATH, { description: 'd' })
    const { data } = await send('GET', `${PATH}/versions`)
    expect(data).toMatchObject([
      { version: 2, description: 'd' },
      { version: 1, description: '' },
    ])
  })

  test('waits for a reviewer if the request asks for reviews', async () => {
    const { send } = await createConfig({}, { behaviors: ['review-required'] })
    const headers = { 'x-respect-review-settings': 'true' }
    const { status, data } = await send('PATCH', PATH, { description: 'd' }, headers)
    expect(status).toBe(200)
    expect(data).toMatchObject({ description: '', activeReview: { reviewStatus: 'pending' } })
    expect(at((await send('GET', PATH)).data, 'description')).toBe('')
  })
})

describe('a rule of a dynamic config', () => {
  const variants = [
    { name: 'red', passPercentage: 50, returnValue: { color: 'red' } },
    { name: 'blue', passPercentage: 50, returnValueJson5: "{ color: 'blue' }" },
  ]
  const split = { name: 'split', conditions: [everyone], variants }

  test('applies to all users who match if it has no percentage', async () => {
    const { data } = await createConfig({ rules: [split] })
    expect(at(data, 'rules', 0, 'passPercentage')).toBe(100)
  })

  test('splits into variants that keep their ids', async () => {
    const { send, data } = await createConfig({ rules: [split] })
    expect(at(data, 'rules', 0, 'variants')).toMatchObject([
      { name: 'red', returnValueJson5: '{\n  "color": "red"\n}' },
      { name: 'blue', returnValue: { color: 'blue' } },
    ])
    const id = String(at(data, 'rules', 0, 'variants', 0, 'id'))
    const baseID = String(at(data, 'rules', 0, 'baseID'))
    const renamed = { ...split, baseID, variants: [{ ...variants[0], id, name: 'crimson' }] }
    const { data: later } = await send('PATCH', PATH, { rules: [renamed] })
    expect(at(later, 'rules', 0, 'variants')).toMatchObject([{ id, name: 'crimson' }])
    const foreign = { ...renamed, variants: [{ ...variants[0], id: 'foreign' }] }
    expect((await send('PATCH', PATH, { rules: [foreign] })).status).toBe(400)
  })

  test('has variants of at most 100 per cent, unless shares are unchecked', async () => {
    const rules = [{ ...split, variants: [...variants, { name: 'x', passPercentage: 1 }] }]
    expect((await createConfig({ rules })).reply.status).toBe(400)
    const options: EmulatorOptions = { behaviors: ['variant-shares-unchecked'] }
    expect((await createConfig({ rules }, options)).reply.status).toBe(201)
  })

  test('is read, changed and deleted alone', async () => {
    const { send, data } = await createConfig({ rules: [rule('one', 10), rule('two')] })
    const id = String(at(data, 'rules', 0, 'id'))
    expect((await send('GET', `${PATH}/rules`)).data).toMatchObject([
      { rules: [{ name: 'one' }, { name: 'two' }] },
    ])
    const path = `${PATH}/rule/${encodeURIComponent(id)}`
    expect((await send('GET', path)).data).toMatchObject({ name: 'one', passPercentage: 10 })
    const { data: changed } = await send('PATCH', path, { returnValue: { a: 1 } })
    expect(at(changed, 'rules')).toMatchObject([
      { id, name: 'one', passPercentage: 10, returnValue: { a: 1 } },
      { name: 'two' },
    ])
    expect(at((await send('DELETE', path)).data, 'rules')).toMatchObject([{ name: 'two' }])
    expect((await send('GET', path)).status).toBe(404)
    expect((await send('DELETE', path)).status).toBe(400)
  })

  test('that was inserted without a route has its ids and defaults', async () => {
    const { emulator, send } = await openValidatedClient()
    emulator.insert('dynamic_configs', {
      name: 'Home Page',
      defaultValueJson5: text,
      rules: [{ ...split, returnValueJson5: '{a:1}' }],
    })
    const { data } = await send('GET', PATH)
    expect(data).toMatchObject({
      defaultValue: { color: 'red' },
      rules: [{ passPercentage: 100, returnValue: { a: 1 } }],
    })
    expect(at(data, 'rules', 0, 'variants', 0, 'id')).toBeTruthy()
  })
})

test('a worst-case server returns the same dynamic config in another spelling', async () => {
  const { emulator, send } = await openValidatedClient({ behaviors: ['worst-case'] })
  emulator.insert('target_apps', { name: 'Web' })
  const { data } = await send('POST', 'dynamic_configs', {
    name: 'Home Page',
    targetApps: ['Web'],
    defaultValue: { a: 1 },
    rules: [rule('one', 100, { returnValue: {} })],
  })
  expect(data).toMatchObject({ targetApps: 'Web', defaultValue: { a: 1 } })
  expect(at(data, 'defaultValueJson5')).toBe('{a:1}')
})
