// What a list leaves out is unknown and not empty: plans, imports, adoption and writes go by the single read.
import { describe, expect } from 'vitest'
import { isJsonObject, type JsonObject, member } from '../../src/core/json.ts'
import type { Behavior } from '../../src/emulator/index.ts'
import { hasSingleRead } from '../../src/kinds/kind.ts'
import { createKindRegistry } from '../../src/kinds/registry.ts'
import { load } from '../../src/load/index.ts'
import { readSettings } from '../../src/load/settings/index.ts'
import { ReadError } from '../../src/resources/api.ts'
import { createLiveState, toResource } from '../../src/resources/live.ts'
import { readAllWhole } from '../../src/resources/read-whole.ts'
import { gates, withFixture } from '../applied-state/fixture.ts'
import { importProject } from '../support/import-project.ts'
import { usualRunTest as test } from '../support/long-run.ts'
import { file, type TestProject, troubles, withProject } from '../support/project.ts'
import { everyKind } from '../support/samples/company.ts'
import { briefly } from '../support/samples/company-run.ts'

const { settings } = readSettings(undefined)

const team = (more: string, name = 'Search') =>
  file(
    `statsig/teams/${name.toLowerCase()}.yaml`,
    `name: ${name}\nchangeTeamConfigs: anyone\nreviewApproval: anyone\n${more}`,
  )
const people = 'members: [ann@example.com, bo@example.com]\nadmins: [ann@example.com]\n'

const oneGate = (more: string) => [
  file('statsig/gates/one.yaml', `id: one\nname: one\nisEnabled: true\n${more}`),
]

const stored = ({ emulator }: TestProject, name = 'Search'): JsonObject =>
  emulator.snapshot().teams.find((each) => each['name'] === name) ?? {}
const singleReads = ({ emulator }: TestProject, path: string) =>
  emulator.requests.filter((each) => each.method === 'GET' && each.path.startsWith(`${path}/`))

test('a descriptor names members of the kind that its list leaves out, where there is a single read', () => {
  const omitting = everyKind.filter(({ routes }) => routes.listOmits !== undefined)
  expect(omitting.map(({ kind, routes }) => [kind, ...(routes.listOmits ?? [])])).toEqual([
    ['team', 'members', 'admins'],
  ])
  for (const kind of omitting) {
    expect(hasSingleRead(kind)).toBe(true)
    for (const name of kind.routes.listOmits ?? []) expect(Object.keys(kind.fields)).toContain(name)
  }
})

const behaviors: readonly (readonly [string, readonly Behavior[]])[] = [
  ['lists without people', []],
  ['lists with people', ['teams-listed-whole']],
  ['lists that show hardly anything', ['lists-sparse']],
]

