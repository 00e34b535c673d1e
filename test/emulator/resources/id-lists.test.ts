// The ids of a segment.
import { describe, expect, test } from 'vitest'
import { isJsonArray } from '../../../src/core/json.ts'
import type { EmulatorOptions } from '../../../src/emulator/index.ts'
import { at } from '../client.ts'
import { openValidatedClient } from '../validated-client.ts'

const LIST = 'segments/staff/id_list'

const opened = async (type = 'id_list', options: EmulatorOptions = {}) => {
  const project = await openValidatedClient(options)
  await project.send('POST', 'segments', { name: 'Staff', type })
  return project
}

const numbers = (length: number) => Array.from({ length }, (_, index) => `id-${index}`)

describe('an id list', () => {
  test('is read with its name, its count and its ids, under the envelope of a list', async () => {
    const { send } = await opened()
    await send('PATCH', LIST, { ids: ['1', '2'] })
    const { body } = await send('GET', LIST)
    expect(body).toMatchObject({
      data: { name: 'Staff', count: 2, ids: ['1', '2'] },
      pagination: { pageNumber: 1, itemsPerPage: 100, totalItems: 2, nextPage: null },
    })
  })

  test('comes in pages, each of which says how many ids there are in all', async () => {
    const { send } = await opened()
    await send('POST', `${LIST}/reset`, { ids: numbers(150) })
    const first = await send('GET', LIST)
    expect(at(first.data, 'ids')).toHaveLength(100)
    const second = await send('GET', `${LIST}?limit=100&page=2`)
    expect(at(second.data, 'ids')).toHaveLength(50)
    expect([at(first.data, 'count'), at(second.data, 'count')]).toEqual([150, 150])
    expect(at(second.body, 'pagination', 'nextPage')).toBeNull()
  })

  test('is a set: what is there already is not added, what is not there is not missed', async () => {
    const { send } = await opened()
    const added = await send('PATCH', LIST, { ids: ['a', 'b', 'a'] })
    expect(added.body).toEqual({ message: 'IDs successfully added to Segment ID List' })
    await send('PATCH', LIST, { ids: ['b', 'c'] })
    expect(at((await send('GET', LIST)).data, 'ids')).toEqual(['a', 'b', 'c'])
    const removed = await send('DELETE', LIST, { ids: ['b', 'nobody'] })
    expect(removed.body).toEqual({ message: 'IDs successfully removed from Segment ID List' })
    expect(at((await send('GET', LIST)).data, 'ids')).toEqual(['a', 'c'])
    await send('POST', `${LIST}/reset`, { ids: ['z', 'z'] })
    expect(at((await send('GET', LIST)).data, 'ids')).toEqual(['z'])
  })

  test('is counted by its segment, which does not show it', async () => {
    const { emulator, send } = await opened()
    await send('PATCH', LIST, { ids: ['hidden', 'b'] })
    const { data } = await send('GET', 'segments/staff')
    expect(data).toMatchObject({ count: 2, version: 2 })
    expect(JSON.stringify(data)).not.toContain('hidden')
    expect(at((await send('GET', 'segments')).data, 0, 'count')).toBe(2)
    emulator.insert('segments', { name: 'Crew', type: 'id_list', $ids: ['a', 'b', 'c'] })
    expect(at((await send('GET', 'segments/crew')).data, 'count')).toBe(3)
    expect(at((await send('GET', 'segments/crew/id_list')).data, 'count')).toBe(3)
  })

  test('takes a hundred thousand ids at once, and not one more', async () => {
    const { send } = await opened()
    expect((await send('PATCH', LIST, { ids: numbers(100_000) })).status).toBe(200)
    const { status, body } = await send('PATCH', LIST, { ids: numbers(100_001) })
    expect([status, at(body, 'errors', 0, 'errorMessage')]).toEqual([
      400,
      'Array must contain at most 100000 element(s)',
    ])
  })

  test('cannot be changed without saying which ids', async () => {
    const { send } = await opened()
    for (const [method, path] of [
      ['PATCH', LIST],
      ['DELETE', LIST],
      ['POST', `${LIST}/reset`],
    ] as const) {
      const { status, body } = await send(method, path)
      expect([status, at(body, 'errors', 0, 'property')]).toEqual([400, 'ids'])
    }
  })

  test.each([
    ['rule_based', 'PATCH', 'id_list', 'id_list'],
    ['user_store_id_list', 'DELETE', 'id_list', 'id_list'],
    ['user_store_id_list', 'POST', 'id_list/reset', 'id_list'],
    ['id_list', 'PATCH', 'add_ids', 'user_store_id_list'],
    ['rule_based', 'PATCH', 'remove_ids', 'user_store_id_list'],
  ])('of a segment of type %s is not changed by %s %s', async (type, method, verb, wanted) => {
    const { send } = await opened(type)
    const { status, body } = await send(method, `segments/staff/${verb}`, { ids: ['a'] })
    expect(status).toBe(400)
    expect(at(body, 'message')).toBe(
      `Segment must be of type '${wanted}' to be modified on this endpoint`,
    )
  })

  test('of nothing that exists is not found', async () => {
    const { send } = await opened()
    const { status, body } = await send('GET', 'segments/nobody/id_list')
    expect([status, at(body, 'message')]).toEqual([404, 'Segment not found.'])
  })

  test('of a worst-case server comes in another order each time it is read, and whole', async () => {
    const { send } = await opened('id_list', { behaviors: ['worst-case'] })
    await send('PATCH', LIST, { ids: numbers(150) })
    const pass = async () => {
      const pages = [await send('GET', LIST), await send('GET', `${LIST}?limit=100&page=2`)]
      return pages
        .map(({ data }) => at(data, 'ids'))
        .flatMap((ids) => (isJsonArray(ids) ? ids : []))
    }
    const [first, second] = [await pass(), await pass()]
    expect(first).not.toEqual(second)
    expect(first.toSorted()).toEqual(numbers(150).toSorted())
    expect(second.toSorted()).toEqual(first.toSorted())
  })
})

