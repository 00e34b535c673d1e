// Spellings that live projects and files have: one text for a list of one, null for an empty text, nothing there for one
// of several things asked for, and two things that files cannot tell apart.
import { describe, expect } from 'vitest'
import type { JsonObject } from '../src/core/json.ts'
import { listLeftOut } from '../src/import/imported-file.ts'
import { checkRoundTrip } from '../src/import/round-trip.ts'
import { filePaths, toFiles } from '../src/import/to-files.ts'
import type { KindName } from '../src/kinds/index.ts'
import { kinds } from '../src/kinds/index.ts'
import { load } from '../src/load/index.ts'
import { readSettings } from '../src/load/settings/index.ts'
import { isSound } from '../src/report/text/doctor.ts'
import { parsePatterns, rejectUnmatched } from '../src/resources/address-patterns.ts'
import { createLiveState, toResource } from '../src/resources/live.ts'
import { registry } from './support/in-memory-statsig.ts'
import { usualRunTest as test } from './support/long-run.ts'

const { settings } = readSettings(undefined)

const importLive = (live: readonly (readonly [KindName, JsonObject])[]) => {
  const state = createLiveState(
    new Set(live.map(([kind]) => kind)),
    live.flatMap(([kind, members]) => toResource(registry(kind).kind, kind, members) ?? []),
  )
  const files = toFiles(
    [...state.resources.values()],
    filePaths(state, 'statsig', registry),
    state,
    registry,
  )
  const proof = checkRoundTrip(files, state, settings, registry)
  expect(listLeftOut(proof.stable)).toEqual({ faulty: [], changing: [] })
  return proof
}

const tagged = kinds.filter(({ fields }) => fields['tags']?.shape === 'set')

describe.each(tagged.map(({ kind, folder }) => [kind, folder]))('tags of a %s', (_, folder) => {
  test('may be one text in a file', () => {
    const tagsOf = (tags: string) => {
      const text = `id: a_name\nname: a_name\ntags: ${tags}\n`
      const { desired, diagnostics } = load([{ path: `statsig/${folder}/a.yaml`, text }], settings)
      expect(diagnostics.filter(({ message }) => message.includes('`tags'))).toEqual([])
      return [...desired.values()].map(({ members }) => members['tags'])
    }
    expect(tagsOf('Growth')).toEqual(tagsOf('[Growth]'))
    expect(tagsOf('Growth')).toEqual([['Growth']])
  })
})

test('tags that Statsig returns as one text are imported', () => {
  const gate = { id: 'a_gate', name: 'a_gate', tags: 'Growth' }
  const { stable } = importLive([
    ['gate', gate],
    ['tag', { id: 't', name: 'Growth', description: '' }],
  ])
  expect(stable.map(({ file }) => file.text)).toEqual([
    'id: a_gate\nname: a_gate\ntags: [Growth]\n',
    'name: Growth\ndescription: ""\n',
  ])
})

test('a required text that Statsig returns as null is imported', () => {
  const { faulty, stable } = importLive([['tag', { id: 't', name: 'Plain', description: null }]])
  expect(faulty).toEqual([])
  expect(stable.map(({ file }) => file.text)).toEqual(['name: Plain\ndescription: ""\n'])
})

test('an owner of which only the name is known is not written', () => {
  const metric = { id: 'Buys::sum', name: 'Buys', type: 'sum', unitTypes: ['userID'] }
  const events = [{ name: 'buy', type: 'value' }]
  const { stable } = importLive([
    ['metric', { ...metric, metricEvents: events, owner: { name: 'Ada' } }],
  ])
  expect(stable.map(({ file }) => file.text.includes('owner'))).toEqual([false])
})

test('an empty targeting gate is no reference', () => {
  const holdout = { id: 'h', name: 'A holdout', passPercentage: 1, targetingGateID: '' }
  const { faulty, stable } = importLive([['holdout', holdout]])
  expect(faulty).toEqual([])
  expect(stable.map(({ file }) => file.text.includes('targetingGateID'))).toEqual([false])
})

const patterns = (...texts: readonly string[]) => parsePatterns(texts, false)
const gateAddress = [...importLive([['gate', { id: 'a', name: 'a' }]]).stable].map(
  ({ resource }) => resource.address,
)

test('a kind of which there is nothing does not stop the import of others', () => {
  expect(rejectUnmatched(patterns('gate', 'layer'), gateAddress)).toEqual(['layer'])
  expect(rejectUnmatched(patterns('gate'), gateAddress)).toEqual([])
})

test.each([[['layer']], [['layer', 'segment']], [['gate', 'layer/a']], [['gate', 'gate/other']]])(
  'an address that matches nothing, and nothing at all, is wrong usage: %j',
  (texts) => {
    expect(() => rejectUnmatched(patterns(...texts), gateAddress)).toThrow('matches no resource')
  },
)

test('resources that files cannot tell apart are told, and are no fault', () => {
  const key = (secret: string) => ['key', { key: secret, description: 'ci', scopes: [] }] as const
  const { changing, faulty, stable } = importLive([key('one'), key('two')])
  const findings = { examined: 2, changing, faulty, unknown: [], refused: [], unread: [] }
  expect(stable).toEqual([])
  expect(faulty.map(({ address, isIndistinct }) => [address, isIndistinct])).toEqual([
    ['key/ci', true],
    ['key/ci#1', true],
  ])
  expect(isSound(findings)).toBe(true)
})
