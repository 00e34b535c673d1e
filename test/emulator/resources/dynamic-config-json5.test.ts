// Dynamic configs: what is said twice, in JSON and in JSON5, agrees, and satisfies the schema.
import { describe, expect, test } from 'vitest'
import type { EmulatorOptions } from '../../../src/emulator/index.ts'
import { at, everyone, open } from '../client.ts'
import { createConfig, errorsOf, PATH, text } from './dynamic-config-fixture.ts'

describe('a value and its text', () => {
  test('follow from each other when one of them is sent', async () => {
    const { send, data } = await createConfig({ defaultValueJson5: text })
    expect(data).toMatchObject({ defaultValue: { color: 'red' }, defaultValueJson5: text })
    const later = (await send('PATCH', PATH, { defaultValue: { color: 'blue' } })).data
    expect(later).toMatchObject({
      defaultValue: { color: 'blue' },
      defaultValueJson5: '{\n  "color": "blue"\n}',
    })
  })

  test('are kept as they were sent when they agree, and refused when they do not', async () => {
    const { send } = await createConfig()
    const agreeing = { defaultValue: { color: 'red' }, defaultValueJson5: text }
    expect((await send('PATCH', PATH, agreeing)).data).toMatchObject(agreeing)
    const { status, body } = await send('PATCH', PATH, {
      defaultValue: { color: 'blue' },
      defaultValueJson5: text,
      schemaJson5: '{',
    })
    expect([status, errorsOf(body)]).toEqual([400, ['defaultValue', 'schemaJson5']])
    expect((await send('GET', PATH)).data).toMatchObject(agreeing)
  })

  test.each(['[1]', '1', 'null', '{', ''])('are an object: %j is refused', async (broken) => {
    const { send } = await createConfig()
    expect((await send('PATCH', PATH, { defaultValueJson5: broken })).status).toBe(400)
  })

  test('are an object: a list is refused', async () => {
    const { send } = await open()
    const body = { name: 'Home Page', defaultValue: [1] }
    expect((await send('POST', 'dynamic_configs', body)).status).toBe(400)
  })

  test('show the text only where one was sent, under the behavior', async () => {
    const options: EmulatorOptions = { behaviors: ['json5-only-if-sent'] }
    const rules = [{ name: 'x', conditions: [everyone], returnValue: { a: 1 } }]
    const { send, data } = await createConfig({ defaultValue: { a: 1 }, rules }, options)
    expect(data).not.toHaveProperty('defaultValueJson5')
    expect(data).not.toHaveProperty('rules.0.returnValueJson5')
    expect((await send('PATCH', PATH, { defaultValueJson5: text })).data).toMatchObject({
      defaultValue: { color: 'red' },
      defaultValueJson5: text,
    })
    const { data: later } = await send('PATCH', PATH, { defaultValue: { color: 'red' } })
    expect(later).not.toHaveProperty('defaultValueJson5')
  })

  test('agree after an edit of the value in the console', async () => {
    const { send, emulator } = await createConfig({ defaultValueJson5: text })
    emulator.edit('dynamic_configs', 'home_page', (config) => ({
      ...config,
      defaultValue: { color: 'blue' },
    }))
    expect(at((await send('GET', PATH)).data, 'defaultValueJson5')).toContain('blue')
  })

  test('hold for a schema, too, which null clears', async () => {
    const schemaJson5 = '{ type: "object", /* nothing else */ }'
    const { send, data } = await createConfig({ schemaJson5 })
    expect(data).toMatchObject({ schema: '{"type":"object"}', schemaJson5 })
    const { data: cleared } = await send('PATCH', PATH, { schema: null })
    expect(cleared).toMatchObject({ schema: null, schemaJson5: null })
  })
})

describe('a schema', () => {
  const schema = JSON.stringify({
    type: 'object',
    properties: { a: { type: 'number' } },
  })

  test('is satisfied by every value', async () => {
    const { send } = await createConfig({ schema, defaultValue: { a: 1 } })
    const { status, body } = await send('PATCH', PATH, {
      defaultValue: { a: 'x' },
      rules: [{ name: 'x', conditions: [everyone], returnValue: { a: 'x' } }],
    })
    expect([status, errorsOf(body)]).toEqual([400, ['defaultValue', 'rules.0.returnValue']])
    expect((await send('PATCH', PATH, { schema: 'no schema' })).status).toBe(400)
  })

  test('is not looked at, under the behavior', async () => {
    const options: EmulatorOptions = { behaviors: ['config-schemas-unchecked'] }
    const { reply } = await createConfig({ schema, defaultValue: { a: 'x' } }, options)
    expect(reply.status).toBe(201)
  })
})
