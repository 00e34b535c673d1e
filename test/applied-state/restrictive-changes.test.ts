// What takes users away from something, or protects an experiment, is never undone by a general rule.
import { describe, expect } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import { isLongRun, longRunTest, usualRunTest as test } from '../support/long-run.ts'
import { type Files, type Fixture, gate, withFixture } from './fixture.ts'

const rules = `rules:
  - name: Staff
    passPercentage: 100
    conditions: [{ type: email, operator: str_contains_any, targetValue: ['@acme.example'] }]
  - name: Beta
    passPercentage: 25
    conditions: [{ type: country, operator: any, targetValue: [FR, DE] }]
`
const experiment = (status: string): Files => ({
  'statsig/experiments/words.yaml': `id: words
name: Words
status: ${status}
allocation: 80
groups:
  - { name: Plain, size: 50, parameterValues: { w: plain } }
  - { name: Warm, size: 50, parameterValues: { w: warm } }
`,
})
const segment = {
  'statsig/segments/crew.yaml': 'id: crew\nname: Crew\ntype: id_list\nids: [ana, bo, cy]\n',
}
const always = { 'statsig.yaml': 'onDrift: overwrite\n' }

const set =
  (collection: 'gates' | 'experiments', id: string, change: (object: JsonObject) => JsonObject) =>
  async ({ emulator }: Fixture): Promise<void> =>
    emulator.edit(collection, id, (object) => ({ ...object, ...change(object) }))

/** As the console does it, by its own way. */
const send =
  (method: string, path: string, body: JsonObject) =>
  async ({ emulator }: Fixture): Promise<void> => {
    const answer = await fetch(new URL(path, emulator.url), {
      method,
      headers: { 'STATSIG-API-KEY': emulator.key, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(answer.ok, await answer.text()).toBe(true)
  }

interface Case {
  readonly title: string
  readonly kind: 'gate' | 'segment' | 'experiment'
  readonly files: Files
  /** Of what is gone nobody can tell that it was ever there, once the record is lost. */
  readonly isGone?: true
  readonly happens: (place: Fixture) => Promise<void>
  /** What settles it by name; absent where Statsig’s API cannot undo it. */
  readonly overwrite?: string
}

const rulesOf = (object: JsonObject): readonly JsonObject[] =>
  object['rules'] as readonly JsonObject[]

const cases: readonly Case[] = [
  {
    title: 'a gate is disabled',
    kind: 'gate',
    files: gate('aaa', rules),
    happens: set('gates', 'aaa', () => ({ isEnabled: false })),
    overwrite: 'gate/aaa#/isEnabled',
  },
  {
    title: 'a gate is archived',
    kind: 'gate',
    files: gate('aaa', rules),
    happens: set('gates', 'aaa', () => ({ status: 'Archived' })),
  },
  {
    title: 'a gate is deleted',
    isGone: true,
    kind: 'gate',
    files: gate('aaa', rules),
    happens: async ({ emulator }) => emulator.remove('gates', 'aaa'),
    overwrite: 'gate/aaa',
  },
  {
    title: 'a rollout is lowered',
    kind: 'gate',
    files: gate('aaa', rules),
    happens: set('gates', 'aaa', (object) => ({
      rules: rulesOf(object).map((rule) =>
        rule['name'] === 'Beta' ? { ...rule, passPercentage: 5 } : rule,
      ),
    })),
    overwrite: 'gate/aaa#/rules/1/passPercentage',
  },
  {
    title: 'a rule that let people in is removed',
    kind: 'gate',
    files: gate('aaa', rules),
    happens: set('gates', 'aaa', (object) => ({ rules: rulesOf(object).slice(0, 1) })),
    overwrite: 'gate/aaa#/rules/1',
  },
  {
    title: 'a rule that lets nobody in is put before the others',
    kind: 'gate',
    files: gate('aaa', rules),
    happens: set('gates', 'aaa', (object) => ({
      rules: [
        { name: 'Nobody', passPercentage: 0, conditions: [{ type: 'public' }] },
        ...rulesOf(object),
      ],
    })),
    overwrite: 'gate/aaa#/rules',
  },
  {
    title: 'an override is added that takes somebody out',
    kind: 'gate',
    files: gate('aaa', 'overrides: { passingUserIDs: [ana], failingUserIDs: [] }\n'),
    happens: send('POST', '/console/v1/gates/aaa/overrides', {
      passingUserIDs: ['ana'],
      failingUserIDs: ['bo'],
    }),
    overwrite: 'gate/aaa#/overrides',
  },
  {
    title: 'an override is removed that let somebody in',
    kind: 'gate',
    files: gate('aaa', 'overrides: { passingUserIDs: [ana, bo], failingUserIDs: [] }\n'),
    happens: send('POST', '/console/v1/gates/aaa/overrides', {
      passingUserIDs: ['ana'],
      failingUserIDs: [],
    }),
    overwrite: 'gate/aaa#/overrides',
  },
  {
    title: 'an id is taken out of a segment',
    kind: 'segment',
    files: segment,
    happens: send('DELETE', '/console/v1/segments/crew/id_list', { ids: ['bo'] }),
    overwrite: 'segment/crew#/ids',
  },
  {
    title: 'an experiment is stopped',
    kind: 'experiment',
    files: experiment('active'),
    happens: set('experiments', 'words', () => ({ status: 'setup' })),
    overwrite: 'experiment/words#/status',
  },
  {
    title: 'an experiment is abandoned',
    kind: 'experiment',
    files: experiment('active'),
    happens: set('experiments', 'words', () => ({ status: 'abandoned' })),
  },
  {
    title: 'the allocation of an experiment is lowered',
    kind: 'experiment',
    files: experiment('active'),
    happens: set('experiments', 'words', () => ({ allocation: 10 })),
    overwrite: 'experiment/words#/allocation',
  },
]

const numbered = cases.map((each, index) => ({ ...each, isUsual: index % 3 === 0 }))
const casesOfRun = isLongRun ? numbered : numbered.filter(({ isUsual }) => isUsual)

describe.each(casesOfRun)('$title', ({ files, happens, isGone, isUsual, kind, overwrite }) => {
  const runTest = isUsual ? test : longRunTest
  runTest('and stays so under `onDrift: overwrite`, until it is overwritten by name', async () => {
    await withFixture({ ...files, ...always }, async (place) => {
      const { run, writes } = place
      expect((await run('apply --yes')).code).toBe(0)
      await happens(place)
      writes()
      const said = await run('apply --yes')
      expect([said.code, writes()]).toEqual([0, []])
      expect((await run('drift')).code).toBe(2)
      if (overwrite === undefined) return
      const named = await run(`apply --yes --overwrite ${overwrite}`)
      expect(named.code, named.err + named.out).toBe(0)
      expect(writes()).toHaveLength(1)
      expect((await run('drift')).code).toBe(0)
    })
  })

  longRunTest('and stays so when what was never applied is taken over', async () => {
    await withFixture(files, async (place) => {
      const { repository, run, writes } = place
      expect((await run('apply --yes')).code).toBe(0)
      await repository.run('update-ref', '-d', 'refs/statsig-gitops/default/applied')
      await happens(place)
      writes()
      const said = await run(`apply --yes --overwrite-unmanaged ${kind}`)
      expect(said.code, said.err + said.out).toBe(0)
      expect(writes()).toHaveLength(isGone ? 1 : 0)
    })
  })
})
