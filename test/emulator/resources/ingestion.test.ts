// Ingestions: sources, schedules and connections.
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/core/json.ts'
import type { EmulatorOptions } from '../../../src/emulator/index.ts'
import { at } from '../client.ts'
import { openValidatedClient } from '../validated-client.ts'

const AT = 'ingestion?type=databricks&dataset=Metrics'

const mapping = { unit_id: 'user', id_type: 'kind', dateid: 'day', metric_name: 'name' }

const source: JsonObject = {
  type: 'databricks',
  dataset: 'Metrics',
  source_name: 'orders',
  query: 'select 1',
  column_mapping: mapping,
}

const opened = async (options: EmulatorOptions = {}) => {
  const project = await openValidatedClient(options)
  return { ...project, made: await project.send('POST', 'ingestion', source) }
}

const named = (name: string) => `${AT}&source_name=${name}`

describe('an ingestion', () => {
  test('is answered with what was written under `data`, and an id of the server’s', async () => {
    const { made, send } = await opened()
    expect(made.status).toBe(200)
    expect(made.data).toMatchObject({
      type: 'databricks',
      enabled: true,
      data: { dataset: 'Metrics', source_name: 'orders', query: 'select 1' },
    })
    expect((await send('GET', named('orders'))).data).toEqual(made.data)
  })

  test('has the columns filled in that the document gives a default', async () => {
    const { made, send } = await opened()
    expect(at(made.data, 'data', 'column_mapping')).toEqual({
      ...mapping,
      metric_value: 'null',
      numerator: 'null',
      denominator: 'null',
    })
    const columns = { event_name: 'e', timestamp: 't', ids: {} }
    const events = { ...source, dataset: 'Events', column_mapping: columns }
    const { data } = await send('POST', 'ingestion', events)
    expect(at(data, 'data', 'column_mapping')).toEqual({
      ...columns,
      metadata: {},
      metadata_object: 'null',
      event_value: '',
    })
  })

  test('of exposures is made under one name of the dataset and read under another', async () => {
    const { send } = await opened()
    const column_mapping = { experiment: 'e', group_id: 'g', timestamp: 't', ids: { userID: 'u' } }
    await send('POST', 'ingestion', { ...source, dataset: 'Exposures', column_mapping })
    const { data } = await send('GET', 'ingestion?type=databricks&dataset=export_exposures')
    expect(at(data, 'data', 'column_mapping', 'ids')).toEqual({ userID: 'u' })
  })

  test('has its name for itself within its dataset', async () => {
    const { send } = await opened()
    const { body, status } = await send('POST', 'ingestion', { ...source, type: 's3' })
    expect([status, at(body, 'message')]).toEqual([
      400,
      'Ingestion source already exists with name orders',
    ])
  })

  test('without a name means the first of its type and dataset', async () => {
    const { made, send } = await opened()
    await send('POST', 'ingestion', { ...source, source_name: 'visits' })
    expect((await send('GET', AT)).data).toEqual(made.data)
    expect(at((await send('GET', named('visits'))).data, 'data', 'source_name')).toBe('visits')
  })

  test('keeps what an update leaves out, and takes a mapping as a whole', async () => {
    const { send } = await opened()
    const { dataset = '', type = '' } = source
    const which = { type, dataset, source_name: 'orders' }
    await send('PATCH', 'ingestion', { ...which, enabled: false })
    const changed = { ...mapping, metric_value: 'v' }
    await send('PATCH', 'ingestion', { ...which, column_mapping: changed })
    const { data } = await send('GET', named('orders'))
    expect(data).toMatchObject({ enabled: false, data: { query: 'select 1' } })
    expect(at(data, 'data', 'column_mapping')).toMatchObject({ ...changed, numerator: 'null' })
  })

  test('that is not there is missed in the shape of the framework', async () => {
    const { emulator, send } = await openValidatedClient()
    const missing = {
      status: 404,
      body: {
        statusCode: 404,
        message: 'Ingestion of type databricks not found.',
        error: 'Not Found',
      },
    }
    expect(await send('GET', AT)).toMatchObject(missing)
    expect(await send('PATCH', 'ingestion', source)).toMatchObject(missing)
    expect(await send('DELETE', AT)).toMatchObject(missing)
    expect(emulator.snapshot().ingestions).toEqual([])
  })

  test('is gone when it is deleted', async () => {
    const { made, send } = await opened()
    expect((await send('DELETE', named('orders'))).data).toEqual(made.data)
    expect((await send('GET', named('orders'))).status).toBe(404)
  })

  test('is refused with all that is wrong', async () => {
    const { send } = await opened()
    const body = { dataset: 'Metrics', type: 'fax', column_mapping: {}, use_delta_sharing: false }
    const { body: refusal } = await send('POST', 'ingestion', body)
    const errors = at(refusal, 'errors')
    expect(Array.isArray(errors) && errors.map((error) => at(error, 'property'))).toEqual([
      'source_name',
      'type',
      ...Object.keys(mapping).map((name) => `column_mapping.${name}`),
      'use_delta_sharing',
    ])
    expect((await send('GET', 'ingestion?type=fax&dataset=Metrics')).status).toBe(400)
  })

  test('may come back without what was written', async () => {
    const { made } = await opened({ behaviors: ['ingestion-data-not-returned'] })
    expect(JSON.stringify(made.data)).not.toContain('orders')
  })

  test('may come back filled in with nothing', async () => {
    const { made } = await opened({ behaviors: ['worst-case'] })
    expect(at(made.data, 'data')).toMatchObject({ query: 'select 1', share: '', schema: '' })
  })

  test('of Databricks may need a connection first', async () => {
    const { made, send } = await opened({ behaviors: ['ingestion-needs-connection'] })
    expect(made.status).toBe(404)
    const connection = { token: 't', host: 'h', path: 'p' }
    await send('POST', 'ingestion/connection/databricks', connection)
    expect((await send('POST', 'ingestion', source)).status).toBe(200)
  })
})

