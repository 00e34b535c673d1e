// The sources of a warehouse that experiments use.
import { describe, expect, test } from 'vitest'
import { isJsonObject } from '../../../src/core/json.ts'
import { at } from '../client.ts'
import { openValidatedClient } from '../validated-client.ts'
import {
  assignment,
  entity,
  fullBody,
  openWithSource,
  patchableSources,
  qualifying,
  sourceKinds,
  sql,
} from './source-kinds.ts'

const missing = (body: unknown): readonly unknown[] => {
  const errors = isJsonObject(body) ? body['errors'] : []
  return Array.isArray(errors) ? errors.map((error) => at(error, 'property')) : []
}

describe.each(sourceKinds)('one of $collection', (sort) => {
  const { all, collection, one, required, source } = sort

  test('is made with what a create fills in, and an owner', async () => {
    const { data } = await openWithSource(sort)
    expect(data).toMatchObject({
      ...source,
      description: '',
      tags: [],
      isReadOnly: false,
      owner: { ownerType: 'SDK_KEY' },
    })
  })

  test('is listed with all that it is', async () => {
    const { data, send } = await openWithSource(sort)
    expect((await send('GET', `${all}?limit=10&page=1`)).data).toEqual([data])
  })

  test('has its name for itself', async () => {
    const { send } = await openWithSource(sort)
    expect((await send('POST', all, source)).status).toBe(400)
  })

  test('needs what the document requires, and hears of all that is missing at once', async () => {
    const { send } = await openWithSource(sort)
    expect(missing((await send('POST', all, {})).body)).toEqual(['name', ...required])
    expect(missing((await send('POST', one, {})).body)).toEqual(required)
  })

  test('keeps what a full update leaves out', async () => {
    const { send } = await openWithSource(sort)
    await send('POST', one, { ...fullBody(sort), description: 'kept', isReadOnly: true, team: 'A' })
    const { data } = await send('POST', one, { ...fullBody(sort), sql: 'select 2' })
    expect(data).toMatchObject({
      sql: 'select 2',
      description: 'kept',
      isReadOnly: true,
      team: 'A',
      owner: { ownerType: 'SDK_KEY' },
    })
  })

  test('loses, where updates reset, what a full update leaves out, but for its owner', async () => {
    const { send } = await openWithSource(sort, 'post-resets')
    await send('POST', one, { ...fullBody(sort), description: 'lost', isReadOnly: true, team: 'A' })
    const { data } = await send('POST', one, fullBody(sort))
    expect(data).toMatchObject({
      name: 'orders',
      description: '',
      isReadOnly: false,
      owner: { ownerType: 'SDK_KEY' },
    })
    expect(at(data, 'team')).toBeUndefined()
  })

  test('is judged by a dry run, and not written', async () => {
    const { emulator, send } = await openWithSource(sort)
    const before = emulator.snapshot()
    const created = await send('POST', all, { ...source, name: 'other', dryRun: true })
    expect(created).toMatchObject({ status: 201, data: { name: 'other', sql } })
    const updated = await send('POST', one, { ...fullBody(sort), sql: 'new', dryRun: true })
    expect(updated).toMatchObject({ status: 200, data: { name: 'orders', sql: 'new' } })
    expect((await send('POST', all, { name: 'other', dryRun: true })).status).toBe(400)
    expect(emulator.snapshot()).toEqual(before)
    expect(JSON.stringify([created.data, updated.data])).not.toContain('dryRun')
  })

  test('is gone when it is deleted, and missed after that', async () => {
    const { emulator, send } = await openWithSource(sort)
    expect((await send('DELETE', one)).status).toBe(200)
    expect(emulator.object(collection, 'orders')).toBeUndefined()
    expect((await send('DELETE', one)).status).toBe(404)
    expect((await send('POST', one, fullBody(sort))).status).toBe(404)
  })

  test('names only tags that are there', async () => {
    const { send } = await openWithSource(sort)
    const { body, status } = await send('POST', one, { ...fullBody(sort), tags: ['nobody'] })
    expect([status, missing(body)]).toEqual([400, ['tags']])
  })

  test('comes back shuffled and filled in with nothing, if need be', async () => {
    const { data, send } = await openWithSource(sort, 'worst-case')
    expect(data).toMatchObject({ sql: 'select * from t', team: null, teamID: null })
    const spelled = await Promise.all(
      Array.from({ length: 8 }, async () => at((await send('GET', all)).data, 0, 'idTypeMapping')),
    )
    expect(new Set(spelled.map((mapping) => JSON.stringify(mapping))).size).toBe(2)
  })

  test('is no matter of a cloud project: its list is empty, and a write refused', async () => {
    const { send } = await openValidatedClient()
    expect((await send('GET', all)).data).toEqual([])
    expect((await send('POST', all, source)).status).toBe(400)
    expect((await send('POST', one, fullBody(sort))).status).toBe(400)
    expect((await send('DELETE', one)).status).toBe(400)
  })

  test('is taken by a cloud project that is lenient', async () => {
    const { send } = await openValidatedClient({ behaviors: ['cloud-sources-accepted'] })
    expect((await send('POST', all, source)).status).toBe(201)
  })

  test('that another client created has the defaults of a creation', async () => {
    const { emulator, send } = await openValidatedClient({ project: 'warehouse' })
    emulator.insert(collection, source)
    expect(emulator.object(collection, 'orders')).toMatchObject({ ...source, isReadOnly: false })
    expect((await send('GET', all)).data).toMatchObject([source])
  })
})

