// The key is in nothing that is printed, saved or logged, whatever goes wrong.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test as testInBothRuns } from 'vitest'
import { type Emulator, type Fault, startEmulator } from '../src/emulator/index.ts'
import { runCli } from './support/cli.ts'
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
      // The file's own text may be shown: somebody has written it there. The key that was sent may not.
      const shown = `${out}${err}${saved}`.replaceAll(/(description"?: "?)console-\S+/g, '$1')
      expect(shown).not.toContain('CANARY')
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
    trackInterrupts: () => () => false,
    openRepository: async () => undefined,
  })
  expect(taken).toEqual(['STATSIG_API_KEY', 'STATSIG_CONSOLE_KEY'])
  expect(env).toEqual({})
})

test('a key that would be printed by Node is not used', async () => {
  const { code, err } = await runCli(['plan', '--api-url', emulator.url], {
    cwd: root,
    env: { STATSIG_API_KEY: key, NODE_DEBUG: 'http' },
  })
  expect(code).toBe(64)
  expect(err).toContain('NODE_DEBUG')
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
