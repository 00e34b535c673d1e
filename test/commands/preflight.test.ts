// Before anything is planned: the right project, chosen among the targets, and a warehouse where one is needed.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { member } from '../../src/core/json.ts'
import { type Emulator, startEmulator } from '../../src/emulator/index.ts'
import { planFileText, readPlanFile } from '../../src/prepare/plan-file.ts'
import { runCli } from '../support/cli.ts'

let emulator: Emulator
beforeEach(async () => {
  emulator = await startEmulator({ seed: 1 })
  return () => emulator.close()
})

const ours = '6EmulatedProject000000'
const gate = { 'statsig/gates/a_gate.yaml': 'id: a_gate\nname: A gate\n' }

const folder = (files: Readonly<Record<string, string>>): string => {
  const root = mkdtempSync(join(tmpdir(), 'preflight-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

const run = (files: Readonly<Record<string, string>>, ...args: readonly string[]) =>
  runCli(args, {
    cwd: folder(files),
    env: { STATSIG_API_URL: emulator.url, STATSIG_API_KEY: emulator.key },
  })

const settings = (...targets: readonly (readonly [string, string])[]) => ({
  'statsig.yaml': `targets:\n${targets.map(([name, said]) => `  ${name}: ${said}\n`).join('')}`,
})
const sent = () => emulator.requests.map(({ method, path }) => `${method} ${path.split('?')[0]}`)

describe('the project', () => {
  const wrong = settings(['production', '{ project: another }'])
  const said = `Refused: nothing was planned or written. In \`statsig.yaml\` the target \`production\` is the project \`another\`, and the key belongs to the project \`${ours}\`.`

  test.each([[['plan']], [['apply', '--yes']], [['doctor']], [['import', '--all']]])(
    'of another key ends %j with 4, and nothing else is asked',
    async (args) => {
      const { code, err, out } = await run({ ...gate, ...wrong }, ...args)
      expect({ code, err, out }).toEqual({ code: 4, err: `${said}\n`, out: '' })
      expect(sent()).toEqual(['GET /console/v1/project'])
    },
  )

  test('of another key is said to programs as well', async () => {
    const { code, out } = await run({ ...gate, ...wrong }, 'plan', '--format', 'json')
    expect(code).toBe(4)
    expect(JSON.parse(out)).toEqual({ version: 2, refused: said })
  })

  test('that is meant is planned, under the name of its target', async () => {
    const right = settings(['production', `{ project: ${ours} }`])
    const { code, out } = await run({ ...gate, ...right }, 'plan', '--format', 'json')
    expect(code).toBe(0)
    expect(member(JSON.parse(out), 'target')).toBe('production')
    expect(sent()).toContain('GET /console/v1/project')
  })

  test('is not asked for where no target says which is meant, and the target is `default`', async () => {
    const { out } = await run(gate, 'plan', '--format', 'json')
    expect(member(JSON.parse(out), 'target')).toBe('default')
    expect(sent()).toEqual(['GET /console/v1/gates'])
  })

  test('that cannot be read stops the plan', async () => {
    emulator.faults = [{ kind: '403', path: '/project' }]
    const { code, err } = await run(
      { ...gate, ...settings(['production', `{ project: ${ours} }`]) },
      'plan',
    )
    expect(code).toBe(1)
    expect(err).toContain('/console/v1/project')
  })
})

describe('targets', () => {
  const two = settings(['staging', '{ project: another }'], ['production', `{ project: ${ours} }`])

  test('of which several could be meant are named', async () => {
    const { code, err } = await run({ ...gate, ...two }, 'plan')
    expect({ code, err }).toEqual({
      code: 64,
      err: '`statsig.yaml` has several targets: `staging`, `production`. Select one with `--target`.\n',
    })
    expect(sent()).toEqual([])
  })

  test('are chosen by name', async () => {
    expect((await run({ ...gate, ...two }, 'plan', '--target', 'production')).code).toBe(0)
    expect((await run({ ...gate, ...two }, 'plan', '--target', 'staging')).code).toBe(4)
  })

  test.each([
    [two, 'productoin', 'There is no target `productoin`. Did you mean `production`?\n'],
    [two, 'x', 'There is no target `x`. The targets are `staging`, `production`.\n'],
    [{}, 'x', '`--target` selects one of the `targets` in `statsig.yaml`, and it has none.\n'],
  ])('that are not there are wrong usage', async (files, name, said) => {
    const { code, err } = await run({ ...gate, ...files }, 'plan', '--target', name)
    expect({ code, err }).toEqual({ code: 64, err: said })
  })

  test('may have definitions of their own', async () => {
    const files = {
      'a/gates/a.yaml': 'id: gate_a\nname: Gate a\n',
      'b/gates/b.yaml': 'id: gate_b\nname: Gate b\n',
      ...settings(['staging', '{ definitions: a }'], ['production', '{ definitions: [b] }']),
    }
    expect((await run(files, 'plan', '--target', 'staging')).out).toContain('gate/gate_a')
    expect((await run(files, 'validate', '--target', 'production')).out).toContain('1 definition')
    expect((await run(files, 'validate')).code).toBe(64)
  })

  test('need not be chosen to validate what all of them share', async () => {
    expect((await run({ ...gate, ...two }, 'validate')).code).toBe(0)
  })

  test('bind a saved plan: it is applied to the one that it was made for', async () => {
    const cwd = folder({ ...gate, ...two })
    const env = { STATSIG_API_URL: emulator.url, STATSIG_API_KEY: emulator.key }
    const plan = ['plan', '--target', 'production', '--out', 'plan.json']
    expect((await runCli(plan, { cwd, env })).code).toBe(0)
    const other = await runCli(['apply', 'plan.json', '--yes', '--target', 'staging'], { cwd, env })
    expect(other).toMatchObject({
      code: 64,
      err: 'The plan was made for the target `production`.\n',
    })
    expect((await runCli(['apply', 'plan.json', '--yes'], { cwd, env })).code).toBe(0)
  })

  test.each([
    [
      'targets:\n  a b: {}\n',
      '2:3: error[invalid-settings]: `a b` cannot be the name of a target.',
    ],
    [
      'targets:\n  a: { projekt: x }\n',
      '2:8: error[invalid-settings]: `targets.a` has no field `projekt`.',
    ],
    [
      'targets:\n  a: { definitions: ../b }\n',
      '2:21: error[invalid-settings]: `../b` leads out of the repository',
    ],
    ['targets:\n  a: { url: https://example.com }\n', '2:8: error[invalid-settings]'],
  ])('that cannot be used are told at their line', async (text, said) => {
    const { code, err } = await run({ ...gate, 'statsig.yaml': text }, 'validate')
    expect(code).toBe(3)
    expect(err).toContain(`statsig.yaml:${said}`)
  })
})

describe('a warehouse', () => {
  const source = {
    'statsig/metric_sources/orders.yaml':
      'name: Orders\nsql: SELECT 1\ntimestampColumn: at\nidTypeMapping:\n  - statsigUnitID: userID\n    column: id\n',
  }
  const metric = {
    'statsig/metrics/orders.yaml':
      'name: Orders\ntype: sum\nunitTypes: [userID]\nmetricEvents:\n  - name: order\nwarehouseNative:\n  aggregation: count\n',
  }
  const told = (err: string) => err.split('\n').filter((line) => line.includes('error['))

  test('that a cloud project does not have is told of each source, before anything but their list is asked', async () => {
    const { code, err } = await run({ ...source, ...metric }, 'plan')
    expect(code).toBe(3)
    expect(told(err)).toEqual([
      'statsig/metric_sources/orders.yaml:1:1: error[needs-warehouse]: Only warehouse native projects have metric sources, and this one is a cloud project.',
    ])
    expect(sent()).toEqual([
      'GET /console/v1/company',
      'GET /console/v1/metrics/metric_source/list',
    ])
  })

  test('is not needed for what a cloud project shows that it has', async () => {
    const idTypeMapping = [{ statsigUnitID: 'userID', column: 'id' }]
    const shown = { name: 'Orders', sql: 'SELECT 1', timestampColumn: 'at', idTypeMapping }
    emulator.insert('metric_sources', shown)
    expect(await run(source, 'plan')).toMatchObject({
      code: 0,
      out: expect.stringContaining('In sync'),
    })
    const changed = 'statsig/metric_sources/orders.yaml'
    const more = { [changed]: `${source[changed]}description: of early access\n` }
    expect((await run(more, 'apply', '--yes')).code).toBe(0)
    expect(emulator.object('metric_sources', 'Orders')).toMatchObject({
      description: 'of early access',
    })
  })

  test.each([[['plan']], [['apply', '--yes']]])(
    'that a cloud project does not have is told at each key that would be sent: %j',
    async (args) => {
      const { code, err } = await run(metric, ...args)
      expect(code).toBe(3)
      expect(told(err)).toEqual([
        'statsig/metrics/orders.yaml:6:1: error[needs-warehouse]: Only warehouse native projects have `warehouseNative`, and this one is a cloud project.',
      ])
      expect(sent().filter((line) => !line.startsWith('GET '))).toEqual([])
    },
  )

  test('is not asked for where live state says what the file says', async () => {
    emulator.insert('experiments', { id: 'search', name: 'Search', allocationDuration: 14 })
    const file = (days: number) => ({
      'statsig/experiments/search.yaml': `id: search\nname: Search\nallocationDuration: ${days}\n`,
    })
    expect((await run(file(14), 'plan')).code).toBe(0)
    expect(sent()).not.toContain('GET /console/v1/company')
    expect((await run(file(21), 'plan')).code).toBe(3)
  })

  test('is asked for once where it is there', async () => {
    await emulator.close()
    emulator = await startEmulator({ seed: 1, project: 'warehouse' })
    const { code } = await run({ ...source, ...metric }, 'plan')
    expect(code).toBe(0)
    expect(sent().filter((line) => line.endsWith('/company'))).toHaveLength(1)
  })
})

describe('a saved plan', () => {
  test('is for the project that it was made for, and for no other', async () => {
    const root = folder(gate)
    const there = {
      cwd: root,
      env: { STATSIG_API_URL: emulator.url, STATSIG_API_KEY: emulator.key },
    }
    expect((await runCli(['plan', '--out', 'plan.json'], there)).code).toBe(0)
    const file = await readPlanFile(root, 'plan.json')
    expect(file.project).toBe(ours)
    writeFileSync(join(root, 'other.json'), planFileText({ ...file, project: 'another' }))
    const before = sent().length
    const { code, err } = await runCli(['apply', 'other.json', '--yes'], there)
    expect({ code, err }).toEqual({
      code: 4,
      err: `Refused: nothing was written. The plan was made for the project \`another\`, and the key belongs to the project \`${ours}\`.\n`,
    })
    expect(sent().slice(before)).toEqual(['GET /console/v1/project'])
    expect((await runCli(['apply', 'plan.json', '--yes'], there)).code).toBe(0)
  })
})
