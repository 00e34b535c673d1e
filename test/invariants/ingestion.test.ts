// Sources and schedules of ingestion: there is no list of them, little of them is shown, and one of them needs a secret.
import { describe, expect } from 'vitest'
import { stringify } from 'yaml'
import type { JsonObject } from '../../src/core/json.ts'
import { type Behavior, behaviors } from '../../src/emulator/index.ts'
import type { Request, SourceFile } from '../../src/model/index.ts'
import type { Writer } from '../../src/resources/api.ts'
import { usualRunTest as test } from '../support/long-run.ts'
import { file, type TestProject, troubles, withProject } from '../support/project.ts'
import { briefly } from '../support/samples/company-run.ts'

const source = (name: string, members: JsonObject): SourceFile =>
  file(`statsig/ingestions/${name}.yaml`, stringify({ ...members, source_name: name }))
const schedule = (dataset: string, hour: number): SourceFile =>
  file(
    `statsig/ingestion_schedules/${dataset}.yaml`,
    stringify({ dataset, scheduled_hour_pst: hour }),
  )

const metrics = {
  dataset: 'Metrics',
  type: 'snowflake-v2',
  query: 'SELECT 1',
  enabled: true,
  column_mapping: { unit_id: 'u', id_type: 't', dateid: 'd', metric_name: 'm', numerator: 'n' },
}
const events = {
  dataset: 'Events',
  type: 'databricks',
  use_delta_sharing: true,
  share: 'a share',
  schema: 'a schema',
  table: 'a table',
  enabled: false,
  column_mapping: { event_name: 'e', timestamp: 't', ids: { companyID: 'c' } },
  connection: {
    host: 'somewhere.example.com',
    path: '/sql/1',
    token: { env: 'A_TOKEN' },
    deltaSharingCredentials: { env: 'B_TOKEN' },
  },
}
const exposures = {
  dataset: 'export_exposures',
  type: 's3',
  query: 'SELECT *\nFROM exposures\n',
  enabled: true,
  column_mapping: { experiment: 'e', group_id: 'g', timestamp: 't', unit_id: 'u', ids: {} },
}
const odd = 'a name :: with & and = and ä'
const company = [
  source('orders', metrics),
  source('refunds', { ...metrics, query: 'SELECT 2' }),
  source(odd, metrics),
  source('clicks', events),
  source('exposures', exposures),
  schedule('Metrics', 10),
  schedule('Events', 0),
]

const concerning =
  /^(worst-case|unknown-members|post-resets|no-update-defaults|null-clears|ingestion)/
const behaviorCases: readonly (Behavior | undefined)[] = [
  undefined,
  ...behaviors.map(({ name }) => name).filter((name) => concerning.test(name)),
]
const secrets = { A_TOKEN: 'the value of a token', B_TOKEN: 'the value of another' }

const under = (
  behavior: Behavior | undefined,
  work: (project: TestProject) => Promise<void>,
): Promise<void> =>
  withProject({ project: 'warehouse', secrets, ...(behavior && { behaviors: [behavior] }) }, work)

/** Members that a plan has said it cannot see. */
const unseen = (diagnostics: readonly { readonly code: string; readonly message: string }[]) =>
  diagnostics.flatMap(({ code, message }) => (code === 'unreadable-value' ? [message] : []))

const writes = ({ emulator }: TestProject, from: number) =>
  emulator.requests
    .slice(from)
    .filter(({ method }) => method !== 'GET')
    .map(({ body, method, path }) => ({ body, method, path }))

