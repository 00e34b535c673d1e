// Gates and their rules.
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../src/core/json.ts'
import { at, everyone, open, rule } from '../client.ts'

describe('a gate that is made', () => {
  test('has the defaults of the service', async () => {
    const { send } = await open({ clock: { now: () => 5 } })
    const { status, data } = await send('POST', 'gates', { name: 'A Gate' })
    expect(status).toBe(201)
    expect(data).toMatchObject({
      id: 'a_gate',
      name: 'A Gate',
      description: '',
      isEnabled: true,
      status: 'In Progress',
      rules: [],
      tags: [],
      targetApps: [],
      type: 'TEMPORARY',
      typeReason: 'NONE',
      idType: 'userID',
      team: null,
      measureMetricLifts: true,
      monitoringMetrics: [],
      reviewSettings: { requiredReview: false, allowedReviewers: [] },
      createdTime: 5,
      lastModifiedTime: 5,
      version: 1,
    })
  })

  test.each([
    ['its name', { name: 'A Gate' }],
    ['its name in other letters', { name: 'a gate', id: 'other' }],
    ['its id', { name: 'Other', id: 'a_gate' }],
  ])('takes %s out of use', async (_what, body) => {
    const { send } = await open()
    await send('POST', 'gates', { name: 'A Gate' })
    const { status, body: refusal } = await send('POST', 'gates', body)
    expect([status, at(refusal, 'message')]).toEqual([400, 'Name is already in use'])
  })

  test('drops unknown keys', async () => {
    const { send } = await open()
    const { data } = await send('POST', 'gates', {
      name: 'A Gate',
      colour: 'scarlet',
      rules: [rule('all', 100, { colour: 'scarlet' })],
    })
    expect(JSON.stringify(data)).not.toContain('scarlet')
  })

  test('is refused with every fault of its body at once', async () => {
    const { send } = await open()
    const { status, body } = await send('POST', 'gates', {
      id: 'a b',
      isEnabled: 'yes',
      type: 'ETERNAL',
      description: null,
      rules: [{ name: 'x', passPercentage: 10.005, conditions: [{ type: 'weather' }] }],
    })
    expect([status, at(body, 'message')]).toEqual([400, 'Bad Request Exception'])
    const errors = at(body, 'errors')
    expect(Array.isArray(errors) && errors.map((error: Json) => at(error, 'property'))).toEqual([
      'name',
      'isEnabled',
      'description',
      'rules.0.passPercentage',
      'rules.0.conditions.0.type',
      'type',
      'id',
    ])
    expect(at(errors, 0, 'errorMessage')).toBe('Required')
    expect(at(errors, 1, 'errorMessage')).toBe('Expected boolean, received string')
    expect(at(errors, 5, 'errorMessage')).toBe(
      "Invalid enum value. Expected 'PERMANENT' | 'TEMPORARY', received 'ETERNAL'",
    )
  })

  test.each([
    ['an unknown gate', { type: 'passes_gate', targetValue: ['nobody'] }, 'Gate IDs'],
    ['an unknown segment', { type: 'fails_segment', targetValue: 'nobody' }, 'Segment IDs'],
  ])('cannot name %s', async (_what, condition, noun) => {
    const { send } = await open()
    const { status, body } = await send('POST', 'gates', {
      name: 'A Gate',
      rules: [{ name: 'x', passPercentage: 1, conditions: [condition] }],
    })
    expect([status, at(body, 'errors', 0, 'errorMessage')]).toEqual([
      404,
      `The following ${noun} could not be found: [nobody]`,
    ])
  })
})

describe('an update', () => {
  test('by PATCH changes what it names, and counts the version', async () => {
    const { emulator, send } = await open()
    emulator.insert('target_apps', { name: 'Web' })
    await send('POST', 'gates', { name: 'A Gate', targetApps: 'Web', rules: [rule('all')] })
    const { data } = await send('PATCH', 'gates/a_gate', { description: 'why', id: 'other' })
    expect(data).toMatchObject({
      id: 'a_gate',
      description: 'why',
      targetApps: ['Web'],
      version: 2,
    })
    expect(at(data, 'rules')).toHaveLength(1)
  })

  test('by POST needs three keys, and keeps the others', async () => {
    const { send } = await open()
    await send('POST', 'gates', { name: 'A Gate', type: 'PERMANENT' })
    expect((await send('POST', 'gates/a_gate', { isEnabled: true })).status).toBe(400)
    const body = { isEnabled: false, description: '', rules: [] }
    const { data } = await send('POST', 'gates/a_gate', body)
    expect(data).toMatchObject({ type: 'PERMANENT', isEnabled: false, status: 'Disabled' })
  })

  test('of nothing that exists is not found', async () => {
    const { send } = await open()
    const { status, body } = await send('PATCH', 'gates/none', {})
    expect([status, at(body, 'message')]).toEqual([404, 'Gate not found.'])
  })
})

