// Single rules of gates, former versions, archive metadata, and what queries of lists ask for.
import { describe, expect, test } from 'vitest'
import { at, open } from '../client.ts'
import { openValidatedClient } from '../validated-client.ts'

const rule = (name: string, passPercentage = 1) => ({
  name,
  passPercentage,
  conditions: [{ type: 'public' }],
})

describe('a rule of a gate', () => {
  test('is added, changed and deleted by routes of its own, and the others stay', async () => {
    const { send } = await openValidatedClient()
    const { data } = await send('POST', 'gates', { name: 'Banner', rules: [rule('first')] })
    const first = at(data, 'rules', 0, 'baseID')
    const added = await send('POST', 'gates/banner/rule', rule('second'))
    expect(added.status).toBe(200)
    expect(at(added.data, 'rules')).toMatchObject([
      { name: 'first', baseID: first },
      { name: 'second' },
    ])
    const path = `gates/banner/rules/${String(at(added.data, 'rules', 1, 'id'))}`
    const changed = await send('PATCH', path, { passPercentage: 2 })
    expect(at(changed.data, 'rules')).toMatchObject([
      { name: 'first', passPercentage: 1, baseID: first },
      { name: 'second', passPercentage: 2 },
    ])
    // The id still holds the percentage of before.
    await send('PATCH', `gates/banner/rules/${String(at(data, 'rules', 0, 'id'))}`, {
      passPercentage: 3,
    })
    const deleted = await send('DELETE', `gates/banner/rules/${String(at(data, 'rules', 0, 'id'))}`)
    expect(at(deleted.data, 'rules')).toMatchObject([{ name: 'second' }])
    expect((await send('DELETE', `gates/banner/rules/${String(first)}`)).status).toBe(400)
    expect((await send('POST', 'gates/none/rule', rule('x'))).status).toBe(404)
  })

  test('is refused with an operator that its condition does not have', async () => {
    const { send } = await open()
    const refused = async (type: string, operator: string) => {
      const condition = { type, operator, targetValue: ['x'], field: 'plan' }
      const body = {
        name: `g ${type} ${operator}`,
        rules: [{ ...rule('r'), conditions: [condition] }],
      }
      return (await send('POST', 'gates', body)).status === 400
    }
    expect(await refused('email', 'str_starts_with_any')).toBe(true)
    expect(await refused('email', 'version_gt')).toBe(true)
    expect(await refused('custom_field', 'regex')).toBe(true)
    expect(await refused('custom_field', 'version_gt')).toBe(false)
    expect(await refused('email', 'str_matches')).toBe(false)
  })
})

test('former versions of a gate are listed, the latest first, by day', async () => {
  const { send } = await openValidatedClient()
  await send('POST', 'gates', { name: 'Banner', description: 'one' })
  await send('PATCH', 'gates/banner', { description: 'two' })
  const { data } = await send('GET', 'gates/banner/versions')
  expect(data).toMatchObject([{ description: 'two' }, { description: 'one' }])
  expect((await send('GET', 'gates/banner/versions?endDate=2001-01-01')).data).toEqual([])
})

test('who archived a gate is shown only where the query asks for it', async () => {
  const { send } = await openValidatedClient()
  await send('POST', 'gates', { name: 'Banner' })
  await send('PUT', 'gates/banner/archive', {})
  expect((await send('GET', 'gates/banner')).data).not.toHaveProperty('archivedAt')
  const { data } = await send('GET', 'gates/banner?includeArchiveMetadata=true')
  expect(data).toMatchObject({ archivedAt: expect.any(Number), archiveReason: null })
  const all = 'gates?includeArchived=true&includeArchiveMetadata=true'
  expect(at((await send('GET', all)).data, 0)).toHaveProperty('archivedByName')
})

describe('a list', () => {
  test('is filtered by target app, type and reason', async () => {
    const { emulator, send } = await openValidatedClient()
    emulator.insert('target_apps', { id: 'app1', name: 'Web' })
    await send('POST', 'gates', { name: 'In web', targetApps: ['Web'] })
    await send('POST', 'gates', { name: 'Out' })
    await send('POST', 'dynamic_configs', { name: 'In web', targetApps: ['Web'] })
    await send('POST', 'dynamic_configs', { name: 'Out' })
    const names = async (path: string) => {
      const { data } = await send('GET', path)
      return Array.isArray(data) ? data.map((each) => at(each, 'name')) : data
    }
    expect(await names('gates?targetAppID=app1')).toEqual(['In web'])
    expect(await names('gates?store0100Exposures=true')).toEqual([])
    expect(await names('dynamic_configs?targetAppID=app1')).toEqual(['In web'])
    expect(await names('dynamic_configs?typeReason=STALE_NO_RULES')).toEqual([])
    expect(await names('dynamic_configs?type=TEMPORARY')).toEqual(['In web', 'Out'])
  })

  test('of experiments takes ids, days and types, and shows the fields that are asked for', async () => {
    const { send } = await openValidatedClient()
    await send('POST', 'experiments', { name: 'one' })
    await send('POST', 'experiments', { name: 'two' })
    const ids = async (query: string) => {
      const { data } = await send('GET', `experiments?${query}`)
      return Array.isArray(data) ? data.map((each) => at(each, 'id')) : data
    }
    expect(await ids('ids=two,none')).toEqual(['two'])
    expect(await ids('stale=true')).toEqual([])
    expect(await ids('experimentType=GEO')).toEqual([])
    expect(await ids('experimentType=BASE&createdStartDate=2001-01-01')).toEqual(['one', 'two'])
    expect(await ids('createdEndDate=2001-01-01')).toEqual([])
    const plain = await open()
    await plain.send('POST', 'experiments', { name: 'one' })
    expect((await plain.send('GET', 'experiments?fields=name')).data).toEqual([
      { id: 'one', name: 'one' },
    ])
    expect((await plain.send('GET', 'experiments/one?fields=status')).data).toEqual({
      id: 'one',
      status: 'setup',
    })
    expect((await plain.send('GET', 'experiments?fields=colour')).status).toBe(400)
  })

  test('refuses a page that is no number, and page 0, with a sentence each', async () => {
    const { send } = await open()
    const refusal = async (page: string) => (await send('GET', `gates?page=${page}`)).body
    expect(JSON.stringify(await refusal('abc'))).toContain('Must be a valid number')
    expect(JSON.stringify(await refusal('0'))).toContain('Page number must be greater than 0')
  })
})

test('values of metrics are read by their own route, of which the emulator has none', async () => {
  const { send } = await openValidatedClient()
  expect((await send('GET', 'metrics/values?date=2026-01-01')).data).toEqual([])
  expect((await send('GET', 'metrics/values')).status).toBe(400)
})
