// After an interrupt nothing more is sent, wherever the run waits; what is under way is waited for.
import { describe, expect } from 'vitest'
import type { Fault } from '../../src/emulator/index.ts'
import type { ConsoleApiOptions } from '../../src/io/statsig/console-api/index.ts'
import type { SourceFile } from '../../src/model/index.ts'
import { reportExitCode } from '../../src/session/apply-exit-code.ts'
import { usualRunTest as test } from '../support/long-run.ts'
import { file, withProject } from '../support/project.ts'
import { experiment, gate, layer, outcomeStatuses } from './fixture.ts'

const gates = (count: number) => Array.from({ length: count }, (_, nth) => gate(`gate_${nth}`))
const idList = (ids: string) =>
  file('statsig/segments/vip.yaml', `id: vip\nname: vip\ntype: id_list\nids: [${ids}]\n`)

interface Wait {
  readonly what: string
  readonly before?: readonly SourceFile[]
  readonly files: readonly SourceFile[]
  readonly faults?: readonly Fault[]
  readonly api?: Partial<ConsoleApiOptions>
  readonly code: number
}

const waits: readonly Wait[] = [
  {
    what: 'a pause',
    files: gates(20),
    faults: [{ kind: '429', retryAfter: '300', method: 'POST', nth: 6, times: 1 }],
    code: 6,
  },
  {
    what: 'the pace of the run',
    files: gates(20),
    api: { limits: [{ count: 6, ms: 60_000 }] },
    code: 6,
  },
  {
    what: 'a time between attempts',
    files: [gate('banner')],
    faults: [{ kind: '503', method: 'POST' }],
    code: 6,
  },
  {
    what: 'a look after doubt',
    files: [gate('banner'), gate('second')],
    faults: [{ kind: 'reset', method: 'POST' }],
    code: 6,
  },
  {
    what: 'the second step of a creation',
    files: [layer('Page')],
    faults: [{ kind: '429', retryAfter: '300', path: 'layers/' }],
    code: 6,
  },
  {
    what: 'a move of an experiment',
    before: [experiment('rank')],
    files: [experiment('rank', 'status: active\n')],
    faults: [{ kind: '429', retryAfter: '300', method: 'PUT' }],
    code: 1,
  },
  {
    what: 'ids of a list',
    before: [idList('a')],
    files: [idList('a, b')],
    faults: [{ kind: '429', retryAfter: '300', path: 'id_list', method: 'PATCH' }],
    code: 1,
  },
]

/** Interrupted as soon as the run waits. */
const interruptingClock = () => {
  const controller = new AbortController()
  let [now, isArmed, waited] = [1_700_000_000_000, false, 0]
  return {
    controller,
    arm: () => {
      isArmed = true
    },
    waited: () => waited,
    clock: {
      now: () => now,
      sleep: async (ms: number, signal?: AbortSignal) => {
        if (isArmed && ms >= 100) controller.abort()
        if (!signal?.aborted) now += ms
        if (!signal?.aborted && controller.signal.aborted) waited += ms
        await new Promise((done) => setImmediate(done))
      },
    },
  }
}

describe('an interrupt during', () => {
  test.each(waits)('$what', async ({ api, before, code, faults = [], files }) => {
    const { arm, clock, controller, waited } = interruptingClock()
    const { signal } = controller
    const never = new AbortController().signal
    await withProject(
      {
        unjudged: true,
        time: clock,
        interrupted: signal,
        api: { random: () => 1, signals: { stop: signal, abort: never }, ...api },
      },
      async (project) => {
        const { emulator } = project
        if (before) await project.apply(before)
        const { run } = await project.plan(files)
        emulator.faults = [...faults]
        let atStop = -1
        signal.addEventListener('abort', () => {
          atStop = emulator.requests.length
        })
        arm()
        const report = await project.applyPlan(run, { width: 1 })
        expect(signal.aborted).toBe(true)
        // Reads are requests as well.
        expect(emulator.requests).toHaveLength(atStop)
        expect(waited()).toBe(0)
        const ends = outcomeStatuses(report)
        expect(ends.filter((end) => end.includes('internal error'))).toEqual([])
        expect(ends.some((end) => /skipped: the run was interrupted|failed, wrote/.test(end))).toBe(
          true,
        )
        expect({ ends, code: reportExitCode(report) }).toMatchObject({ code })
      },
    )
  })
})