describe.each(patchableSources)('one of $collection that is patched', (sort) => {
  const { all, collection, one } = sort

  test('changes where the body says so', async () => {
    const { send } = await openWithSource(sort)
    await send('PATCH', one, { description: 'a', isReadOnly: true })
    const { data } = await send('PATCH', one, { description: 'b' })
    expect(data).toMatchObject({ sql, description: 'b', isReadOnly: true })
  })

  test('never takes sql', async () => {
    const { send } = await openWithSource(sort)
    const { body, status } = await send('PATCH', one, { sql })
    expect(status).toBe(400)
    expect(at(body, 'errors')).toEqual([
      { property: 'sql', errorMessage: 'Invalid literal value, expected undefined' },
    ])
  })

  test('is judged by a dry run, and not written', async () => {
    const { emulator, send } = await openWithSource(sort)
    const before = emulator.snapshot()
    const { data, status } = await send('PATCH', one, { description: 'dry', dryRun: true })
    expect([status, at(data, 'description')]).toEqual([200, 'dry'])
    await send('PATCH', one, { name: 'moved', dryRun: true })
    expect(emulator.snapshot()).toEqual(before)
  })

  test('may get another name, and is then known by that one alone', async () => {
    const { emulator, send } = await openWithSource(sort)
    await send('PATCH', one, { name: 'moved' })
    expect(emulator.object(collection, 'orders')).toBeUndefined()
    expect(emulator.object(collection, 'moved')).toMatchObject({ name: 'moved', sql })
    await send('POST', all, sort.source)
    expect((await send('POST', one, { ...fullBody(sort), name: 'moved' })).status).toBe(400)
  })

  test('keeps its name where names are fixed', async () => {
    const { emulator, send } = await openWithSource(sort, 'source-names-fixed')
    expect(at((await send('PATCH', one, { name: 'moved' })).data, 'name')).toBe('orders')
    expect(emulator.object(collection, 'orders')).toBeDefined()
  })
})

test('an assignment source cannot be read alone', async () => {
  const project = await openWithSource(assignment)
  const { status } = await fetch(`${project.emulator.url}/console/v1/${assignment.one}`, {
    headers: { 'statsig-api-key': project.emulator.key },
  })
  expect(status).toBe(404)
})

test.each([entity, qualifying])('one of $collection can be read alone', async (sort) => {
  const { data, send } = await openWithSource(sort)
  expect((await send('GET', sort.one)).data).toEqual(data)
  expect((await send('GET', sort.one.replace('orders', 'others'))).status).toBe(404)
})

test('the owner of an entity property source is seen and not sent', async () => {
  const project = await openValidatedClient({ project: 'warehouse' })
  const owner = { ownerID: 'me' }
  const { send } = project
  await send('POST', entity.all, entity.source)
  const url = `${project.emulator.url}/console/v1/${entity.one}`
  const headers = { 'statsig-api-key': project.emulator.key }
  await fetch(url, { method: 'PATCH', headers, body: JSON.stringify({ owner }) })
  expect(at((await send('GET', entity.one)).data, 'owner', 'ownerType')).toBe('SDK_KEY')
})

test('a qualifying event is filled in as a metric source is', async () => {
  const { data } = await openWithSource(qualifying, 'worst-case')
  expect(data).toMatchObject({ tableName: '', customFieldMapping: [{ key: '', formula: '' }] })
})

test('a qualifying event has no other way than POST, and keeps its name', async () => {
  const { emulator } = await openWithSource(qualifying)
  const headers = { 'statsig-api-key': emulator.key }
  const url = `${emulator.url}/console/v1/${qualifying.one}`
  expect((await fetch(url, { method: 'PATCH', headers, body: '{}' })).status).toBe(404)
  const body = JSON.stringify({ ...fullBody(qualifying), name: 'moved' })
  expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(200)
  expect(emulator.object('qualifying_events', 'orders')).toBeDefined()
})
