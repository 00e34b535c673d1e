// What a worst-case server may do, and what it never does.
import { expect, test } from 'vitest'
import type { Json } from '../../src/core/json.ts'
import { at, open, warehouseMetric, warehouseSource } from './client.ts'

const READS = 12

const letters = ['a', 'b', 'c', 'd', 'e', 'f']

const listOf = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]

const gate = {
  name: 'A Gate',
  targetApps: ['Web'],
  rules: ['one', 'two', 'three'].map((name) => ({
    name,
    passPercentage: 100,
    environments: ['development', 'staging', 'production'],
    conditions: [
      { type: 'user_id', operator: 'any', targetValue: letters },
      { type: 'custom_field', operator: 'gt', targetValue: 31, field: 'age' },
      { type: 'public' },
    ],
  })),
}

const opened = async () => {
  const project = await open({ project: 'warehouse', behaviors: ['worst-case'], limits: 'none' })
  project.emulator.insert('target_apps', { name: 'Web' })
  expect((await project.send('POST', 'gates', gate)).status).toBe(201)
  const reads = await Promise.all(
    Array.from({ length: READS }, async () => (await project.send('GET', 'gates/a_gate')).data),
  )
  return {
    ...project,
    reads,
    first: (...path: (string | number)[]) => reads.map((read) => at(read, ...path)),
  }
}

const distinct = (values: readonly unknown[]): number =>
  new Set(values.map((value) => JSON.stringify(value))).size

test('sets come in another order, with the same members', async () => {
  const { first } = await opened()
  for (const sets of [
    first('rules', 0, 'environments'),
    first('rules', 0, 'conditions', 0, 'targetValue'),
  ]) {
    expect(distinct(sets)).toBeGreaterThan(1)
    expect(distinct(sets.map((set) => listOf(set).toSorted()))).toBe(1)
  }
})

test('lists that have an order keep it', async () => {
  const { first } = await opened()
  const names = (rules: Json | undefined) => listOf(rules).map((rule) => at(rule, 'name'))
  expect(distinct(first('rules').map(names))).toBe(1)
  const types = (conditions: Json | undefined) => listOf(conditions).map((one) => at(one, 'type'))
  expect(distinct(first('rules', 0, 'conditions').map(types))).toBe(1)
})

test('one value is spelled in several ways that all mean it', async () => {
  const { first } = await opened()
  const values = first('rules', 0, 'conditions', 1, 'targetValue')
  expect(distinct(values)).toBeGreaterThan(1)
  expect(distinct(values.map((value) => listOf(value).map(String)))).toBe(1)
})

test('only empty values are filled in', async () => {
  const { reads } = await opened()
  const condition = at(reads[0], 'rules', 0, 'conditions', 2)
  expect(condition).toMatchObject({ type: 'public', operator: '', field: null, customID: null })
  expect(listOf(at(condition, 'targetValue'))).toEqual([])
  expect(at(reads[0], 'targetApps')).toBe('Web')
})

test('a rule’s id follows its percentage, and its baseID does not', async () => {
  const { send, reads } = await opened()
  const rules = listOf(at(reads[0], 'rules'))
  const moved = rules.map((rule) => ({
    name: at(rule, 'name') ?? '',
    id: at(rule, 'id') ?? '',
    passPercentage: 5,
    conditions: [],
  }))
  const { status, data } = await send('PATCH', 'gates/a_gate', { rules: moved })
  expect(status).toBe(200)
  expect(at(data, 'rules', 0, 'baseID')).toBe(at(rules[0], 'baseID'))
  expect(at(data, 'rules', 0, 'id')).not.toBe(at(rules[0], 'id'))
})

test('a metric and its source are returned with added members', async () => {
  const { send } = await opened()
  const { data: source } = await send('POST', 'metrics/metric_source', warehouseSource)
  expect(source).toMatchObject({ sql: 'select 1', customFieldMapping: [{ key: '', formula: '' }] })
  const { data: metric } = await send('POST', 'metrics', warehouseMetric)
  expect(at(metric, 'warehouseNative')).toMatchObject({
    ...(typeof warehouseMetric['warehouseNative'] === 'object' &&
      warehouseMetric['warehouseNative']),
    metricSources: [{ metricSourceName: 'orders', criteria: [], valueColumn: 'value' }],
    funnelEvents: [],
    cupedAttributionWindow: null,
  })
})

test('a list has another order in each pass, and every item once in every pass', async () => {
  const { emulator, send } = await opened()
  for (const letter of letters) emulator.insert('gates', { name: `gate ${letter}` })
  const pass = async (): Promise<readonly (Json | undefined)[]> => {
    const ids: (Json | undefined)[] = []
    for (const page of [1, 2, 3]) {
      const { data } = await send('GET', `gates?limit=3&page=${page}`)
      ids.push(...listOf(data).map((item) => at(item, 'id')))
    }
    return ids
  }
  const passes = [await pass(), await pass(), await pass(), await pass()]
  expect(distinct(passes)).toBeGreaterThan(1)
  for (const ids of passes) expect(new Set(ids).size).toBe(letters.length + 1)
})

test('what is stored stays as it was sent', async () => {
  const { emulator } = await opened()
  expect(emulator.object('gates', 'a_gate')).toMatchObject(gate)
})
