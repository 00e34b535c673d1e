// The key is in nothing that is printed, saved or logged, whatever goes wrong.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test as testInBothRuns } from 'vitest'
import { type Emulator, type Fault, startEmulator } from '../src/emulator/index.ts'
import { printsRequests } from '../src/session/node-debug.ts'
import { json, serve } from './io/statsig/console-api/fixture.ts'
import { runCli } from './support/cli.ts'
import { neverInterrupted } from './support/interrupts.ts'
import { casesForRun, usualRunTest as test } from './support/long-run.ts'

const key = 'console-emulator-CANARY0123456789abcdef'
let root = ''
let emulator: Emulator

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'secrets-'))
  await mkdir(join(root, 'statsig/gates'), { recursive: true })
  await writeFile(
    join(root, 'statsig/gates/a.yaml'),
    `id: gate_a\nname: Gate a\ndescription: ${key}\n`,
  )
  emulator = await startEmulator({ key, limits: 'none' })
})
afterAll(async () => {
  await emulator.close()
  await rm(root, { recursive: true })
})

const faults: readonly (Fault | undefined)[] = [
  undefined,
  { kind: '401' },
  { kind: '403' },
  { kind: 'redirect' },
  { kind: 'html', times: 1 },
  { kind: 'reset', times: 1 },
]
const commands = [
  'plan --debug --api-url URL',
  'plan --debug --format json --out plan.json --api-url URL',
  'apply --yes --debug --api-url URL',
  'apply plan.json --yes --debug --format json --api-url URL',
  'plan --debug --api-url http://127.0.0.1:1',
  'plan --debug --api-url https://statsigapi.net',
  'plan --api-url https://example.com',
  'plan --emulator --debug',
]

// Where nothing listens, requests are repeated for seconds.
testInBothRuns.each(casesForRun(commands, (command) => !command.includes('127.0.0.1:1')))(
  '`%s` shows nothing of the key',
  async (command) => {
    const isElsewhere = !/URL|--emulator/.test(command)
    for (const fault of isElsewhere ? [undefined] : faults) {
      emulator.faults = fault ? [fault] : []
      const args = command.replace('URL', emulator.url).split(' ')
      const { err, out } = await runCli(args, { cwd: root, env: { STATSIG_API_KEY: key } })
      const saved = await readFile(join(root, 'plan.json'), 'utf8').catch(() => '')
      expect(`${out}${err}${saved}`).not.toContain('CANARY')
      if (!command.includes('http://127.0.0.1:1')) expect(`${out}${err}`).not.toBe('')
    }
  },
)

test('the key is gone from the environment once it was read', async () => {
  const env: Record<string, string> = { STATSIG_API_KEY: key, STATSIG_CONSOLE_KEY: key }
  const taken: string[] = []
  const { runCommandLine: run } = await import('../src/cli/program.ts')
  await run(['plan', '--api-url', emulator.url], {
    writeOutput: () => {},
    writeError: () => {},
    readVariable: (name) => env[name],
    takeVariable: (name) => {
      taken.push(name)
      const value = env[name]
      delete env[name]
      return value
    },
    cwd: root,
    isTerminal: false,
    width: 80,
    random: () => 0.5,
    ask: async () => '',
    waitForStopSignal: async () => {},
    trackInterrupts: neverInterrupted,
    openRepository: async () => undefined,
    wallTime: Date.now,
  })
  expect(taken).toEqual(['STATSIG_API_KEY', 'STATSIG_CONSOLE_KEY'])
  expect(env).toEqual({})
})

describe('a key that would be printed by Node', () => {
  test.each(['http', '*', 'ht*', '_http*,h*', 'HTTP', 'fs, *tp', 'fs,NET', 'F*H', 'child_process'])(
    'is not used: NODE_DEBUG=%s',
    async (pattern) => {
      for (const name of ['STATSIG_API_KEY', 'STATSIG_CONSOLE_KEY']) {
        const env = { [name]: key, NODE_DEBUG: pattern }
        const { code, err } = await runCli(['plan', '--api-url', emulator.url], { cwd: root, env })
        expect([code, err]).toEqual([64, expect.stringContaining('NODE_DEBUG')])
      }
    },
  )

  test.each(['', ',', 'module', 'fs,timer*', 'http-proxy', 'htt', '*x', 'f*s', 'my*app'])(
    'is used where NODE_DEBUG is `%s`',
    (pattern) => expect(printsRequests(pattern)).toBe(false),
  )
})

describe('an error that repeats the key', () => {
  const encode: Readonly<Record<string, (text: string) => string>> = {
    'in base64': (text) => Buffer.from(text).toString('base64'),
    'in capitals': (text) => text.toUpperCase(),
    'from its ninth character on': (text) => text.slice(8),
    'with percent signs': (text) =>
      [...text].map((each) => `%${each.charCodeAt(0).toString(16)}`).join(''),
  }
  test.each(Object.keys(encode))('%s: shows nothing of it', async (name) => {
    const other = 'console-emulator-0THER9876543210fedcba'
    const spelt = [key, other].map((each) => encode[name]?.(each) ?? '')
    const server = await serve((response) =>
      json(response, 400, { message: `Not allowed for ${spelt}`, errors: [{ property: spelt }] }),
    )
    const { err, out } = await runCli(['plan', '--debug', '--api-url', server.url.href], {
      cwd: root,
      env: { STATSIG_API_KEY: key, STATSIG_CONSOLE_KEY: other },
    })
    expect(err).toContain('Not allowed for')
    for (const each of spelt) expect(`${out}${err}`).not.toContain(each.slice(-10))
  })
})

test('a text of Statsig that holds the key is shown without it, and is written to no file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'secrets-'))
  emulator.faults = []
  emulator.insert('gates', { id: 'gate_b', name: 'Gate b', description: `it is ${key}` })
  const run = (command: string) =>
    runCli([...command.split(' '), '--api-url', emulator.url], {
      cwd: folder,
      env: { STATSIG_API_KEY: key },
    })
  const imported = await run('import gate/gate_b')
  expect(imported.code).toBe(0)
  expect(imported.out + imported.err).toContain('its text holds the key or another secret')
  await mkdir(join(folder, 'statsig/gates'), { recursive: true })
  await writeFile(
    join(folder, 'statsig/gates/b.yaml'),
    'id: gate_b\nname: Gate b\ndescription: x\n',
  )
  const { code, err, out } = await run('plan --two-way --out plan.json')
  expect([code, err]).toEqual([64, expect.stringContaining('The plan was not saved')])
  expect(out + err).not.toContain('CANARY')
  expect(await readdir(folder, { recursive: true })).not.toContain('plan.json')
  await rm(folder, { recursive: true })
})

test('nothing that a file says reaches the prototype of objects', async () => {
  const before = Object.getOwnPropertyNames(Object.prototype)
  await writeFile(
    join(root, 'statsig/gates/b.yaml'),
    'id: gate_b\nname: Gate b\n__proto__: { polluted: true }\nconstructor: { prototype: { polluted: true } }\n',
  )
  const { code } = await runCli(['validate'], { cwd: root })
  await rm(join(root, 'statsig/gates/b.yaml'))
  expect(code).toBe(3)
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
})
