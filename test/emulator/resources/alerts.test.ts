// Topline alerts.
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/core/json.ts'
import type { Behavior } from '../../../src/emulator/index.ts'
import { at } from '../client.ts'
import { openValidatedClient } from '../validated-client.ts'

const watch = JSON.stringify({ event: 'order', aggregation: 'count' })

const alert: JsonObject = {
  name: 'Orders stop',
  message: 'Look at the checkout.',
  formula: 'A',
  definitionMetricsJson: [watch],
  groupBys: [{ column: 'country', key: 'country' }],
}

const opened = async (...behaviors: readonly Behavior[]) => {
  const project = await openValidatedClient({ behaviors })
  const { data, status } = await project.send('POST', 'alerts', alert)
  expect(status).toBe(201)
  return { ...project, data, path: `alerts/${String(at(data, 'id'))}` }
}

const faultsIn = (body: unknown): readonly unknown[] => {
  const errors = typeof body === 'object' && body !== null && 'errors' in body ? body.errors : []
  return Array.isArray(errors) ? errors.map((error) => at(error, 'property')) : []
}

describe('an alert', () => {
  test('is made by its name, under an id of the server’s', async () => {
    const { data, path, send } = await opened()
    expect(String(at(data, 'id'))).toMatch(/^\w{22}$/)
    expect(data).toMatchObject({
      name: 'Orders stop',
      alertType: 'threshold',
      status: 'setup_incomplete',
    })
    expect((await send('GET', path)).data).toEqual(data)
    expect((await send('GET', 'alerts?limit=10&page=1')).data).toEqual([data])
  })

  test('shares its name with others', async () => {
    const { send } = await opened()
    expect((await send('POST', 'alerts', alert)).status).toBe(201)
    expect((await send('GET', 'alerts')).data).toHaveLength(2)
  })

  test('is made without thresholds, even if they come along', async () => {
    const { emulator, send } = await opened()
    const url = `${emulator.url}/console/v1/alerts`
    const headers = { 'statsig-api-key': emulator.key }
    const body = JSON.stringify({ name: 'Second', alertThreshold: 5, priority: 'P1' })
    expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(201)
    expect((await send('GET', 'alerts')).data).toMatchObject([
      {},
      { name: 'Second', alertThreshold: 0, priority: 'P3' },
    ])
  })

  test('answers what it watches in another form than it was sent in', async () => {
    const { data } = await opened()
    expect(data).toMatchObject({
      metrics: { 0: { event: 'order', aggregation: 'count' } },
      metricGroupBys: { 0: { column: 'country', key: 'country' } },
    })
    expect(at(data, 'definitionMetricsJson')).toBeUndefined()
  })

  test('gets its thresholds by an update, which leaves the rest alone', async () => {
    const { data, path, send } = await opened()
    const changes = { alertThreshold: 5, condition: 'less', priority: 'P1', windowMs: 60_000 }
    const { data: after } = await send('PATCH', path, changes)
    expect(after).toEqual({ ...(typeof data === 'object' && data), ...changes })
    expect((await send('GET', path)).data).toEqual(after)
  })

  test('loses by null what may be cleared', async () => {
    const { path, send } = await opened()
    const renotificationConditions = ['raise']
    await send('PATCH', path, {
      warningThreshold: 1,
      renotificationConditions,
      evaluationDelayMs: 9,
    })
    const nulls = { warningThreshold: null, renotificationConditions: null, formula: null }
    const { data } = await send('PATCH', path, { ...nulls, evaluationDelayMs: 0 })
    for (const name of [...Object.keys(nulls), 'evaluationDelayMs'])
      expect(at(data, name)).toBeUndefined()
    const { body } = await send('PATCH', path, { alertThreshold: null, message: null })
    expect(faultsIn(body)).toEqual(['message', 'alertThreshold'])
  })

  test('is refused with all that is wrong', async () => {
    const { path, send } = await opened()
    const { body } = await send('PATCH', path, {
      name: 'abc',
      windowMs: 59_999,
      condition: 'near',
      priority: 'P0',
      tags: [{ id: 'a', name: 'a' }],
    })
    expect(faultsIn(body)).toEqual(['name', 'tags.0', 'windowMs', 'condition', 'priority'])
    expect(faultsIn((await send('POST', 'alerts', { tags: ['a'] })).body)).toEqual([
      'name',
      'tags.0',
    ])
  })

  test('returns its tags with ids on creation, and only with names after that', async () => {
    const { path, send } = await opened()
    const { data: tag } = await send('POST', 'tags', { name: 'money', description: '' })
    const id = at(tag, 'id') ?? ''
    const made = await send('POST', 'alerts', { name: 'Tagged', tags: [{ id, name: 'money' }] })
    expect(at(made.data, 'tags')).toEqual(['money'])
    expect(at((await send('PATCH', path, { tags: ['money'] })).data, 'tags')).toEqual(['money'])
    expect((await send('PATCH', path, { tags: ['nobody'] })).status).toBe(400)
  })

  test('is owned by a team whose id is sent and whose name is read', async () => {
    const { emulator, path, send } = await opened()
    emulator.insert('teams', { id: 'team1', name: 'Shop' })
    const { data } = await send('PATCH', path, { teamID: 'team1' })
    expect(at(data, 'team')).toBe('Shop')
    expect(at(data, 'teamID')).toBeUndefined()
    expect(at((await send('PATCH', path, { teamID: null })).data, 'team')).toBeNull()
  })

  test('is gone when it is deleted, and missed after that', async () => {
    const { path, send } = await opened()
    expect((await send('DELETE', path)).body).toEqual({ message: 'Alert deleted successfully.' })
    for (const [method, body] of [['GET'], ['PATCH', {}], ['DELETE']] as const) {
      const { body: refusal, status } = await send(method, path, body)
      expect([status, at(refusal, 'message')]).toEqual([404, 'Alert not found.'])
    }
  })

  test('has its sets shuffled, if need be', async () => {
    const { path, send } = await opened('worst-case')
    await send('PATCH', path, { renotificationConditions: ['raise', 'warn', 'no-data'] })
    const reads = await Promise.all(Array.from({ length: 8 }, () => send('GET', path)))
    const sets = reads.map(({ data }) => JSON.stringify(at(data, 'renotificationConditions')))
    expect(new Set(sets).size).toBeGreaterThan(1)
  })

  test('can be edited in the console by its name', async () => {
    const { emulator, path, send } = await opened()
    emulator.edit('alerts', 'Orders stop', (object) => ({ ...object, alertType: 'change' }))
    expect(at((await send('GET', path)).data, 'alertType')).toBe('change')
  })
})

test('an API as old as the document lists alerts and does nothing else', async () => {
  const { emulator, send } = await openValidatedClient({ behaviors: ['alerts-read-only'] })
  emulator.insert('alerts', { id: 'a', name: 'Orders stop' })
  expect((await send('GET', 'alerts')).data).toMatchObject([{ id: 'a', name: 'Orders stop' }])
  expect((await send('POST', 'alerts', alert)).status).toBe(404)
  expect((await send('GET', 'alerts/a')).status).toBe(404)
  expect((await send('PATCH', 'alerts/a', {})).status).toBe(404)
  expect((await send('DELETE', 'alerts/a')).status).toBe(404)
})
