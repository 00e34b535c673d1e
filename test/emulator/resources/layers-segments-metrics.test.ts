// Layers, segments, metrics, sources and tags.
import { describe, expect, test } from 'vitest'
import {
  at,
  cloudMetric,
  open,
  type Project,
  rule,
  warehouseMetric,
  warehouseSource,
} from '../client.ts'

const parameter = (name: string, defaultValue: string | number = 'x') => ({
  name,
  type: typeof defaultValue,
  defaultValue,
})

const namesOf = async (
  { send }: Project,
  path: string,
  list: string,
): Promise<readonly unknown[]> => {
  const items = at((await send('GET', path)).data, list)
  return Array.isArray(items) ? items.map((item) => at(item, 'name')) : []
}

describe('a layer', () => {
  const home = async () => {
    const project = await open()
    const parameters = [parameter('a')]
    const { data } = await project.send('POST', 'layers', {
      name: 'Home Page',
      idType: 'userID',
      parameters,
    })
    await project.send('PATCH', 'layers/home_page', {
      parameters: [parameter('a'), parameter('b')],
    })
    return { ...project, data }
  }

  test('is made without the parameters that came along', async () => {
    const { data } = await home()
    expect(data).toMatchObject({ id: 'home_page', parameters: [], isImplicitLayer: false })
  })

  test('keeps by PATCH the parameters that are not named', async () => {
    const project = await home()
    await project.send('PATCH', 'layers/home_page', {
      parameters: [parameter('c'), parameter('a', 1)],
    })
    expect(await namesOf(project, 'layers/home_page', 'parameters')).toEqual(['a', 'b', 'c'])
    expect(at((await project.send('GET', 'layers/home_page')).data, 'parameters', 0, 'type')).toBe(
      'number',
    )
  })

  test('cannot drop one by POST, and says so with a single object', async () => {
    const { send } = await home()
    const body = { description: '', parameters: [parameter('c')] }
    const { status, body: refusal } = await send('POST', 'layers/home_page', body)
    expect(status).toBe(400)
    expect(at(refusal, 'errors')).toEqual({
      property: 'parameters',
      errorMessage: 'Parameter(s) missing: [a, b]',
    })
  })

  test('refuses a default of another type', async () => {
    const { send } = await home()
    const parameters = [{ name: 'a', type: 'number', defaultValue: 'x' }]
    expect((await send('PATCH', 'layers/home_page', { parameters })).status).toBe(400)
  })

  test('stays while experiments are on it', async () => {
    const { send } = await home()
    await send('POST', 'experiments', { name: 'One', layerID: 'home_page' })
    expect((await send('GET', 'layers/home_page/experiments')).data).toMatchObject([{ id: 'one' }])
    const { body } = await send('DELETE', 'layers/home_page')
    expect(at(body, 'message')).toBe('Layer cannot be deleted with experiments still on it')
    await send('DELETE', 'experiments/one')
    expect((await send('DELETE', 'layers/home_page')).status).toBe(200)
  })

  test('has a name of its own', async () => {
    const { send } = await home()
    const { body } = await send('POST', 'layers', { name: 'home page', idType: 'userID' })
    expect(at(body, 'message')).toBe('Layer name is already in use')
  })
})

describe('a segment', () => {
  const conditions = [{ type: 'email', operator: 'str_contains_any', targetValue: ['@x.com'] }]
  const staff = {
    name: 'Staff',
    type: 'rule_based',
    rules: [{ name: 'us', passPercentage: 100, conditions }],
  }

  test('takes its rules as a bare list, and answers with a message alone', async () => {
    const { send } = await open()
    const { data } = await send('POST', 'segments', staff)
    const baseID = at(data, 'rules', 0, 'baseID') ?? ''
    const rules = [{ name: 'them', passPercentage: 50, conditions, baseID }]
    const { body } = await send('POST', 'segments/staff/conditional', rules)
    expect(body).toEqual({ message: 'Rules successfully updated' })
    expect((await send('GET', 'segments/staff')).data).toMatchObject({
      version: 2,
      rules: [{ name: 'them', baseID }],
    })
    expect((await send('POST', 'segments/staff/conditional', { rules })).status).toBe(400)
  })

  test('has no conditions about gates or everyone', async () => {
    const { send } = await open()
    const { status } = await send('POST', 'segments', { ...staff, rules: [rule('all')] })
    expect(status).toBe(400)
  })

  test('of ids takes no rules', async () => {
    const { send } = await open()
    await send('POST', 'segments', { name: 'Staff', type: 'id_list' })
    const { body } = await send('POST', 'segments/staff/conditional', [])
    expect(at(body, 'message')).toContain("must be of type 'rule_based'")
  })

  test('is disabled in the archive, and still listed', async () => {
    const { send } = await open()
    await send('POST', 'segments', staff)
    const { body } = await send('PUT', 'segments/staff/archive', {})
    expect(body).toEqual({ message: 'Segment archived successfully.' })
    expect((await send('GET', 'segments')).data).toMatchObject([{ isEnabled: false }])
  })
})

