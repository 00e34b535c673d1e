// The bundled command line as a process of its own: its exit code, its streams, its signals.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, request, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test as testInBothRuns } from 'vitest'
import { type Emulator, startEmulator } from '../src/emulator/index.ts'
import { casesForRun, longRunTest } from './support/long-run.ts'

const execute = promisify(execFile)
const key = 'console-emulator-process'
let folder = ''
let program = ''
const example = 'cloud'

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'process-'))
  program = join(folder, 'main.js')
  // Away from this repository, whose git would remember what is applied here.
  await cp('config-examples/cloud', join(folder, example), { recursive: true })
  await execute(process.execPath, ['build.mjs', folder])
})
afterAll(() => rm(folder, { recursive: true }))

const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess =>
  spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })

const ended = (child: ChildProcess): Promise<{ code: number | null; out: string; err: string }> =>
  new Promise((done) => {
    const [out, err]: [string[], string[]] = [[], []]
    child.stdout?.on('data', (text) => out.push(String(text)))
    child.stderr?.on('data', (text) => err.push(String(text)))
    child.on('close', (code) => done({ code, out: out.join(''), err: err.join('') }))
  })

const commands = [
  { args: ['--version'], code: 0 },
  { args: ['nonsense'], code: 64 },
  { args: ['validate', '-C', example], code: 0 },
  { args: ['apply', '-C', example, '--emulator'], code: 64 },
  { args: ['plan', '-C', example, '--emulator', '--detailed-exitcode'], code: 2 },
  { args: ['plan', '-C', example], code: 64 },
]
testInBothRuns.each(casesForRun(commands, (_, index) => index < 2))(
  '`$args` ends with $code',
  async ({ args, code }) => {
    expect((await ended(start(args))).code).toBe(code)
  },
)

/** Passes requests on, and keeps writes back until it is told to let them go. */
const holding = async (
  emulator: Emulator,
): Promise<
  Server & { readonly at: string; readonly held: () => number; readonly release: () => void }
