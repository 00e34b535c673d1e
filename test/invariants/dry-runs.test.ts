// Which requests Statsig validates without executing them: the descriptors, against the document, and the emulator.
import { describe, expect, test } from 'vitest'
import { type JsonObject, member } from '../../src/core/json.ts'
import { startEmulator } from '../../src/emulator/index.ts'
import { type DryRunMark, dryRunMark } from '../../src/kinds/dry-run.ts'
import { kinds } from '../../src/kinds/index.ts'
import type { Kind } from '../../src/kinds/kind.ts'
import { documentedOperations } from '../support/documented-operations.ts'

const all: readonly Kind[] = kinds
const operations = documentedOperations()
const withoutNames = (path: string): string => path.replaceAll(/\{[^}]+\}/g, '{}')

/** Where the document has `dryRun` for a request. */
const documentedMark = (method: string, path: string): DryRunMark | undefined => {
  const found = operations.find(
    (each) => each.method === method && withoutNames(each.path) === withoutNames(path),
  )
  if (found?.query.includes('dryRun')) return 'query'
  return JSON.stringify(found?.body ?? {}).includes('"dryRun"') ? 'body' : undefined
}

const requestsOf = ({ routes }: Kind): readonly { method: string; path: string }[] => [
  ...(routes.create === undefined ? [] : [{ method: 'POST', path: routes.create }]),
  { method: routes.update.method, path: routes.update.absolutePath ?? routes.item },
]

test.skipIf(operations.length === 0)(
  'a request of a kind is marked as a dry run exactly where and how the document says',
  () => {
    const marks = (of: (kind: Kind, request: { method: string; path: string }) => unknown) =>
      all.flatMap((kind) =>
        requestsOf(kind).map((each) => `${each.method} ${each.path} ${of(kind, each)}`),
      )
    const documented = marks((_, { method, path }) => documentedMark(method, path))
    expect(marks(dryRunMark)).toEqual(documented)
    expect(documented.filter((each) => each.endsWith(' query'))).toEqual([
      'PATCH /console/v1/dynamic_configs/{id} query',
    ])
  },
)

test('no other request of a kind has a mark', () => {
  const others = all.flatMap((kind) => {
    const { archive, delete: removal, item } = kind.routes
    return [
      { method: 'DELETE', path: `${item}${removal?.path ?? ''}` },
      { method: 'PUT', path: `${item}${archive?.path ?? ''}` },
      { method: 'PATCH', path: `${item}/overrides` },
      { method: 'GET', path: item },
    ].map((request) => dryRunMark(kind, request))
  })
  expect(others.filter((mark) => mark !== undefined)).toEqual([])
})

const everyone = { name: 'all', passPercentage: 100, conditions: [{ type: 'public' }] }
const config = {
  name: 'a_config',
  defaultValue: { a: 1 },
  rules: [{ ...everyone, returnValue: {} }],
}
const seeds: readonly (readonly [path: string, body: JsonObject])[] = [
  ['dynamic_configs', config],
  ['gates', { name: 'a_gate' }],
  ['segments', { name: 'a_segment', type: 'id_list' }],
  ['experiments', { name: 'an_experiment', idType: 'userID' }],
  ['layers', { name: 'a_layer', idType: 'userID' }],
  ['tags', { name: 'a_tag', description: '' }],
]

const seeded = async () => {
  const emulator = await startEmulator({ seed: 1, limits: 'none', clock: { now: () => 0 } })
  const send = (method: string, path: string, body?: JsonObject) => {
    const { status, text } = emulator.answer({
      method,
      path: `/console/v1/${path}`,
      headers: { 'statsig-api-key': emulator.key },
      text: body === undefined ? '' : JSON.stringify(body),
    })
    return { status, text }
  }
  for (const [path, body] of seeds)
    expect(send('POST', path, body)).toMatchObject({ text: expect.stringContaining('created') })
  await emulator.close()
  const rules = member(emulator.object('dynamic_configs', 'a_config'), 'rules')
  const ruleId = String(member(Array.isArray(rules) ? rules[0] : undefined, 'id'))
  return { emulator, send, ruleId }
}

type Write = readonly [method: string, path: string, body: JsonObject]
const dryWrites = (ruleId: string): readonly Write[] => [
  ['PATCH', 'dynamic_configs/a_config', { description: 'new' }],
  ['POST', 'dynamic_configs/a_config', { ...config, isEnabled: true, description: 'new' }],
  ['PATCH', `dynamic_configs/a_config/rule/${ruleId}`, { passPercentage: 50 }],
]
const otherWrites: readonly Write[] = [
  ['POST', 'dynamic_configs', { name: 'another_config' }],
  ['PUT', 'dynamic_configs/a_config/disable', {}],
  ['DELETE', 'dynamic_configs/a_config', {}],
  ['POST', 'gates', { name: 'another_gate' }],
  ['PATCH', 'gates/a_gate', { description: 'new' }],
  ['PATCH', 'segments/a_segment/id_list', { ids: ['1'] }],
  ['PATCH', 'experiments/an_experiment', { description: 'new' }],
  ['PATCH', 'layers/a_layer', { description: 'new' }],
  ['DELETE', 'tags/a_tag', {}],
]

describe('in the emulator', () => {
  test('a dry run by the query validates, answers as usual, and keeps nothing', async () => {
    for (const index of [0, 1, 2]) {
      const { emulator, send, ruleId } = await seeded()
      const [method, path, body] = dryWrites(ruleId)[index] ?? ['', '', {}]
      const before = emulator.snapshot()
      const log = send('GET', 'audit_logs').text
      const dry = send(method, `${path}?dryRun=true`, body)
      expect(emulator.snapshot()).toEqual(before)
      expect(send('GET', 'audit_logs').text).toBe(log)
      expect(
        send(method, `${path}?dryRun=true`, { ...body, rules: 7, passPercentage: 'x' }).status,
      ).toBe(400)
      const real = send(method, `${path}?dryRun=false`, body)
      expect(dry.status).toBe(real.status)
      expect(Object.keys(JSON.parse(dry.text).data)).toEqual(
        Object.keys(JSON.parse(real.text).data),
      )
      expect(emulator.snapshot()).not.toEqual(before)
    }
  })

  test.each(otherWrites)(
    '%s %s writes, whatever query parameters it does not know',
    async (method, path, body) => {
      const [plain, marked] = [await seeded(), await seeded()]
      const before = plain.emulator.snapshot()
      const answers = [
        plain.send(method, path, body),
        marked.send(method, `${path}?dryRun=true&validateOnly=1`, body),
      ]
      expect(answers[1]).toEqual(answers[0])
      expect(marked.emulator.snapshot()).toEqual(plain.emulator.snapshot())
      expect(plain.emulator.snapshot()).not.toEqual(before)
    },
  )
})