describe('a cloud metric', () => {
  test('is identified by name and type, which never change', async () => {
    const { send } = await open()
    const { data } = await send('POST', 'metrics', cloudMetric)
    expect(data).toMatchObject({
      id: 'Order count::event_count_custom',
      lineage: { events: ['order'], metrics: [] },
      metricEvents: [{ name: 'order', type: 'count', criteria: [] }],
    })
    expect(data).not.toHaveProperty('warehouseNative')
    const path = 'metrics/Order%20count%3A%3Aevent_count_custom'
    const renamed = await send('POST', path, { name: 'Orders' })
    expect(renamed.data).toMatchObject({ id: 'Order count::event_count_custom', name: 'Orders' })
  })

  test('keeps its definition whatever an update says, and answers 200', async () => {
    const { send } = await open()
    await send('POST', 'metrics', cloudMetric)
    const path = 'metrics/Order%20count%3A%3Aevent_count_custom'
    const { status, data } = await send('POST', path, {
      metricEvents: [{ name: 'other' }],
      type: 'sum',
      description: 'd',
    })
    expect(status).toBe(200)
    expect(data).toMatchObject({ ...cloudMetric, description: 'd' })
  })

  test('turns back to increase when an update leaves the direction out', async () => {
    const { send } = await open()
    await send('POST', 'metrics', { ...cloudMetric, directionality: 'decrease' })
    const path = 'metrics/Order%20count%3A%3Aevent_count_custom'
    expect(at((await send('POST', path, {})).data, 'directionality')).toBe('increase')
  })

  test.each([
    ['sum', { metricEvents: [] }, ['unitTypes', 'metricEvents']],
    [
      'ratio',
      { unitTypes: ['userID'], metricEvents: [{ name: 'a', type: 'count' }] },
      ['metricEvents'],
    ],
    ['event_user', { metricEvents: [{ name: 'a' }] }, ['metricEvents']],
    ['funnel', {}, ['funnelCountDistinct', 'funnelEventList']],
    ['composite_sum', { unitTypes: ['userID'] }, ['metricComponentMetrics']],
  ])('of type %s needs what its type needs', async (type, body, missing) => {
    const { send } = await open()
    const { status, body: refusal } = await send('POST', 'metrics', { name: 'Name', type, ...body })
    const errors = at(refusal, 'errors')
    expect(status).toBe(400)
    expect(Array.isArray(errors) && errors.map(({ property }) => property)).toEqual(missing)
  })

  test('stands beside those that Statsig made itself', async () => {
    const { send } = await open()
    const { data } = await send('GET', 'metrics/dau/user')
    expect(at(data, 'id')).toBe('dau::user')
  })

  test('leaves the list a day after it was archived, and comes back', async () => {
    let now = 0
    const project = await open({ clock: { now: () => now } })
    const path = 'metrics/Order%20count%3A%3Aevent_count_custom'
    await project.send('POST', 'metrics', cloudMetric)
    const count = async (query = ''): Promise<number> => {
      const { data } = await project.send('GET', `metrics/list${query}`)
      return Array.isArray(data) ? data.length : 0
    }
    const all = await count()
    await project.send('PUT', `${path}/schedule_archive`, {})
    expect(await count()).toBe(all)
    now += 24 * 3600 * 1000
    expect([await count(), await count('?showHiddenMetrics=true')]).toEqual([all - 1, all])
    await project.send('PUT', `${path}/unarchive`, {})
    expect(await count()).toBe(all)
  })

  test('stays while another metric is made of it', async () => {
    const { send } = await open()
    await send('POST', 'metrics', cloudMetric)
    await send('POST', 'metrics', {
      name: 'All of it',
      type: 'composite',
      unitTypes: ['userID'],
      metricComponentMetrics: [{ name: 'Order count', type: 'event_count_custom' }],
    })
    expect((await send('DELETE', 'metrics/Order%20count%3A%3Aevent_count_custom')).status).toBe(400)
    expect((await send('DELETE', 'metrics/All%20of%20it%3A%3Acomposite')).status).toBe(200)
    expect((await send('DELETE', 'metrics/Order%20count%3A%3Aevent_count_custom')).status).toBe(200)
  })
})