describe('a schedule', () => {
  const PATH = 'ingestion/schedule?dataset=Metrics'
  const hourAfter = async (options: EmulatorOptions = {}) => {
    const { send } = await openValidatedClient(options)
    await send('POST', 'ingestion/schedule', { dataset: 'Metrics', scheduled_hour_pst: 3 })
    await send('POST', 'ingestion/schedule', { dataset: 'Metrics' })
    return at((await send('GET', PATH)).data, 'scheduled_hour_pst')
  }

  test('has the hour 10 until an update sets it', async () => {
    const { send } = await openValidatedClient()
    expect((await send('GET', PATH)).data).toEqual({ dataset: 'Metrics', scheduled_hour_pst: 10 })
    await send('POST', 'ingestion/schedule', { dataset: 'Metrics', scheduled_hour_pst: 0 })
    expect(at((await send('GET', PATH)).data, 'scheduled_hour_pst')).toBe(0)
    const other = await send('GET', 'ingestion/schedule?dataset=Events')
    expect(at(other.data, 'scheduled_hour_pst')).toBe(10)
  })

  test('is ten o’clock again when an update leaves the hour out', async () => {
    expect(await hourAfter()).toBe(10)
    expect(await hourAfter({ behaviors: ['no-update-defaults'] })).toBe(3)
  })

  test('has an hour between 0 and 23', async () => {
    const { send } = await openValidatedClient()
    const body = { dataset: 'Metrics', scheduled_hour_pst: 24 }
    expect((await send('POST', 'ingestion/schedule', body)).status).toBe(400)
    expect((await send('GET', 'ingestion/schedule')).status).toBe(400)
  })
})

describe('a backfill', () => {
  const body = {
    datestamp_start: '2026-02-27',
    datestamp_end: '2026-03-01',
    type: 'databricks',
    dataset: 'Metrics',
  }

  test('waits for ever, for every day and source', async () => {
    const { send } = await opened()
    const { data } = await send('POST', 'ingestion/backfill', body)
    const run = (await send('GET', `ingestion/runs/${String(at(data, 'runID'))}`)).data
    expect(run).toMatchObject({
      latestStatus: 'enqueued',
      trigger: 'backfill',
      sources: ['orders'],
      dateStamps: ['2026-02-27', '2026-02-28', '2026-03-01'],
    })
    expect((await send('GET', 'ingestion/runs')).data).toEqual([run])
    const status = await send('GET', 'ingestion/status?startDate=2026-01-01&endDate=2026-12-31')
    expect(status.data).toMatchObject([{ status: 'BACKFILL_REQUESTED', source_name: 'orders' }])
  })

  test('has an end that is not before its start', async () => {
    const { send } = await opened()
    const back = { ...body, datestamp_end: '2026-01-01' }
    expect((await send('POST', 'ingestion/backfill', back)).status).toBe(400)
    expect((await send('GET', 'ingestion/runs/nobody')).status).toBe(404)
  })

  test('brings no events', async () => {
    const { send } = await opened()
    for (const what of ['count', 'delta']) {
      const days = 'start_date=2026-01-01&end_date=2026-01-02'
      expect((await send('GET', `ingestion/events/${what}?${days}`)).data).toEqual([])
    }
  })
})
