// Which resource is meant: by its name, by the id that Statsig made, and when nobody can tell.
import { describe, expect, test } from 'vitest'
import { consoleReader } from '../../src/io/statsig/console-api/index.ts'
import { statsigReader } from '../../src/io/statsig/resource-api.ts'
import { createKindRegistry } from '../../src/kinds/registry.ts'
import type { SourceFile } from '../../src/model/index.ts'
import { changedSincePlan, kindsToRead } from '../../src/prepare/stale-plan.ts'
import { file, type ProjectOptions, type TestProject, withProject } from '../support/project.ts'
import { gate, live, outcomeStatuses } from './fixture.ts'

const only = (kind: string, text: string): SourceFile =>
  file(`statsig/${kind}/${kind}.yaml`, `kind: ${kind}\n${text}`)
const team = (more: string): SourceFile =>
  only('team', `name: Growth\nchangeTeamConfigs: anyone\nreviewApproval: anyone\n${more}`)

describe('a plan that was saved', () => {
  const movedIn = async (project: TestProject, files: readonly SourceFile[], act: () => void) => {
    const { run } = await project.plan(files)
    expect(run.plan.operations).toHaveLength(1)
    act()
    const words = createKindRegistry({})
    const api = statsigReader(consoleReader(project.api), words)
    const now = await api.read(kindsToRead(run.plan, words))
    const file = { plan: run.plan, revisions: {} }
    return changedSincePlan(file, now, [], words).map(({ address }) => address)
  }

  test('is stale where a second key bears the description: which is meant nobody can tell', async () => {
    await withProject({}, async (project) => {
      const { emulator } = project
      const made = (key: string) =>
        emulator.insert('keys', {
          key,
          type: 'SERVER',
          description: 'Build',
          scopes: [],
          status: 'active',
        })
      made('secret-first')
      const files = [only('key', 'description: Build\nscopes: [none_hash_enabled]\n')]
      expect(await movedIn(project, files, () => made('secret-second'))).toEqual(['key/Build'])
    })
  })

  test('is stale where another resource of the same name and content has taken the place', async () => {
    await withProject({}, async (project) => {
      const { emulator } = project
      await project.apply([team('description: Old\n')])
      const moved = await movedIn(project, [team('lifecycle: { retired: delete }\n')], () =>
        emulator.edit('teams', 'Growth', (object) => ({ ...object, id: 'another' })),
      )
      expect(moved).toEqual(['team/Growth'])
    })
  })
})

test('a resource that is known by name keeps its identity when the file gives its id and another name', async () => {
  await withProject({}, async (project) => {
    await project.apply([team('description: Old\n')])
    const [made] = project.emulator.snapshot().teams
    const renamed = team(`id: ${made?.['id']}\n`)
    const { report } = await project.apply([
      { ...renamed, text: renamed.text.replace('name: Growth', 'name: Growth Team') },
    ])
    expect(outcomeStatuses(report)).toEqual(['team/Growth Team update done'])
    expect(project.emulator.snapshot().teams).toMatchObject([
      { id: made?.['id'], name: 'Growth Team', description: 'Old' },
    ])
  })
})

test('two definitions of one resource are refused: one would undo what the other does', async () => {
  await withProject({}, async (project) => {
    await project.apply([team('description: Old\n')])
    const [made] = project.emulator.snapshot().teams
    const files = [
      file(
        'statsig/teams/a.yaml',
        `id: ${made?.['id']}\nname: Growth Team\nchangeTeamConfigs: anyone\nreviewApproval: anyone\n`,
      ),
      file(
        'statsig/teams/b.yaml',
        'name: Growth\nchangeTeamConfigs: anyone\nreviewApproval: anyone\nlifecycle: { retired: delete }\n',
      ),
    ]
    const { diagnostics, run } = await project.plan(files)
    expect(run.plan.operations).toEqual([])
    expect(diagnostics.map(({ code }) => code)).toEqual(['duplicate-address'])
  })
})

describe('a reference to what this key may not see', () => {
  const owned = (name: string) => [gate('banner', `teamID: ${name}\ndescription: New\n`)]
  const world: ProjectOptions = {
    unjudged: true,
    behaviors: ['unknown-teams-accepted'],
    faults: [{ kind: '403', path: 'users/teams' }],
  }

  test('by name is not sent as if it were the id, and is no reason to write', async () => {
    await withProject(world, async (project) => {
      project.emulator.insert('gates', {
        id: 'banner',
        name: 'banner',
        teamID: 'generated-by-statsig',
      })
      const { diagnostics, run } = await project.plan(owned('Growth'))
      expect(run.plan.operations).toEqual([])
      expect(diagnostics.map(({ code }) => code)).toEqual(['unknown-reference'])
    })
  })

  test('by the id that Statsig holds stays as it is', async () => {
    // What the key may not see may ask for reviews.
    await withProject({ ...world, settings: 'reviews: bypass' }, async (project) => {
      project.emulator.insert('gates', {
        id: 'banner',
        name: 'banner',
        teamID: 'generated-by-statsig',
      })
      const { report } = await project.apply(owned('generated-by-statsig'))
      expect(outcomeStatuses(report)).toEqual(['gate/banner update done'])
      expect(live(project.emulator, 'gates', 'banner')['teamID']).toBe('generated-by-statsig')
    })
  })
})
