// An apply that is interrupted prints its report: after the answers to what is under way, or at once at the second signal.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { type Fault, startEmulator } from '../../src/emulator/index.ts'
import { runCli } from '../support/cli.ts'
import { usualRunTest as test } from '../support/long-run.ts'
import { runGit } from '../support/run-git.ts'

const folder = (): string => {
  const root = mkdtempSync(join(tmpdir(), 'interrupts-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  mkdirSync(join(root, 'statsig/gates'), { recursive: true })
  for (let nth = 0; nth < 6; nth += 1)
    writeFileSync(
      join(root, `statsig/gates/gate_${nth}.yaml`),
      `id: gate_${nth}\nname: gate_${nth}\nrules: []\n`,
    )
  return root
}

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((done) => setTimeout(done, 5))
}

/** Interrupted once or twice as soon as a write has met the fault. */
const interrupted = async (fault: Fault, times: 1 | 2) => {
  const emulator = await startEmulator({ limits: 'none', faults: [fault] })
  onTestFinished(() => emulator.close())
  const cwd = folder()
  const [stop, end] = [new AbortController(), new AbortController()]
  const env = { STATSIG_API_URL: emulator.url, STATSIG_API_KEY: emulator.key }
  const author = ['-c', 'user.name=a', '-c', 'user.email=a@example.com']
  await runGit(cwd, ['init', '-q', '-b', 'main'])
  await runGit(cwd, ['add', '-A'])
  await runGit(cwd, [...author, 'commit', '-qm', 'one'])
  const running = runCli(['apply', '--yes'], {
    cwd,
    env,
    interrupts: { stop: stop.signal, end: end.signal },
  })
  const writes = () => emulator.requests.filter(({ method }) => method === 'POST').length
  await until(() => writes() >= 3)
  await new Promise((done) => setTimeout(done, 100))
  const sent = emulator.requests.length
  const began = performance.now()
  stop.abort()
  if (times === 2) end.abort()
  const result = await running
  const took = performance.now() - began
  expect(emulator.requests).toHaveLength(sent)
  emulator.faults = []
  return { ...result, took, again: await runCli(['apply', '--yes'], { cwd, env }) }
}

test('a pause ends at once, and the next apply does the rest', async () => {
  const fault: Fault = { kind: '429', retryAfter: '300', method: 'POST', nth: 3 }
  const { again, code, out, took } = await interrupted(fault, 1)
  expect({ code, out }).toEqual({
    code: 6,
    out: expect.stringMatching(/Applied: 2 done, 4 skipped\./),
  })
  expect(took).toBeLessThan(1_000)
  expect(again).toMatchObject({ code: 0, out: expect.stringContaining('Applied: 4 done.') })
})

test('an answer that never comes ends at the second signal, and is reported as unknown', async () => {
  const { again, code, out, took } = await interrupted({ kind: 'hang', method: 'POST', nth: 3 }, 2)
  expect({ code, out }).toEqual({
    code: 6,
    out: expect.stringMatching(/Applied: 2 done, 1 failed, 3 skipped\./),
  })
  expect(out).toContain('It may or may not have been written.')
  expect(took).toBeLessThan(2_000)
  expect(again.code).toBe(0)
})