describe.each(
  behaviorCases.map((behavior) => ({ behavior, name: behavior ?? 'the usual behavior' })),
)('under $name', ({ behavior }) => {
  test('what is applied is in sync, or said not to be seen', async () => {
    await under(behavior, async (project) => {
      const first = await project.apply(company)
      expect(troubles(first.report)).toEqual([])
      const second = await project.plan(company)
      expect(briefly(second.run.plan)).toEqual([])
      const isOpaque = unseen(second.diagnostics).length > 0
      expect(unseen(second.diagnostics)).toHaveLength(isOpaque ? 5 : 0)
      expect(isOpaque).toBe(/not-returned/.test(behavior ?? ''))
      expect(project.findings()).toEqual([])
    })
  })

  test('one change plans exactly that, and applying it is enough', async () => {
    await under(behavior, async (project) => {
      await project.apply(company)
      const changes: readonly (readonly [string, SourceFile, string])[] = [
        ['orders', source('orders', { ...metrics, enabled: false }), 'enabled true → false'],
        ['refunds', source('refunds', { ...metrics, query: 'SELECT 3' }), 'query '],
        [
          odd,
          source(odd, { ...metrics, column_mapping: { ...metrics.column_mapping, unit_id: 'x' } }),
          'column_mapping.unit_id "u" → "x"',
        ],
        ['Metrics', schedule('Metrics', 11), 'scheduled_hour_pst 10 → 11'],
      ]
      for (const [name, changed, said] of changes) {
        const files = company.map((each) => (each.path === changed.path ? changed : each))
        const planned = await project.plan(files)
        const lines = briefly(planned.run.plan)
        const isSeen = !unseen(planned.diagnostics).some((line) => line.includes(`::${name}\``))
        expect(lines).toEqual(
          isSeen || said.startsWith('enabled')
            ? [expect.stringContaining(`::${name}; ${said}`.replace('::Metrics', '/Metrics'))]
            : [],
        )
        expect(troubles((await project.apply(files)).report)).toEqual([])
        expect(briefly((await project.plan(files)).run.plan)).toEqual([])
        await project.apply(company)
      }
      expect(project.findings()).toEqual([])
    })
  })
})

test('the connection is sent right before its source is created, and never again', async () => {
  const sent: Request[] = []
  const between = (writer: Writer): Writer => ({
    ...writer,
    send: (request, options) =>
      writer.send(request, {
        ...options,
        check: async (...turn) => {
          const checked = await options.check?.(...turn)
          if (checked !== undefined) sent.push({ ...request, ...checked })
          return checked
        },
      }),
  })
  await withProject({ project: 'warehouse', secrets, between }, async (project) => {
    await project.apply(company)
    const at = sent.findIndex(({ path }) => path.endsWith('/connection/databricks'))
    expect(sent[at]?.body).toEqual({
      host: 'somewhere.example.com',
      path: '/sql/1',
      token: secrets.A_TOKEN,
      deltaSharingCredentials: secrets.B_TOKEN,
    })
    expect(sent.filter(({ path }) => path.endsWith('/databricks'))).toHaveLength(1)
    const made = sent.findIndex(({ body }) => JSON.stringify(body).includes('clicks'))
    expect(at).toBeLessThan(made)
    expect(JSON.stringify(sent[made]?.body)).not.toMatch(/connection|token/i)
    sent.length = 0
    await project.apply([source('clicks', { ...events, enabled: true })])
    expect(sent).toHaveLength(1)
    expect(JSON.stringify(sent)).not.toMatch(/connection|token/i)
  })
})

test('an update says in its body which source it means, and carries what is seen nowhere', async () => {
  for (const behavior of [undefined, 'ingestion-data-not-returned'] as const)
    await under(behavior, async (project) => {
      await project.apply(company)
      const start = project.emulator.requests.length
      await project.apply([source('orders', { ...metrics, enabled: false })])
      const which = { dataset: 'Metrics', type: 'snowflake-v2', source_name: 'orders' }
      const { column_mapping, query } = metrics
      expect(writes(project, start)).toEqual([
        {
          method: 'PATCH',
          path: '/console/v1/ingestion',
          body: {
            ...which,
            enabled: false,
            ...(behavior && {
              column_mapping: expect.objectContaining(column_mapping),
              query,
            }),
          },
        },
      ])
    })
})

test('a retired source is deleted, and no other', async () => {
  await under(undefined, async (project) => {
    await project.apply(company)
    const retired = file(
      'statsig/ingestions/retired.yaml',
      stringify({ ...metrics, source_name: odd, lifecycle: { retired: 'delete' } }),
    )
    const others = company.filter(({ path }) => !path.includes(odd))
    expect(troubles((await project.apply([...others, retired])).report)).toEqual([])
    expect(briefly((await project.plan([...others, retired])).run.plan)).toEqual([])
    expect(project.emulator.requests.filter(({ method }) => method === 'DELETE')).toHaveLength(1)
  })
})

test('a plan asks once for each that the files describe, and for none where they describe none', async () => {
  await under(undefined, async (project) => {
    await project.plan(company)
    const asked = project.emulator.requests.map(({ path }) => path)
    expect(asked.filter((path) => path.includes('ingestion'))).toHaveLength(company.length)
    const start = project.emulator.requests.length
    await project.plan([file('statsig/tags/a.yaml', 'name: A\ndescription: a\n')])
    const others = project.emulator.requests.slice(start).map(({ path }) => path)
    expect(others.filter((path) => path.includes('ingestion'))).toEqual([])
  })
})