describe('rules', () => {
  const two = async () => {
    const project = await open()
    const { data } = await project.send('POST', 'gates', {
      name: 'A Gate',
      rules: [rule('one', 10), rule('two', 100)],
    })
    const patch = (...rules: readonly JsonObject[]) =>
      project.send('PATCH', 'gates/a_gate', { rules })
    return { ...project, patch, one: at(data, 'rules', 0), two: at(data, 'rules', 1) }
  }

  test('embed the percentage in their id while it is partial', async () => {
    const { one, two: second } = await two()
    expect(at(one, 'id')).toBe(`${at(one, 'baseID')}:10.00:1`)
    expect(at(second, 'id')).toBe(at(second, 'baseID'))
  })

  test.each([
    ['their baseID', (live: Json | undefined) => ({ baseID: at(live, 'baseID') ?? '' })],
    ['their id', (live: Json | undefined) => ({ id: at(live, 'id') ?? '' })],
    [
      'both',
      (live: Json | undefined) => ({ id: at(live, 'id') ?? '', baseID: at(live, 'baseID') ?? '' }),
    ],
  ])(
    'that come back with %s keep it, renamed, moved and at another percentage',
    async (_what, ids) => {
      const { patch, one, two: second } = await two()
      const { data } = await patch(
        { ...rule('second', 50), ...ids(second) },
        { ...rule('first', 20), ...ids(one) },
      )
      expect(at(data, 'rules', 0, 'baseID')).toBe(at(second, 'baseID'))
      expect(at(data, 'rules', 1, 'baseID')).toBe(at(one, 'baseID'))
      expect(at(data, 'rules', 1, 'id')).toBe(`${at(one, 'baseID')}:20.00:1`)
    },
  )

  test('that come back without ids are new, even under their old name', async () => {
    const { patch, one } = await two()
    const { data } = await patch(rule('one', 10, { id: '' }))
    expect(at(data, 'rules')).toHaveLength(1)
    expect(at(data, 'rules', 0, 'baseID')).not.toBe(at(one, 'baseID'))
  })

  test.each([
    ['an id that belongs to none', [rule('one', 10, { id: 'nobody' })], 'A provided rule ID'],
    ['one name twice', [rule('one'), rule('one')], 'Duplicate rule name(s) given'],
  ])('are refused with %s', async (_what, rules, message) => {
    const { patch } = await two()
    const { status, body } = await patch(...rules)
    expect(status).toBe(400)
    expect(at(body, 'errors', 0, 'property')).toBe('rules')
    expect(at(body, 'errors', 0, 'errorMessage')).toContain(message)
  })

  test('and their conditions come back as they were sent', async () => {
    const { patch } = await two()
    const conditions = [
      { type: 'time', operator: 'after', targetValue: 1643070357193 },
      { type: 'user_agent', operator: 'any', targetValue: ['b', 'a'] },
      everyone,
    ]
    const { data } = await patch({ ...rule('one'), conditions, environments: null })
    expect(at(data, 'rules', 0)).toMatchObject({ conditions, environments: null })
  })
})

describe('the status', () => {
  test.each([
    ['disable', { isEnabled: false, status: 'Disabled' }],
    ['enable', { isEnabled: true, status: 'In Progress' }],
    ['launch', { isEnabled: true, status: 'Launched' }],
    ['archive', { isEnabled: false, status: 'Archived' }],
  ])('after %s', async (verb, expected) => {
    const { send } = await open()
    await send('POST', 'gates', { name: 'A Gate' })
    const { status, data } = await send('PUT', `gates/a_gate/${verb}`, {})
    expect(status).toBe(200)
    expect(data).toMatchObject(expected)
  })

  test('an archived gate leaves the list, is read by id, and comes back as it was', async () => {
    const { send } = await open()
    await send('POST', 'gates', { name: 'A Gate' })
    await send('PUT', 'gates/a_gate/launch', {})
    await send('PUT', 'gates/a_gate/archive', {})
    expect((await send('GET', 'gates')).data).toEqual([])
    expect((await send('GET', 'gates?includeArchived=true')).data).toHaveLength(1)
    expect(at((await send('GET', 'gates/a_gate')).data, 'status')).toBe('Archived')
    expect((await send('POST', 'gates', { name: 'A Gate' })).status).toBe(400)
    const { data } = await send('PUT', 'gates/a_gate/unarchive', {})
    expect(data).toMatchObject({ status: 'Launched', isEnabled: true })
  })

  test('a deleted gate gives its name free', async () => {
    const { send } = await open()
    await send('POST', 'gates', { name: 'A Gate' })
    const { body } = await send('DELETE', 'gates/a_gate')
    expect(body).toEqual({ message: 'Gate deleted successfully.' })
    expect((await send('GET', 'gates/a_gate')).status).toBe(404)
    expect((await send('POST', 'gates', { name: 'A Gate' })).status).toBe(201)
  })
})

test('the list can be filtered', async () => {
  const { send } = await open()
  await send('POST', 'tags', { name: 'web', description: '' })
  await send('POST', 'gates', { name: 'One', id: 'one', tags: ['web'] })
  await send('POST', 'gates', { name: 'Two', id: 'two', type: 'PERMANENT' })
  for (const [query, id] of [
    ['tags=web', 'one'],
    ['type=PERMANENT', 'two'],
  ] as const) {
    const { data } = await send('GET', `gates?${query}`)
    expect(data).toMatchObject([{ id }])
  }
})
