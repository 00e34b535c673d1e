// `plan --server-validate`: what Statsig is asked, in which order, and what comes of its answers.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type JsonObject, member } from '../../src/core/json.ts'
import { type Behavior, startEmulator } from '../../src/emulator/index.ts'
import { consoleDryRunner } from '../../src/io/statsig/console-api/index.ts'
import { statsigDryRunner } from '../../src/io/statsig/resource-api.ts'
import { kindOf } from '../../src/kinds/index.ts'
import { createKindRegistry } from '../../src/kinds/registry.ts'
import { load } from '../../src/load/index.ts'
import { readSettings } from '../../src/load/settings/index.ts'
import { placeFault, serverValidate } from '../../src/prepare/server-validate.ts'
import { runCli } from '../support/cli.ts'
import { file, type ProjectOptions, withProject } from '../support/project.ts'

const words = createKindRegistry({})
const { settings } = readSettings(undefined)

const source = (name: string, sql = 'SELECT * FROM orders') =>
  file(
    `statsig/metric_sources/${name}.yaml`,
    `name: ${name}\nsql: ${sql}\ntimestampColumn: at\nidTypeMapping:\n  - statsigUnitID: userID\n    column: user_id\n`,
  )
const metric = (name: string, of: string) =>
  file(
    `statsig/metrics/${name}.yaml`,
    `name: ${name}\ntype: user_warehouse\nwarehouseNative:\n  aggregation: count\n  metricSourceName: ${of}\n`,
  )
const gate = file('statsig/gates/a_gate.yaml', 'id: a_gate\nname: A gate\n')
const live: JsonObject = {
  name: 'Orders',
  sql: 'SELECT 1',
  timestampColumn: 'at',
  idTypeMapping: [{ statsigUnitID: 'userID', column: 'user_id' }],
}

const asked = (
  files: readonly ReturnType<typeof file>[],
  options: ProjectOptions = {},
  held: readonly JsonObject[] = [live],
) =>
  withProject({ project: 'warehouse', ...options }, async ({ api, emulator, findings, plan }) => {
    for (const object of held) emulator.insert('metric_sources', object)
    const { run } = await plan(files)
    const before = emulator.snapshot()
    const sent = emulator.requests.length
    const told = await serverValidate(
      run,
      load(files, settings).desired,
      words,
      statsigDryRunner(consoleDryRunner(api), words),
    )
    expect(emulator.snapshot()).toEqual(before)
    expect(findings()).toEqual([])
    const requests = emulator.requests.slice(sent)
    return { told, requests: requests.map(({ method, path }) => `${method} ${path}`) }
  })

describe('Statsig is asked', () => {
  test('about creations and updates, sources before the metrics that need them', async () => {
    const { requests, told } = await asked([
      metric('Count', 'Orders'),
      source('Orders', 'SELECT 2'),
      source('Others'),
      gate,
    ])
    expect(requests.sort()).toEqual([
      'POST /console/v1/metrics',
      'POST /console/v1/metrics/metric_source',
      'POST /console/v1/metrics/metric_source/Orders',
    ])
    expect(told).toEqual({ diagnostics: [], checked: 3, skipped: [] })
  })

  test('not about a metric whose source is still to be created, and that is said', async () => {
    const { requests, told } = await asked([metric('Count', 'New'), source('New')], {}, [])
    expect(requests).toEqual(['POST /console/v1/metrics/metric_source'])
    expect(told.skipped).toEqual([
      { address: 'metric/Count::user_warehouse', needs: 'metric_source/New' },
    ])
  })

  test('never about a kind that would be written', async () => {
    expect((await asked([gate])).requests).toEqual([])
    await withProject({}, async ({ api }) => {
      const port = statsigDryRunner(consoleDryRunner(api), words)
      await expect(
        port.serverValidate('gate', { method: 'POST', path: '/console/v1/gates', body: {} }),
      ).rejects.toThrow(
        '`gate` has no dry run of POST /console/v1/gates: Statsig would execute it.',
      )
    })
  })

  test('about what an apply would send, and the word that keeps it from being carried out', async () => {
    const bodies: unknown[] = []
    const port = statsigDryRunner(
      { dryRun: async ({ body, mark }) => void bodies.push({ mark, body }) },
      words,
    )
    const files = [source('Orders')]
    await withProject({ project: 'warehouse' }, async ({ emulator, plan }) => {
      const { run } = await plan(files)
      await serverValidate(run, load(files, settings).desired, words, port)
      expect(emulator.requests.filter(({ method }) => method !== 'GET')).toEqual([])
    })
    expect(bodies).toEqual([{ mark: 'body', body: { ...live, sql: 'SELECT * FROM orders' } }])
  })
})