> => {
  let held = 0
  let release = (): void => {}
  const released = new Promise<void>((done) => {
    release = done
  })
  const server = createServer(async (asked, answer) => {
    const chunks: Buffer[] = []
    for await (const chunk of asked) chunks.push(Buffer.from(chunk))
    if (asked.method !== 'GET') {
      held += 1
      await released
    }
    const { host: _, ...headers } = asked.headers
    request(`${emulator.url}${asked.url}`, { method: asked.method ?? 'GET', headers }, (heard) => {
      answer.writeHead(heard.statusCode ?? 500, heard.headers)
      heard.pipe(answer)
    }).end(Buffer.concat(chunks))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return Object.assign(server, { at: `http://127.0.0.1:${port}`, held: () => held, release })
}

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((done) => setTimeout(done, 20))
}

longRunTest(
  'an interrupted apply finishes what is under way, tells the rest, and ends with 6',
  async () => {
    const emulator = await startEmulator({ key, limits: 'none' })
    const proxy = await holding(emulator)
    try {
      const child = start(
        ['apply', '--yes', '-C', example, '--parallelism', '2', '--api-url', proxy.at],
        {
          STATSIG_API_KEY: key,
        },
      )
      let told = ''
      child.stderr?.on('data', (text) => {
        told += String(text)
      })
      const end = ended(child)
      await until(() => proxy.held() > 0)
      child.kill('SIGINT')
      await until(() => told.includes('Interrupted: nothing more is sent.'))
      proxy.release()
      const { code, out } = await end
      expect(code).toBe(6)
      expect(out).toMatch(/Applied: \d+ done, \d+ skipped\./)
      expect(out).toContain('the run was interrupted')
      const second = await ended(
        start(['apply', '--yes', '-C', example, '--api-url', emulator.url], {
          STATSIG_API_KEY: key,
        }),
      )
      expect(second.code).toBe(0)
    } finally {
      proxy.closeAllConnections()
      proxy.close()
      await emulator.close()
    }
  },
)

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

longRunTest.each(signals.flatMap((first) => signals.map((second) => ({ first, second }))))(
  '$first and $second end an apply with its report within two seconds, though no answer comes',
  async ({ first, second }) => {
    const emulator = await startEmulator({ key, limits: 'none' })
    const proxy = await holding(emulator)
    try {
      const child = start(['apply', '--yes', '-C', example, '--api-url', proxy.at], {
        STATSIG_API_KEY: key,
      })
      let told = ''
      child.stderr?.on('data', (text) => {
        told += String(text)
      })
      const end = ended(child)
      await until(() => proxy.held() > 0)
      child.kill(first)
      await until(() => told.includes('Interrupted: nothing more is sent.'))
      const began = performance.now()
      child.kill(second)
      const { code, out } = await end
      expect(performance.now() - began).toBeLessThan(2_000)
      expect(code).toBe(6)
      expect(out).toContain('the run was interrupted')
      expect(out).toMatch(/Applied: .*skipped\./)
    } finally {
      proxy.closeAllConnections()
      proxy.close()
      await emulator.close()
    }
  },
)

longRunTest(
  'the emulator prints the line to paste, keeps its state, and begins with it again',
  async () => {
    const child = start(['emulator', '--port', '0', '--state', 'state.json'])
    const greeted = new Promise<string>((done) =>
      child.stdout?.once('data', (text) => done(String(text))),
    )
    const end = ended(child)
    const env = Object.fromEntries(
      [...(await greeted).matchAll(/(STATSIG_\w+)=(\S+)/g)].map(([, name = '', value = '']) => [
        name,
        value,
      ]),
    )
    expect((await ended(start(['apply', '--yes', '-C', example], env))).code).toBe(0)
    child.kill('SIGTERM')
    expect((await end).code).toBe(0)
    expect(JSON.parse(await readFile(join(folder, 'state.json'), 'utf8'))).toBeTypeOf('object')

    const again = start(['emulator', '--port', '0', '--state', 'state.json'])
    const endedAgain = ended(again)
    const words = await new Promise<string>((done) =>
      again.stdout?.once('data', (text) => done(String(text))),
    )
    const at = /STATSIG_API_URL=(\S+) STATSIG_API_KEY=(\S+)/.exec(words) ?? []
    const planned = await ended(
      start(['plan', '--detailed-exitcode', '-C', example, '--api-url', at[1] ?? ''], {
        STATSIG_API_KEY: at[2] ?? '',
      }),
    )
    again.kill('SIGTERM')
    expect((await endedAgain).code).toBe(0)
    expect(planned.code).toBe(0)
  },
)

const shell = (script: string, env: Readonly<Record<string, string>>): ChildProcess =>
  spawn('sh', ['-c', script], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', NODE: process.execPath, PROGRAM: program, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })

longRunTest(
  'a reader that closes the pipe early stops no apply, and sees no stack trace',
  async () => {
    const emulator = await startEmulator({ key, limits: 'none' })
    const env = { STATSIG_API_KEY: key, STATSIG_API_URL: emulator.url }
    const apply = `"$NODE" "$PROGRAM" apply --yes -C ${example}`
    try {
      const piped = await ended(shell(`{ ${apply}; echo "ended $?" >&2; } | head -1`, env))
      expect(piped.out.split('\n')).toHaveLength(2)
      expect(piped.err).toMatch(/ended 0\n$/)
      expect(piped.err).not.toMatch(/EPIPE|node:internal|\bat \w/)
      const planned = await ended(
        start(['plan', '--detailed-exitcode', '-C', example, '--api-url', emulator.url], env),
      )
      expect(planned.code).toBe(0)
      const closed = await ended(shell(`${apply} >&- 2>&-; echo "ended $?"`, env))
      expect(closed.out).toBe('ended 0\n')
    } finally {
      await emulator.close()
    }
  },
)

longRunTest.skipIf(!existsSync('/dev/full'))('a full disk is told on standard error', async () => {
  const emulator = await startEmulator({ key, limits: 'none' })
  try {
    const env = { STATSIG_API_KEY: key, STATSIG_API_URL: emulator.url }
    const script = `"$NODE" "$PROGRAM" apply --yes -C ${example} > /dev/full; echo "ended $?"`
    const { err, out } = await ended(shell(script, env))
    expect(out).toBe('ended 0\n')
    expect(err).toContain('Standard output could not be written (ENOSPC)')
  } finally {
    await emulator.close()
  }
})