describe.each(behaviors)('teams in %s', (_, given) => {
  test('converge, are in sync, and keep their people through updates of something else', async () => {
    await withProject(
      { behaviors: given, unjudged: given.includes('lists-sparse') },
      async (statsig) => {
        const files = [team(`description: finds things\n${people}`)]
        expect(troubles((await statsig.apply(files)).report)).toEqual([])
        expect(briefly((await statsig.plan(files)).run.plan)).toEqual([])
        for (const more of [`description: finds all\n${people}`, 'description: finds much\n']) {
          const { report, run } = await statsig.apply([team(more)])
          expect(
            run.plan.operations.flatMap(({ edits }) => edits.map(({ label }) => label)),
          ).toEqual(['description'])
          expect(troubles(report)).toEqual([])
          const emails = stored(statsig)['members']
          expect(JSON.stringify(emails)).toContain('ann@example.com')
          expect(JSON.stringify(emails)).toContain('bo@example.com')
        }
        expect(statsig.findings()).toEqual([])
      },
    )
  })

  test('are never in sync with a file that names no people, and never drift where they have them', async () => {
    await withProject({ behaviors: given, unjudged: true }, async (statsig) => {
      await statsig.apply([team(people)])
      const { run } = await statsig.plan([team('members: []\nadmins: []\n')])
      expect(run.plan.operations.flatMap(({ edits }) => edits.map(({ label }) => label))).toEqual([
        'members',
        'admins',
      ])
      expect(briefly((await statsig.drift([team(people)])).run.plan)).toEqual([])
    })
  })

  test('are imported with their people', async () => {
    await withProject({ behaviors: given, unjudged: true }, async (statsig) => {
      await statsig.apply([team(people), team('members: [cy@example.com]\n', 'Ads')])
      const { files, proof } = await importProject(statsig.emulator, statsig.clock)
      expect([proof.changing, proof.faulty]).toEqual([[], []])
      const found = [...load(files, settings, files).desired.values()].filter(
        ({ kind }) => kind === 'team',
      )
      expect(
        found.map(({ members: { admins, members, name } }) => ({ admins, members, name })),
      ).toEqual([
        { name: 'Ads', members: ['cy@example.com'], admins: undefined },
        {
          name: 'Search',
          members: ['ann@example.com', 'bo@example.com'],
          admins: ['ann@example.com'],
        },
      ])
      expect(briefly((await statsig.plan(files)).run.plan)).toEqual([])
    })
  })

  test('what people changed in the console is drift, and is adopted', async () => {
    await withProject({ behaviors: given, unjudged: true }, async (statsig) => {
      const files = [team(people)]
      await statsig.apply(files)
      statsig.emulator.edit('teams', String(stored(statsig)['id']), (object) => ({
        ...object,
        members: ['ann@example.com'],
      }))
      const drifted = await statsig.drift(files)
      expect(drifted.run.plan.kept.flatMap(({ edits }) => edits.map(({ label }) => label))).toEqual(
        ['members'],
      )
      const { files: written } = statsig.adopt(files, drifted)
      expect(written.map(({ text }) => text)).toEqual([
        team('members: [ann@example.com]\nadmins: [ann@example.com]\n').text,
      ])
      expect(briefly((await statsig.plan(written)).run.plan)).toEqual([])
    })
  })
})

describe('only what a definition needs is read by itself', () => {
  test('one team of three; none where the list shows all', async () => {
    const reads = async (given: readonly Behavior[]) =>
      withProject({ behaviors: given, unjudged: true }, async (statsig) => {
        await statsig.apply(['Search', 'Ads', 'Maps'].map((name) => team(people, name)))
        const before = singleReads(statsig, '/console/v1/users/teams').length
        await statsig.plan([team(people)])
        return singleReads(statsig, '/console/v1/users/teams').length - before
      })
    expect(await reads([])).toBe(1)
    expect(await reads(['teams-listed-whole'])).toBe(0)
  })

  test('no gate where the list shows each member of some gate', async () => {
    await withProject({ unjudged: true }, async (statsig) => {
      const files = oneGate('description: One\ntags: []\n')
      await statsig.apply(files)
      const before = singleReads(statsig, '/console/v1/gates').length
      await statsig.plan(files)
      expect(singleReads(statsig, '/console/v1/gates').length - before).toBe(0)
    })
  })
})

test('where Statsig shows no single resource to the key, the list is all that there is', async () => {
  const kind = createKindRegistry({})
  const raw = { id: 'one', name: 'one' }
  const gateOf = toResource(kind('gate').kind, 'gate', raw)
  const live = createLiveState(new Set(['gate']), gateOf ? [gateOf] : [])
  const failing = (isKeyRefused: boolean) => ({
    find: () => Promise.reject(new ReadError('403', isKeyRefused, undefined)),
  })
  expect(await readAllWhole(live, live.resources.values(), kind, failing(false))).toBe(live)
  await expect(readAllWhole(live, live.resources.values(), kind, failing(true))).rejects.toThrow(
    ReadError,
  )
})

test('a listed team that is not found by itself is an error, and not a team without people', async () => {
  const kind = createKindRegistry({})
  const teamOf = toResource(kind('team').kind, 'team', { id: 'a', name: 'Search' })
  const live = createLiveState(new Set(['team']), teamOf ? [teamOf] : [])
  await expect(
    readAllWhole(live, live.resources.values(), kind, { find: async () => undefined }),
  ).rejects.toThrow('Statsig lists `team/Search` and does not find it by itself')
})