const config = (value: string, schema = '{"type":"object"}') =>
  file(
    'statsig/dynamic_configs/a_config.yaml',
    `id: a_config\nname: A config\nschema: '${schema}'\ndefaultValue:\n  size: ${value}\n`,
  )

/** The witness of today does not know the query everywhere, so that it stands aside. */
const askedAboutConfig = (files: readonly ReturnType<typeof file>[], isLive: boolean) =>
  withProject({ unjudged: true }, async ({ api, emulator, plan }) => {
    const schema = '{"type":"object","properties":{"size":{"type":"number"}}}'
    if (isLive)
      emulator.insert('dynamic_configs', {
        ...{ id: 'a_config', name: 'A config', schema, defaultValue: { size: 1 } },
      })
    const { run } = await plan(files)
    const [before, sent] = [emulator.snapshot(), emulator.requests.length]
    const port = statsigDryRunner(consoleDryRunner(api), words)
    const told = await serverValidate(run, load(files, settings).desired, words, port)
    expect(emulator.snapshot()).toEqual(before)
    const requests = emulator.requests.slice(sent)
    return { told, requests: requests.map(({ method, path }) => `${method} ${path}`) }
  })

describe('a dynamic config', () => {
  const schema = '{"type":"object","properties":{"size":{"type":"number"}}}'

  test('is checked in the query of its update, and nothing is stored', async () => {
    const { requests, told } = await askedAboutConfig([config('2', schema)], true)
    expect(requests).toEqual(['PATCH /console/v1/dynamic_configs/a_config?dryRun=true'])
    expect(told).toEqual({ diagnostics: [], checked: 1, skipped: [] })
  })

  test('is refused at the line of its member', async () => {
    const { told } = await askedAboutConfig([config('large', schema)], true)
    expect(told.diagnostics.map(({ at }) => `${at?.file}:${at?.line}`)).toEqual([
      'statsig/dynamic_configs/a_config.yaml:5',
    ])
  })

  test('that is to be created is not checked: its creation has no dry run', async () => {
    const { requests, told } = await askedAboutConfig([config('2')], false)
    expect(requests).toEqual([])
    expect(told.checked).toBe(0)
  })
})

test('what Statsig finds is told at the line of the file, all of it', async () => {
  const { told } = await asked([
    source('Orders', 'DROP TABLE a'),
    source('Others', 'DELETE FROM b'),
  ])
  expect(
    told.diagnostics.map(({ at, message }) => `${at?.file}:${at?.line}:${at?.column} ${message}`),
  ).toEqual([
    "statsig/metric_sources/Orders.yaml:2:6 Statsig rejects `sql`: SQL compilation error: unexpected 'DROP'.",
    "statsig/metric_sources/Others.yaml:2:6 Statsig rejects `sql`: SQL compilation error: unexpected 'DELETE'.",
  ])
})

const deep = '/warehouseNative/criteria/0/column'
test.each([
  [{ property: 'warehouseNative.criteria.0.column', message: 'No.' }, deep, 'No.'],
  [{ property: 'warehouseNative.criteria[0].column', message: 'No.' }, deep, 'No.'],
  [{ property: '', message: 'warehouseNative.criteria.0.column: No: never.' }, deep, 'No: never.'],
  [{ property: 'name', message: 'Required' }, '/name', 'Required'],
  [{ property: '', message: 'name: Required' }, '/name', 'Required'],
  [{ property: '', message: 'aKeyOfTheFile: Required' }, '/aKeyOfTheFile', 'Required'],
  [{ property: 'aKeyOfTheFile', message: 'Required' }, '/aKeyOfTheFile', 'Required'],
  [{ property: 'body', message: 'Wrong' }, '', 'body: Wrong'],
  [{ property: '', message: 'body: Wrong' }, '', 'body: Wrong'],
  [{ property: '', message: 'Something is wrong: no' }, '', 'Something is wrong: no'],
  [{ property: '', message: 'name:Required' }, '', 'name:Required'],
  [{ property: '', message: 'name' }, '', 'name'],
  [{ property: '', message: ': x' }, '', ': x'],
  [{ property: '', message: '' }, '', ''],
  [{ property: 'toString', message: 'x' }, '', 'toString: x'],
])('the fault %j belongs to `%s`', (fault, pointer, text) => {
  const definition = { members: { aKeyOfTheFile: 1 } }
  expect(placeFault(fault, kindOf('metric'), definition)).toEqual({ pointer, text })
})

