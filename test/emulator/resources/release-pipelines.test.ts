// Release pipelines: phases and rules with ids that stay.
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../src/core/json.ts'
import type { EmulatorOptions } from '../../../src/emulator/index.ts'
import { at, everyone } from '../client.ts'
import { openValidatedClient } from '../validated-client.ts'

const phase = (name: string, more: JsonObject = {}): JsonObject => ({
  name,
  timeIntervalMs: 3_600_000,
  requiredReview: false,
  rules: [{ name: `${name} rule`, conditions: [everyone] }],
  ...more,
})

const made = async (options: EmulatorOptions = {}, phases = [phase('one'), phase('two')]) => {
  const project = await openValidatedClient(options)
  const { status, data } = await project.send('POST', 'release_pipelines', { name: 'Slow', phases })
  expect(status).toBe(200)
  return { ...project, data, path: `release_pipelines/${String(at(data, 'id'))}` }
}

const idsOf = (pipeline: Json | undefined): readonly unknown[] =>
  [0, 1].flatMap((index) => [
    at(pipeline, 'phases', index, 'id'),
    at(pipeline, 'phases', index, 'rules', 0, 'id'),
  ])

describe('a release pipeline', () => {
  test('gets an id, and so do its phases and their rules', async () => {
    const { data } = await made({}, [phase('one', { id: 'mine' }), phase('two')])
    const ids = [at(data, 'id'), ...idsOf(data)]
    for (const id of ids) expect(id).toMatch(/^\w{22}$/)
    expect(new Set(ids).size).toBe(5)
  })

  test('keeps the ids that come back to it, in whatever order', async () => {
    const { send, data, path } = await made()
    const [one, two] = [0, 1].map((index) => at(data, 'phases', index))
    const { data: later } = await send('POST', path, { phases: [two ?? null, one ?? null] })
    expect(idsOf(later)).toEqual([...idsOf(data).slice(2), ...idsOf(data).slice(0, 2)])
  })

  test('keeps what an update does not name', async () => {
    const { send, data, path } = await made()
    const renamed = await send('POST', path, { name: 'Slower' })
    expect(renamed.data).toMatchObject({ name: 'Slower', phases: at(data, 'phases') ?? [] })
    const shorter = await send('POST', path, { phases: [] })
    expect(shorter.data).toMatchObject({ name: 'Slower', phases: [] })
  })

  test('refuses ids that it never gave', async () => {
    const { send, path } = await made()
    const rules = [{ id: 'mine', name: 'x', conditions: [] }]
    for (const phases of [[phase('one', { id: 'mine' })], [phase('one', { rules })]])
      expect((await send('POST', path, { phases })).status).toBe(400)
  })

  test('names only gates and segments that are there, and keeps them where they are kept', async () => {
    const options: EmulatorOptions = { behaviors: ['referenced-deletes-refused'] }
    const { send, path } = await made(options)
    const conditions = [{ type: 'passes_segment', targetValue: ['staff'] }]
    const phases = [phase('one', { rules: [{ name: 'x', conditions }] })]
    expect((await send('POST', path, { phases })).status).toBe(404)
    await send('POST', 'segments', { name: 'Staff', type: 'id_list' })
    expect((await send('POST', path, { phases })).status).toBe(200)
    expect((await send('DELETE', 'segments/staff')).status).toBe(400)
  })

  test('has a name of its own', async () => {
    const { send } = await made()
    expect((await send('POST', 'release_pipelines', { name: 'slow' })).status).toBe(400)
  })

  test('is listed until it is deleted, and was never rolled out', async () => {
    const { send, path } = await made()
    expect((await send('GET', 'release_pipelines')).data).toMatchObject([{ name: 'Slow' }])
    expect((await send('GET', 'release_pipeline_triggers?limit=10')).data).toEqual([])
    const { body } = await send('DELETE', path)
    expect(body).toEqual({ message: 'Pipeline deleted successfully.' })
    expect((await send('GET', path)).status).toBe(404)
  })

  test('has phases with ids if it was inserted without a route', async () => {
    const { emulator, send } = await openValidatedClient()
    emulator.insert('release_pipelines', { name: 'Slow', phases: [phase('one'), phase('two')] })
    const { data } = await send('GET', 'release_pipelines')
    for (const id of idsOf(at(data, 0))) expect(id).toBeTruthy()
    emulator.edit('release_pipelines', 'Slow', (pipeline) => ({
      ...pipeline,
      phases: [phase('x')],
    }))
    expect(emulator.object('release_pipelines', 'Slow')).toMatchObject({ phases: [{ name: 'x' }] })
  })
})

test('the conditions of a phase are spelled as those of a gate', async () => {
  const conditions = [{ type: 'user_id', operator: 'any', targetValue: ['a'] }]
  const phases = [phase('one', { rules: [{ name: 'x', conditions }] })]
  const shown = async (behavior: 'values-as-scalars' | 'worst-case' | 'unknown-members') => {
    const { data } = await made({ behaviors: [behavior] }, phases)
    return at(data, 'phases', 0)
  }
  const condition = ['rules', 0, 'conditions', 0] as const
  expect(at(await shown('values-as-scalars'), ...condition, 'targetValue')).toBe('a')
  expect(at(await shown('worst-case'), ...condition, 'customID')).toBeNull()
  expect(at(await shown('unknown-members'), 'rules', 0)).toHaveProperty('addedNextMonth')
})