describe('a change since the plan was made', () => {
  const outcome = (
    given: readonly Behavior[],
    edit: (object: JsonObject) => JsonObject,
  ): Promise<readonly (string | boolean)[]> =>
    withProject({ behaviors: given, unjudged: true }, async (statsig) => {
      await statsig.apply(oneGate('description: Before\n'))
      const { run } = await statsig.plan(oneGate('description: After\n'))
      statsig.emulator.edit('gates', 'one', edit)
      await statsig.clock.sleep(10_000)
      const { outcomes } = await statsig.applyPlan(run)
      return outcomes.map((each) => (each.status === 'failed' ? each.isStale : each.status))
    })

  test.each<
    readonly [string, (object: JsonObject) => JsonObject, string | boolean, string | boolean]
  >([
    ['none', (object) => object, 'done', 'done'],
    ['of what the plan changes', (object) => ({ ...object, description: 'Theirs' }), true, true],
    ['of what lists show', (object) => ({ ...object, isEnabled: false }), true, true],
    // Of what the list does not show and the file does not name, the plan has said nothing.
    ['of what sparse lists hide', (object) => ({ ...object, tags: ['urgent'] }), true, 'done'],
  ])('%s', async (_, edit, whole, sparse) => {
    expect(await outcome([], edit)).toEqual([whole])
    expect(await outcome(['lists-sparse'], edit)).toEqual([sparse])
  })
})

describe('what others refer to is not deleted', () => {
  test.each([[[]], [['lists-sparse']]] as const)('in lists under %j', async (given) => {
    await withProject({ behaviors: given, unjudged: true }, async (statsig) => {
      const retired = file(
        'statsig/gates/old.yaml',
        'id: old\nname: old\nisEnabled: true\nlifecycle: { retired: delete }\n',
      )
      statsig.emulator.insert('gates', { id: 'old', name: 'old' })
      statsig.emulator.insert('gates', { id: 'other', name: 'other' })
      const conditions = [{ type: 'passes_gate', operator: 'any', targetValue: ['old'] }]
      statsig.emulator.insert('gates', {
        id: 'referring',
        name: 'referring',
        rules: [{ name: 'Everyone', passPercentage: 100, conditions }],
      })
      const { operations } = (await statsig.plan([retired])).run.plan
      expect(operations.map(({ refusal }) => refusal)).toMatchObject([
        { code: 'still-referenced', by: ['gate/referring'] },
      ])
    })
  })
})

test('at the command line, with a saved plan', async () => {
  const { path, text } = team(people)
  const others = { 'statsig.yaml': 'prune: delete\n', ...gates(3) }
  await withFixture(
    { [path]: String(text), ...others },
    async ({ emulator, repository, run, writes }) => {
      expect((await run('apply --yes')).code).toBe(0)
      await repository.commit({ [path]: `${text}description: Searches\n` })
      writes()
      expect((await run('plan --out next.json')).code).toBe(0)
      const said = await run('apply next.json --yes')
      expect([said.code, said.err]).toEqual([0, '~ team/Search  updated\n'])
      expect(writes()).toEqual([
        `PATCH /console/v1/users/teams/${idOf(emulator.snapshot().teams[0])}`,
      ])
      expect((await run('drift')).code).toBe(0)
      expect((await run('doctor')).out).toContain('Sound')
      // Whether a team without a file was changed by people is asked of its people, too.
      await repository.remove(path)
      await repository.commit()
      expect((await run('plan')).out).toContain('- team/Search')
      const id = idOf(emulator.snapshot().teams[0])
      emulator.edit('teams', id, (object) => ({ ...object, members: ['cy@example.com'] }))
      expect((await run('plan')).out).toContain('! team/Search')
    },
  )
})

const idOf = (object: unknown): string => (isJsonObject(object) ? String(member(object, 'id')) : '')