const errorForms: readonly (readonly Behavior[])[] = [
  [],
  ['errors-as-texts'],
  ['errors-as-one-text'],
  ['errors-mixed'],
]
const faulty = source('Orders', 'DROP TABLE a')

describe.each(errorForms.map((behaviors) => ({ behaviors })))(
  'with faults in the form of $behaviors',
  ({ behaviors }) => {
    test('a fault stands at the line of its key', async () => {
      const { told } = await asked([faulty], { behaviors, unjudged: true }, [])
      expect(
        told.diagnostics.map(({ at, message }) => `${at?.line}:${at?.column} ${message}`),
      ).toEqual(["2:6 Statsig rejects `sql`: SQL compilation error: unexpected 'DROP'."])
    })

    test('an apply shows it, once and whole', async () => {
      await withProject({ behaviors, project: 'warehouse', unjudged: true }, async ({ apply }) => {
        const { report } = await apply([faulty])
        const [outcome] = report.outcomes
        expect(outcome?.status).toBe('failed')
        expect(JSON.stringify(outcome)).toContain(
          "Bad Request Exception (sql: SQL compilation error: unexpected 'DROP'.)",
        )
      })
    })
  },
)

test('a dry run that nobody answers fails the command, and is no fault of the files', async () => {
  await expect(
    asked([source('Orders')], { unjudged: true, faults: [{ kind: '403', method: 'POST' }] }),
  ).rejects.toThrow(/answered 403/)
})

test('dry runs keep to the limit of writes', async () => {
  const files = Array.from({ length: 30 }, (_, index) => source(`Source ${index}`))
  await withProject({ project: 'warehouse', unjudged: true }, async ({ api, clock, plan }) => {
    const { run } = await plan(files)
    const began = clock.now()
    const limited = { ...api, limits: [{ count: 10, ms: 10_000 }], share: 1 }
    await serverValidate(
      run,
      load(files, settings).desired,
      words,
      statsigDryRunner(consoleDryRunner(limited), words),
    )
    expect(clock.now() - began).toBeGreaterThanOrEqual(20_000)
  })
})

describe('on the command line', () => {
  const folder = (files: readonly ReturnType<typeof file>[]): string => {
    const root = mkdtempSync(join(tmpdir(), 'rehearse-'))
    onTestFinished(() => rmSync(root, { recursive: true }))
    for (const { path, text } of files) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    return root
  }

  const served = async (files: readonly ReturnType<typeof file>[], ...args: readonly string[]) => {
    const emulator = await startEmulator({ seed: 1, project: 'warehouse' })
    onTestFinished(() => emulator.close())
    const env = { STATSIG_API_URL: emulator.url, STATSIG_API_KEY: emulator.key }
    const said = await runCli(['plan', ...args], { cwd: folder(files), env })
    return { ...said, written: emulator.snapshot()['metric_sources'] }
  }

  test('a fault ends the plan with 3, and nothing is written', async () => {
    const { code, err, out, written } = await served(
      [source('Orders', 'DROP TABLE a')],
      '--server-validate',
    )
    expect({ code, out, written }).toEqual({ code: 3, out: '', written: [] })
    expect(err).toContain('error[rejected-by-statsig]')
  })

  test('without it Statsig is not asked', async () => {
    const { code } = await served([source('Orders', 'DROP TABLE a')])
    expect(code).toBe(0)
  })

  test('what was asked about and what was not is said', async () => {
    const files = [source('Orders'), metric('Count', 'Orders')]
    const { code, out } = await served(files, '--server-validate')
    expect(code).toBe(0)
    expect(out).toContain(
      'Server validation: Statsig accepts 1 change in a dry run.\nNot checked: `metric/Count::user_warehouse` needs `metric_source/Orders`, which does not exist in Statsig yet.\n',
    )
    const json = await served(files, '--server-validate', '--format', 'json')
    expect(member(JSON.parse(json.out), 'serverValidation')).toEqual({
      checked: 1,
      skipped: [{ address: 'metric/Count::user_warehouse', needs: 'metric_source/Orders' }],
    })
  })
})
