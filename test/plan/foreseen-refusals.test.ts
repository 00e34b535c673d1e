// What Statsig is sure to refuse is refused by the plan, before anything is written.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { diagnosticCodes } from '../../src/core/diagnostic.ts'
import type { JsonObject } from '../../src/core/json.ts'
import type { SourceFile } from '../../src/model/index.ts'
import { file, troubles, withProject } from '../support/project.ts'
import { refusalTable } from './refusal-table.ts'

const gate = (id: string, more: JsonObject = {}): SourceFile =>
  file(`statsig/gates/${id}.yaml`, JSON.stringify({ id, name: id, isEnabled: true, ...more }))
const rule = (name: string, passPercentage: number) => ({
  name,
  passPercentage,
  conditions: [{ type: 'public' }],
})
const refusalsOf = ({ run }: { run: { plan: { operations: readonly { refusal?: object }[] } } }) =>
  run.plan.operations.flatMap(({ refusal }) => refusal ?? [])

describe('names and ids', () => {
  test.each([
    ['ids', gate('new_search'), gate('New_Search', { name: 'Another' })],
    ['names', gate('one', { name: 'Same name' }), gate('two', { name: 'same NAME' })],
    [
      'names that give one id',
      file('statsig/layers/one.yaml', 'name: My layer\nidType: userID\n'),
      file('statsig/layers/two.yaml', 'name: my_layer\nidType: userID\n'),
    ],
    ['equal names', gate('one', { name: 'Same name' }), gate('two', { name: 'Same name' })],
  ])(
    'two files with %s that Statsig takes for one are a fault with both places',
    async (_, ...files) => {
      await withProject({}, async ({ plan }) => {
        const { diagnostics, run } = await plan(files)
        expect(run.plan.operations).toEqual([])
        expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
          ['name-in-use', expect.stringContaining(files[0]?.path ?? '')],
        ])
      })
    },
  )

  test('a name that another resource has in Statsig is refused, for a creation and for a renaming', async () => {
    await withProject({}, async ({ apply, emulator, plan }) => {
      await apply([gate('mine')])
      emulator.insert('gates', { id: 'Theirs', name: 'Their gate', isEnabled: true })
      const by = 'gate/Theirs'
      expect(refusalsOf(await plan([gate('mine'), gate('theirs')]))).toEqual([
        { code: 'name-in-use', member: 'id', value: 'theirs', by },
      ])
      expect(refusalsOf(await plan([gate('mine', { name: 'their GATE' })]))).toEqual([
        { code: 'name-in-use', member: 'name', value: 'their GATE', by },
      ])
      // Its own name in another case, and a name that stays.
      expect(refusalsOf(await plan([gate('mine', { name: 'Mine' })]))).toEqual([])
      expect(refusalsOf(await plan([gate('mine', { description: 'New' })]))).toEqual([])
    })
  })

  test('what Statsig has twice already is no fault', async () => {
    await withProject({ behaviors: ['duplicate-names-accepted'] }, async ({ emulator, plan }) => {
      for (const id of ['one', 'two'])
        emulator.insert('gates', { id, name: 'Same', isEnabled: true })
      const files = ['one', 'two'].map((id) => gate(id, { name: 'Same', description: 'New' }))
      const { diagnostics, run } = await plan(files)
      expect(diagnostics).toEqual([])
      expect(run.plan.operations.map(({ refusal }) => refusal)).toEqual([undefined, undefined])
    })
  })
})

test('a list with two items of one name, made in the console, is not sent: the plan says so', async () => {
  await withProject({}, async ({ apply, emulator, plan }) => {
    await apply([gate('twice', { rules: [rule('Staff', 10), rule('Other', 20)] })])
    emulator.edit('gates', 'twice', (it) => ({
      ...it,
      rules: (it['rules'] as readonly JsonObject[]).map((each) => ({ ...each, name: 'Staff' })),
    }))
    const files = (more: JsonObject, ...shares: readonly number[]) => [
      gate('twice', { ...more, rules: shares.map((share) => rule('Staff', share)) }),
    ]
    expect(refusalsOf(await plan(files({}, 10, 50)))).toEqual([
      { code: 'duplicate-item-name', list: 'rules', name: 'Staff' },
    ])
    // Another field may change, and so may the name.
    expect(troubles((await apply(files({ description: 'New' }, 10, 20))).report)).toEqual([])
    const renamed = gate('twice', { rules: [rule('Staff', 10), rule('Guests', 20)] })
    expect(troubles((await apply([renamed])).report)).toEqual([])
  })
})

test('a live name that breaks the limits of the API is not sent where it did not change', async () => {
  await withProject({}, async ({ apply, emulator }) => {
    const metric = (name: string, description: string): SourceFile =>
      file(
        'statsig/metrics/clicks.yaml',
        JSON.stringify({
          name,
          type: 'event_count_custom',
          description,
          directionality: 'increase',
          unitTypes: ['userID'],
          metricEvents: [{ name: 'click' }],
        }),
      )
    await apply([metric('Clicks', 'One')])
    emulator.edit('metrics', 'Clicks::event_count_custom', (it) => ({
      ...it,
      name: 'Größe',
      id: 'Größe::event_count_custom',
    }))
    const { report, run } = await apply([metric('Größe', 'Two')])
    expect(run.plan.operations.map(({ action }) => action)).toEqual(['update'])
    expect(troubles(report)).toEqual([])
    expect(emulator.object('metrics', 'Größe::event_count_custom')?.['description']).toBe('Two')
  })
})

test('every refusal of the emulator is in the table of what the plan foresees', () => {
  const calls =
    /\b(?:badRequest|badField|badFields|missingTargets|notFound|new ApiError|report|allocateId)\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)/g
  const texts = /'([^'\n]*)'|`([^`]*)`|"([^"\n]*)"/g
  const isMessage = (text: string) => /[A-Z].* |^Required$|^Invalid$|Not Found/.test(text)
  const found = readdirSync('src/emulator', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.startsWith('http'))
    .map((path) => readFileSync(join('src/emulator', path), 'utf8'))
    .flatMap((text) => [...text.matchAll(calls)].map(([, call = '']) => call))
    .flatMap((call) => [...call.matchAll(texts)].map(([, a, b, c]) => a ?? b ?? c ?? ''))
    .map((text) => text.replace(/\$\{(?:[^{}]|\{[^}]*\})*\}/g, '…'))
    .filter(isMessage)
  expect(new Set(found).size).toBeGreaterThan(60)
  const messages = [...new Set(found)].toSorted()
  expect(messages).toEqual(messages.filter((text) => Object.hasOwn(refusalTable, text)))
  // No line is left of a refusal that the emulator does not have, and each names a code that exists.
  expect(Object.keys(refusalTable).filter((text) => !messages.includes(text))).toEqual([])
  const codes = readFileSync('src/reasons/refusal.ts', 'utf8') + Object.keys(diagnosticCodes).join()
  const named = Object.values(refusalTable).flatMap((how) => how.match(/[a-z]+(?:-[a-z]+)+/g) ?? [])
  expect(
    [...new Set(named)].filter((code) => !codes.includes(code) && code !== 'server-validate'),
  ).toEqual([])
})
