// Two applies of one clone: the second one refuses with a code of its own, or waits; a plan says that one is under way.
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { startEmulator } from '../../src/emulator/index.ts'
import { ownProcess } from '../../src/io/process-reference.ts'
import { systemClock } from '../../src/io/statsig/console-api/index.ts'
import { runCli } from '../support/cli.ts'
import { usualRunTest as test } from '../support/long-run.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'

const files = { 'statsig/gates/one.yaml': 'id: one\nname: one\nrules: []\n' }
const noon = Date.UTC(2026, 8, 1, 12)
const iso = (ms: number) => new Date(noon + ms).toISOString()
const minute = 60_000

const emulated = async () => {
  const emulator = await startEmulator({ limits: 'none' })
  onTestFinished(() => emulator.close())
  return { emulator, env: { STATSIG_API_URL: emulator.url, STATSIG_API_KEY: emulator.key } }
}

/** The file of an apply of this process, or of another one. */
const writeLease = async (
  it: TestRepository,
  lease: { readonly until: string; readonly pid?: number; readonly start?: string },
) => {
  const path = join(it.root, '.git/statsig-gitops/default.json')
  const { pid, start, until } = lease
  const own = await ownProcess()
  const process = {
    ...own,
    ...(pid !== undefined && { pid }),
    ...(start !== undefined && { start }),
  }
  const commit = await it.run('rev-parse', 'HEAD')
  const begun = [{ commit, at: iso(0), digestKey: 'k', operations: [] }]
  await mkdir(join(it.root, '.git/statsig-gitops'), { mode: 0o700, recursive: true })
  await writeFile(
    path,
    JSON.stringify({ version: 1, lease: { holder: 'other', commit, until, process }, begun }),
    { mode: 0o600 },
  )
  return { path, commit }
}

test('a second apply is locked before it reads Statsig, and a plan says that one is under way', () =>
  withRepository(files, async (it) => {
    const { emulator, env } = await emulated()
    const { commit } = await writeLease(it, { until: iso(10 * minute) })
    const call = { cwd: it.root, env, wallTime: () => noon }
    const locked = await runCli(['apply', '--yes'], call)
    expect(locked.code).toBe(7)
    expect(`${locked.out}${locked.err}`).toContain(
      `Locked: nothing was written. An apply of commit ${commit.slice(0, 7)}, begun at 12:00 UTC, is under way (its lease ends at 12:10 UTC).`,
    )
    expect(emulator.requests).toEqual([])
    const json = await runCli(['apply', '--yes', '--format', 'json'], call)
    expect(JSON.parse(json.out)).toMatchObject({
      locked: { commit, at: iso(0), until: iso(10 * minute) },
    })
    const planned = await runCli(['plan'], call)
    expect([planned.code, planned.out.replaceAll(/\s+/g, ' ')]).toEqual([
      0,
      expect.stringContaining('is under way (its lease ends at 12:10 UTC)'),
    ])
  }))

test.each([
  ['its end has passed', { until: iso(-1) }],
  ['its process has ended', { until: iso(10 * minute), pid: 2 ** 22 + 1 }],
  [
    'its process has ended and another one has its number',
    { until: iso(10 * minute), start: 'x 1' },
  ],
])('a lease is taken over where %s', (_, lease) =>
  withRepository(files, async (it) => {
    const { env } = await emulated()
    const { path } = await writeLease(it, lease)
    const { code } = await runCli(['apply', '--yes'], { cwd: it.root, env, wallTime: () => noon })
    expect(code).toBe(0)
    expect(existsSync(path)).toBe(false)
  }),
)

test('`--lock-timeout` waits, says for whom, and then plans again', () =>
  withRepository(files, async (it) => {
    const { env } = await emulated()
    await writeLease(it, { until: iso(minute) })
    let now = 0
    const clock = {
      now: () => now,
      sleep: async (ms: number, signal?: AbortSignal) => {
        // Time passes while the lock is waited for; other waits of the run go by the time of the system.
        if (ms === 2_000) now += ms
        else await systemClock.sleep(ms, signal)
      },
    }
    const { code, err } = await runCli(['apply', '--yes', '--lock-timeout', '5m'], {
      cwd: it.root,
      env,
      clock,
      wallTime: () => noon + now,
    })
    expect(err).toMatch(
      /^Waiting for the apply of commit \w{7}, begun at 12:00 UTC \(its lease ends at 12:01 UTC\)\.\n/,
    )
    expect(code).toBe(0)
  }))

test('an apply whose file names another holder sends nothing more', () =>
  withRepository(files, async (it) => {
    const { emulator, env } = await emulated()
    emulator.faults = [{ kind: '429', retryAfter: '1', method: 'POST', nth: 1 }]
    const running = runCli(['apply', '--yes'], { cwd: it.root, env, wallTime: () => noon })
    // The other one takes over while the first write waits to be repeated.
    while (!emulator.requests.some(({ method }) => method === 'POST')) await systemClock.sleep(5)
    await writeLease(it, { until: iso(10 * minute) })
    const { code, out } = await running
    expect(code).not.toBe(0)
    expect(out).toContain('the lease of this apply ended')
    expect(emulator.requests.filter(({ method }) => method === 'POST')).toHaveLength(1)
    const path = join(it.root, '.git/statsig-gitops/default.json')
    expect(JSON.parse(readFileSync(path, 'utf8')).lease.holder).toBe('other')
  }))
