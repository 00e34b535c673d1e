// Kinds whose updates carry more than what changes: what somebody else wrote a moment ago stays.
import { describe, expect } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import type { Collection } from '../../src/emulator/index.ts'
import type { SourceFile } from '../../src/model/index.ts'
import { longRunTest, usualRunTest as test } from '../support/long-run.ts'
import { file, type TestProject, withProject } from '../support/project.ts'
import { expectConverged, gate, live, outcomeStatuses, writes } from './fixture.ts'

const only = (kind: string, text: string): SourceFile =>
  file(`statsig/${kind}/${kind}.yaml`, `kind: ${kind}\n${text}`)

const call = async (
  { emulator }: TestProject,
  method: string,
  path: string,
  body?: JsonObject,
): Promise<unknown> => {
  const answer = await fetch(`${emulator.url}/console/v1/${path}`, {
    method,
    headers: { 'statsig-api-key': emulator.key, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  expect(answer.ok, `${method} ${path}`).toBe(true)
  return answer.json()
}

const environments = (review: boolean): SourceFile =>
  only(
    'environment',
    `environments:\n  - { name: staging, isProduction: false, requiresReview: ${review}, requiresReleasePipeline: false }\n`,
  )
const team = (more: string): SourceFile =>
  only('team', `name: Growth\nchangeTeamConfigs: anyone\nreviewApproval: anyone\n${more}`)
const role = (more: string): SourceFile => only('role', `name: Analyst\npermissions: { ${more} }\n`)
const config = (more: string): SourceFile =>
  only('dynamic_config', `id: colours\nname: colours\nisTemplate: false\n${more}`)
const store = (more: string): SourceFile =>
  only('param_store', `name: page\ndisplayName: Page\n${more}`)

describe('what somebody does a second after the plan, and the update would carry along', () => {
  const cases: readonly {
    readonly what: string
    readonly before: readonly SourceFile[]
    readonly after: readonly SourceFile[]
    readonly at: readonly [Collection, string]
    readonly theirs: (object: JsonObject) => JsonObject
    /** When the change was planned anew, and made. */
    readonly stays: JsonObject
  }[] = [
    {
      what: 'an environment that is added',
      before: [environments(false)],
      after: [environments(true)],
      at: ['environments', 'environments'],
      theirs: ({ environments: all }) => ({
        environments: [
          ...(Array.isArray(all) ? all : []),
          {
            name: 'Staging',
            id: '0.7',
            isProduction: false,
            requiresReview: true,
            requiresReleasePipeline: false,
          },
        ],
      }),
      stays: {
        environments: [
          { name: 'development' },
          { name: 'staging', requiresReview: true },
          { name: 'production' },
          { name: 'Staging' },
        ],
      },
    },
    {
      what: 'a member of a team',
      before: [team('description: Old\n')],
      after: [team('description: New\n')],
      at: ['teams', 'Growth'],
      theirs: () => ({ members: ['ada@example.com'] }),
      stays: { members: ['ada@example.com'], description: 'New' },
    },
    {
      what: 'a permission that is taken away',
      before: [role('create_configs: true, approve_reviews: true')],
      after: [role('create_configs: false')],
      at: ['roles', 'Analyst'],
      theirs: () => ({ permissions: { create_configs: true, approve_reviews: false } }),
      stays: { permissions: { create_configs: false, approve_reviews: false } },
    },
    {
      what: 'a config that is switched off',
      before: [config('description: Old\n')],
      after: [config('description: New\n')],
      at: ['dynamic_configs', 'colours'],
      theirs: () => ({ isEnabled: false }),
      stays: { isEnabled: false, description: 'New' },
    },
    {
      what: 'a parameter of a store',
      before: [store('description: Old\n')],
      after: [store('description: New\n')],
      at: ['param_stores', 'page'],
      theirs: () => ({
        parameters: [{ name: 'size', param_type: 'number', ref_type: 'static', value: 1 }],
      }),
      stays: { parameters: [{ name: 'size' }], description: 'New' },
    },
    {
      what: 'who sees the project',
      before: [only('project_settings', 'name: Shop\n')],
      after: [only('project_settings', 'name: Store\n')],
      at: ['settings', 'project'],
      theirs: () => ({ visibility: 'CLOSED' }),
      stays: { visibility: 'CLOSED', name: 'Store' },
    },
  ]

  test.each(cases)('stays: $what', async ({ after, at, before, stays, theirs }) => {
    await withProject({}, async (project) => {
      const { clock, emulator } = project
      await project.apply(before)
      const { run } = await project.plan(after)
      emulator.edit(...at, (object) => ({ ...object, ...theirs(object) }))
      await clock.sleep(1_000)
      const left = live(emulator, ...at)
      const report = await project.applyPlan(run)
      expect(outcomeStatuses(report)).toEqual([
        expect.stringMatching(/update failed, wrote no, moved$/),
      ])
      expect(live(emulator, ...at)).toEqual(left)
      const next = await project.apply(after)
      expect(outcomeStatuses(next.report)).toEqual([expect.stringMatching(/update done$/)])
      expect(live(emulator, ...at)).toMatchObject(stays)
    })
  })

  test('stays: an override of one more user', async () => {
    await withProject({}, async (project) => {
      const overriding = (users: string) => [
        gate('banner', `overrides: { passingUserIDs: [${users}] }\n`),
      ]
      await project.apply(overriding('ada'))
      const { run } = await project.plan(overriding('ada, bob'))
      await call(project, 'PATCH', 'gates/banner/overrides', {
        passingUserIDs: [],
        failingUserIDs: ['eve'],
      })
      const report = await project.applyPlan(run)
      expect(outcomeStatuses(report)).toEqual(['gate/banner update failed, wrote no, moved'])
      expect(await call(project, 'GET', 'gates/banner/overrides')).toMatchObject({
        data: { passingUserIDs: ['ada'], failingUserIDs: ['eve'] },
      })
    })
  })
})

test('an environment in other capitals is not put beside the one that Statsig has', async () => {
  await withProject({}, async (project) => {
    const said = environments(true)
    const files = [{ ...said, text: said.text.replace('staging', 'Staging') }]
    const { run } = await project.apply(files)
    expect(run.plan.operations).toMatchObject([
      { refusal: { fields: [expect.stringContaining('environments[Staging]')] } },
    ])
    expect(writes(project.emulator)).toBe(0)
  })
})

longRunTest(
  'a list of ids that was changed in part says so, and the next run does the rest alone',
  async () => {
    await withProject({ unjudged: true }, async (project) => {
      const files = (first: number): readonly SourceFile[] => [
        file(
          'statsig/segments/beta.yaml',
          'id: beta\nname: beta\ntype: id_list\nidsFile: beta.txt\n',
        ),
        file(
          'statsig/segments/beta.txt',
          Array.from({ length: 12_000 }, (_, index) => `user-${first + index}\n`).join(''),
        ),
      ]
      await project.apply(files(0))
      project.emulator.faults = [{ kind: '403', path: '/id_list', method: 'DELETE', nth: 2 }]
      const wanted = files(12_000)
      expect(outcomeStatuses((await project.apply(wanted)).report)).toEqual([
        'segment/beta update failed, wrote yes',
      ])
      project.emulator.faults = []
      const next = await project.apply(wanted)
      expect(next.run.plan.operations.flatMap(({ edits }) => edits)).toMatchObject([
        { counts: { added: 0, removed: 2_000, total: 12_000 } },
      ])
      expect(outcomeStatuses(next.report)).toEqual(['segment/beta update done'])
    })
  },
)

test('a connection that was sent before a creation that fails is told as written', async () => {
  await withProject({ project: 'warehouse', unjudged: true }, async (project) => {
    const files = [
      only(
        'ingestion',
        'dataset: Events\ntype: databricks\nsource_name: orders\nquery: select 1\ncolumn_mapping: { event_name: e, timestamp: t, ids: {} }\nconnection: { host: h, path: p, token: { env: TOKEN } }\n',
      ),
    ]
    project.emulator.faults = [{ kind: '403', path: '/ingestion', method: 'POST', nth: 2 }]
    const { report } = await project.apply(files)
    expect(outcomeStatuses(report)).toEqual([
      'ingestion/Events::databricks::orders create failed, wrote yes',
    ])
    expect(JSON.stringify([report, project.emulator.snapshot()])).not.toContain('the value of')
    await expectConverged(project, files)
  })
})

test('what somebody attached to a team that they made meanwhile is not written over', async () => {
  await withProject({}, async (project) => {
    const metric = file(
      'statsig/metrics/clicks.yaml',
      'name: Clicks\ntype: event_count_custom\nunitTypes: [userID]\nmetricEvents: [{ name: click }]\n',
    )
    await project.apply([metric])
    const theirs = { name: 'Looks', type: 'event_count_custom' }
    const planned = await project.plan([
      metric,
      team('defaultGateMetrics: [{ name: Clicks, type: event_count_custom }]\n'),
    ])
    await call(project, 'POST', 'users/teams', {
      name: 'Growth',
      members: [],
      admins: [],
      changeTeamConfigs: 'anyone',
      reviewApproval: 'anyone',
      defaultTargetApplications: [],
      defaultGateMetrics: [theirs],
      defaultExperimentPrimaryMetrics: [],
      defaultExperimentSecondaryMetrics: [],
      defaultHoldoutMetrics: [],
    })
    const report = await project.applyPlan(planned.run)
    expect(outcomeStatuses(report)).toEqual([
      'team/Growth create done',
      'team/Growth update failed, wrote no, moved',
    ])
    expect(live(project.emulator, 'teams', 'Growth')).toMatchObject({
      defaultGateMetrics: [theirs],
    })
  })
})