describe('a warehouse metric', () => {
  const path = 'metrics/Order%20value%3A%3Auser_warehouse'
  const made = async () => {
    const project = await open({ project: 'warehouse' })
    await project.send('POST', 'metrics/metric_source', warehouseSource)
    const { status, data } = await project.send('POST', 'metrics', warehouseMetric)
    expect(status).toBe(201)
    return { ...project, data }
  }

  test('comes back as it was sent, and an update merges into the definition', async () => {
    const { send, data } = await made()
    expect(at(data, 'warehouseNative')).toEqual(warehouseMetric['warehouseNative'])
    const reply = await send('POST', path, { warehouseNative: { cap: 5 } })
    expect(at(reply.data, 'warehouseNative')).toEqual({
      aggregation: 'sum',
      metricSourceName: 'orders',
      valueColumn: 'value',
      cap: 5,
    })
  })

  test('takes the newer spelling of its source in place of the older, and back', async () => {
    const { send } = await made()
    const metricSources = [{ metricSourceName: 'orders', criteria: [], valueColumn: 'v' }]
    const newer = await send('POST', path, { warehouseNative: { metricSources } })
    expect(at(newer.data, 'warehouseNative')).toEqual({ aggregation: 'sum', metricSources })
    const older = await send('POST', path, { warehouseNative: { valueColumn: 'w' } })
    expect(at(older.data, 'warehouseNative')).toEqual({
      aggregation: 'sum',
      metricSourceName: 'orders',
      criteria: [],
      valueColumn: 'w',
    })
  })

  test('needs its source, which cannot be deleted while the metric exists', async () => {
    const { send } = await made()
    const warehouseNative = { metricSourceName: 'nobody' }
    expect((await send('POST', path, { warehouseNative })).status).toBe(404)
    expect((await send('DELETE', 'metrics/metric_source/orders')).status).toBe(400)
    expect((await send('GET', 'metrics/metric_source/orders/metrics')).data).toHaveLength(1)
    await send('DELETE', path)
    expect((await send('DELETE', 'metrics/metric_source/orders')).status).toBe(200)
  })

  test('is judged by a dry run, which writes nothing', async () => {
    const { send, emulator } = await made()
    const before = emulator.snapshot()
    const dryRun = true
    const make = { ...warehouseMetric, name: 'Other', dryRun }
    const statuses = [
      await send('POST', 'metrics', make),
      await send('POST', 'metrics', { ...make, name: 'Order value' }),
      await send('POST', path, { description: 'd', dryRun }),
      await send('POST', 'metrics/metric_source', { ...warehouseSource, name: 'x', dryRun }),
      await send('POST', 'metrics/metric_source/orders', { ...warehouseSource, sql: '', dryRun }),
    ].map(({ status }) => status)
    expect(statuses).toEqual([201, 400, 200, 201, 200])
    expect(emulator.snapshot()).toEqual(before)
  })
})

describe('a metric source', () => {
  test('merges an update, which needs three keys and looks past its name', async () => {
    const { send } = await open({ project: 'warehouse' })
    await send('POST', 'metrics/metric_source', { ...warehouseSource, tableName: 't' })
    expect((await send('POST', 'metrics/metric_source/orders', { sql: '' })).status).toBe(400)
    const { status, data } = await send('POST', 'metrics/metric_source/orders', {
      ...warehouseSource,
      name: 'other',
      description: 'd',
    })
    expect(status).toBe(200)
    expect(data).toMatchObject({ ...warehouseSource, tableName: 't', description: 'd' })
  })

  test('keeps its name to itself', async () => {
    const { send } = await open({ project: 'warehouse' })
    await send('POST', 'metrics/metric_source', warehouseSource)
    const { body } = await send('POST', 'metrics/metric_source', warehouseSource)
    expect(at(body, 'message')).toBe('Name is already in use')
  })
})

describe('a tag', () => {
  test('is found by its name and by its id, and one core tag is always there', async () => {
    const { send } = await open()
    const { status, data } = await send('POST', 'tags', { name: 'a / b', description: '' })
    expect(status).toBe(200)
    for (const key of ['a / b', String(at(data, 'id'))])
      expect((await send('GET', `tags/${encodeURIComponent(key)}`)).data).toEqual(data)
    expect(at((await send('GET', `tags/${encodeURIComponent('★ Core')}`)).data, 'isCore')).toBe(
      true,
    )
  })

  test('loses its core mark when an update leaves it out', async () => {
    const { send } = await open()
    await send('POST', 'tags', { name: 'web', description: '', isCore: true })
    expect(at((await send('PATCH', 'tags/web', { description: 'd' })).data, 'isCore')).toBe(false)
  })

  test('must exist before it is named, and takes its objects along when it is renamed', async () => {
    const { send } = await open()
    const gate = { name: 'A Gate', tags: ['web'] }
    expect((await send('POST', 'gates', gate)).status).toBe(400)
    await send('POST', 'tags', { name: 'web', description: '' })
    expect((await send('POST', 'gates', gate)).status).toBe(201)
    await send('PATCH', 'tags/web', { name: 'site' })
    expect(at((await send('GET', 'gates/a_gate')).data, 'tags')).toEqual(['site'])
    await send('DELETE', 'tags/site')
    expect(at((await send('GET', 'gates/a_gate')).data, 'tags')).toEqual([])
  })
})
