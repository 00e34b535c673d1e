// While anything waits or works, something is printed at least every fifteen seconds, on standard error.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished } from 'vitest'
import { type Fault, startEmulator } from '../../src/emulator/index.ts'
import { createProgress, type ProgressOutput } from '../../src/session/progress.ts'
import { runCli } from '../support/cli.ts'
import { virtualClock } from '../support/clock.ts'
import { longRunTest, usualRunTest as test } from '../support/long-run.ts'

const folder = (count: number): string => {
  const root = mkdtempSync(join(tmpdir(), 'progress-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  mkdirSync(join(root, 'statsig/gates'), { recursive: true })
  for (let nth = 0; nth < count; nth += 1)
    writeFileSync(
      join(root, `statsig/gates/gate_${nth}.yaml`),
      `id: gate_${nth}\nname: gate_${nth}\nisEnabled: false\n`,
    )
  return root
}

/** The longest time without output, in seconds, and what was printed. */
const watched = async (
  args: readonly string[],
  count: number,
  faults: readonly Fault[] = [],
  typed?: string,
) => {
  const emulator = await startEmulator({ limits: 'none', faults })
  onTestFinished(() => emulator.close())
  const clock = virtualClock()
  let [last, longest] = [0, 0]
  const result = await runCli(args, {
    cwd: folder(count),
    clock,
    env: { STATSIG_API_URL: emulator.url, STATSIG_API_KEY: emulator.key },
    ...(typed !== undefined && { typed }),
    onPrint: () => {
      longest = Math.max(longest, clock.elapsed() - last)
      last = clock.elapsed()
    },
  })
  return { ...result, longest: longest / 1_000, seconds: clock.elapsed() / 1_000 }
}

const pause: Fault = { kind: '429', retryAfter: '300', nth: 1 }
const commands: readonly { readonly args: readonly string[] }[] = [
  { args: ['plan'] },
  { args: ['plan', '--format', 'json'] },
  { args: ['apply', '--yes', '--format', 'json'] },
  { args: ['drift', '--two-way'] },
  { args: ['import', '--all', '--dry-run', '--format', 'json'] },
  { args: ['doctor'] },
]

describe('a pause of five minutes', () => {
  test.each(commands)('is no silence of $args', async ({ args }) => {
    const { err, longest, out, seconds } = await watched(args, 2, [pause])
    expect(seconds).toBeGreaterThanOrEqual(300)
    expect(longest).toBeLessThan(15)
    expect(err).toMatch(/waiting \d+ s for Statsig's limit\n/)
    expect(err.split('\n').length).toBeGreaterThan(25)
    if (args.includes('json')) expect(() => JSON.parse(out)).not.toThrow()
  })

  test('is silent with `--quiet`', async () => {
    const { err } = await watched(['plan', '--quiet'], 2, [pause])
    expect(err).toBe('')
  })

  test('is one line on a terminal, which is removed before anything is printed', async () => {
    const { err, out } = await watched(['apply'], 2, [pause], 'yes')
    const lines = err.split('\r\u001b[2K')
    expect(lines.filter((line) => line.includes("for Statsig's limit")).length).toBeGreaterThan(200)
    expect(err).not.toContain('limit\n')
    expect(lines.at(-1)).not.toContain('waiting')
    expect(out).toContain(' 2 done.')
  })
})

describe('an apply without a terminal', () => {
  const lines = (text: string) => text.split('\n').filter((line) => line.startsWith('+ '))

  test.each(['text', 'json', 'markdown'])(
    'prints a line for each operation as it ends, on standard error: %s',
    async (format) => {
      const { code, err, out } = await watched(['apply', '--yes', '--format', format], 3)
      expect(code).toBe(0)
      expect(lines(err).toSorted()).toEqual([0, 1, 2].map((nth) => `+ gate/gate_${nth}  created`))
      if (format === 'json') expect(() => JSON.parse(out)).not.toThrow()
      expect(out).not.toContain('  created\n')
    },
  )

  test('says why an operation failed once, in the report', async () => {
    const refusal: Fault = { kind: '403', method: 'POST' }
    const { code, err, out } = await watched(['apply', '--yes'], 1, [refusal])
    expect(code).toBe(1)
    expect(err).toBe('x gate/gate_0  create failed\n')
    expect(out.match(/create failed: /g)).toHaveLength(1)
  })

  test('prints none with `--quiet`', async () => {
    const { err } = await watched(['apply', '--yes', '--quiet'], 2)
    expect(err).toBe('')
  })
})

longRunTest('the quarter of an hour after 810 writes is no silence', async () => {
  const { code, err, longest, seconds } = await watched(['apply', '--yes'], 815)
  expect(code).toBe(0)
  expect(seconds).toBeGreaterThan(600)
  expect(longest).toBeLessThan(15)
  expect(err).toMatch(/810 of 815, waiting \d+ s for Statsig's limit\n/)
})

test('the pace of a run is no silence, and says how many of how many', async () => {
  const { code, err, longest } = await watched(['apply', '--yes'], 95)
  expect(code).toBe(0)
  expect(longest).toBeLessThan(15)
  expect(err).toMatch(/90 of 95, waiting \d+ s for Statsig's limit\n/)
})

test('an answer that does not come, and work without requests, are no silence', async () => {
  const clock = virtualClock()
  const lines: { readonly at: number; readonly text: string }[] = []
  const output: ProgressOutput = {
    isTerminal: false,
    width: 80,
    writeError: (text) => lines.push({ at: clock.elapsed(), text }),
    prints: () => 0,
    isAsking: () => false,
  }
  let underWay = 1
  const end = createProgress(output).show({}, clock, {
    answered: () => 7,
    underWay: () => underWay,
    limitedMs: () => 0,
  })
  await clock.sleep(30_500)
  underWay = 0
  await clock.sleep(30_000)
  end()
  await clock.sleep(60_000)
  expect(lines.map(({ at }) => at)).toEqual([10_000, 20_000, 30_000, 40_000, 50_000, 60_000])
  expect(lines[0]?.text).toBe('Requests answered: 7, waiting for Statsig\n')
  expect(lines.at(-1)?.text).toBe('Requests answered: 7\n')
})

describe('an emulator of this run', () => {
  test('limits nothing', async () => {
    const { code, seconds } = await watched(['apply', '--yes', '--emulator'], 95)
    expect(code).toBe(0)
    expect(seconds).toBeLessThan(5)
  })

  longRunTest('limits as Statsig does where it is asked for', async () => {
    const { code, seconds } = await watched(['apply', '--yes', '--emulator', '--limits'], 95)
    expect(code).toBe(0)
    expect(seconds).toBeGreaterThanOrEqual(10)
  })

  test('is asked for where it is to limit', async () => {
    expect((await watched(['plan', '--limits'], 1)).code).toBe(64)
  })

  longRunTest('is seeded without limits', async () => {
    const root = folder(105)
    const began = performance.now()
    const { code } = await runCli(['plan', '--two-way', '--emulator', '--seed', '.'], { cwd: root })
    expect(code).toBe(0)
    expect(performance.now() - began).toBeLessThan(8_000)
  })
})