describe('a list of the user store', () => {
  test('takes a thousand ids at once, and counts its versions', async () => {
    const { send } = await opened('user_store_id_list')
    const metadata = async () => (await send('GET', 'segments/staff/idlist_metadata')).data
    expect(await metadata()).toEqual({ currentVersion: 1, isUpdating: false })
    await send('PATCH', 'segments/staff/add_ids', { ids: numbers(1000) })
    await send('PATCH', 'segments/staff/remove_ids', { ids: ['id-0'] })
    expect(await metadata()).toEqual({ currentVersion: 3, isUpdating: false })
    expect(at((await send('GET', 'segments/staff')).data, 'count')).toBe(999)
    expect((await send('PATCH', 'segments/staff/add_ids', { ids: numbers(1001) })).status).toBe(400)
  })

  test('refuses a write that was made for another version', async () => {
    const { send } = await opened('user_store_id_list')
    const add = (version: number) =>
      send('PATCH', 'segments/staff/add_ids', { ids: [`at-${version}`], version })
    expect((await add(1)).status).toBe(200)
    expect((await add(1)).status).toBe(409)
    expect((await add(2)).status).toBe(200)
    expect(at((await send('GET', LIST)).data, 'ids')).toEqual(['at-1', 'at-2'])
  })
})

const documentedWords = 'Another update is already in progress for this ID list'

test.each([
  ['id-list-busy-409', documentedWords],
  ['id-list-busy-wordless', 'Conflict'],
] as const)(
  'under %s the first write to each list meets another, and only that one',
  async (behavior, message) => {
    const { send } = await opened('id_list', { behaviors: [behavior] })
    const isUpdating = async () =>
      at((await send('GET', 'segments/staff/idlist_metadata')).data, 'isUpdating')
    expect(await isUpdating()).toBe(true)
    const first = await send('PATCH', LIST, { ids: ['a'] })
    expect([first.status, at(first.body, 'message')]).toEqual([409, message])
    expect(await isUpdating()).toBe(false)
    expect((await send('PATCH', LIST, { ids: ['a'] })).status).toBe(200)
    await send('POST', 'segments', { name: 'Crew', type: 'id_list' })
    expect((await send('PATCH', 'segments/crew/id_list', { ids: ['a'] })).status).toBe(409)
  },
)

describe('the budget', () => {
  test('of writes to id lists is twelve in ten seconds, beside the common one', async () => {
    let now = 0
    const { send } = await opened('id_list', { clock: { now: () => now } })
    const write = async (method = 'PATCH') => (await send(method, LIST, { ids: ['a'] })).status
    for (let count = 0; count < 6; count += 1)
      expect([await write(), await write('DELETE')]).toEqual([200, 200])
    expect(await write()).toBe(429)
    expect((await send('POST', `${LIST}/reset`, { ids: [] })).status).toBe(200)
    expect((await send('POST', 'gates', { name: 'A Gate' })).status).toBe(201)
    now += 9999
    expect(await write()).toBe(429)
    now += 1
    expect(await write()).toBe(200)
  })

  test('is used by reads of ID lists only with id-list-reads-count', async () => {
    const limits = [{ count: 3, ms: 1000 }]
    const statuses = async (options: EmulatorOptions) => {
      const { send } = await opened('id_list', { limits, clock: { now: () => 0 }, ...options })
      const paths = [LIST, LIST, LIST, 'segments/staff', `${LIST}?limit=1&page=1`]
      const replies = []
      for (const path of paths) replies.push((await send('GET', path)).status)
      return replies
    }
    expect(await statuses({})).toEqual([200, 200, 200, 200, 200])
    const counted = await statuses({ behaviors: ['id-list-reads-count'] })
    expect(counted).toEqual([200, 200, 429, 200, 429])
  })
})
