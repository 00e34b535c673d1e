// The limits of Statsig, with a clock that jumps: fifteen minutes pass in a moment.
import { expect } from 'vitest'
import type { Behavior } from '../../src/emulator/index.ts'
import { systemClock } from '../../src/io/statsig/console-api/index.ts'
import { virtualClock } from '../support/clock.ts'
import { longRunTest, usualRunTest as test } from '../support/long-run.ts'
import { type ProjectOptions, withProject } from '../support/project.ts'
import { gate, outcomeStatuses } from './fixture.ts'

const many = (count: number) => Array.from({ length: count }, (_, n) => gate(`gate_${n}`))
const documented = [
  { count: 100, ms: 10_000 },
  { count: 900, ms: 900_000 },
]

/** Seconds from the first write to the last, and how many requests were turned away. */
const paced = async (count: number, options: ProjectOptions) =>
  withProject({ unjudged: true, limits: documented, ...options }, async (project) => {
    const { report } = await project.apply(many(count))
    expect(outcomeStatuses(report).filter((end) => !end.endsWith('done'))).toEqual([])
    expect(report.nonConverged).toEqual([])
    const { requests } = project.emulator
    const sent = requests.filter(({ method }) => method === 'POST').map(({ at }) => at)
    return {
      seconds: ((sent.at(-1) ?? 0) - (sent[0] ?? 0)) / 1_000,
      turnedAway: requests.filter(({ status }) => status === 429).length,
      writes: sent.length,
    }
  })

test('a thousand writes at the whole of the limit take the shortest time there is', async () => {
  const { seconds, turnedAway, writes } = await paced(1_000, {
    time: virtualClock(),
    api: { limitShare: 1 },
  })
  expect({ turnedAway, writes }).toEqual({ turnedAway: 0, writes: 1_000 })
  expect(seconds).toBeGreaterThanOrEqual(900)
  expect(seconds).toBeLessThan(909)
})

longRunTest('a thousand writes at the usual share take a little more', async () => {
  const { seconds, turnedAway, writes } = await paced(1_000, { time: virtualClock() })
  expect({ turnedAway, writes }).toEqual({ turnedAway: 0, writes: 1_000 })
  expect(seconds).toBeGreaterThanOrEqual(900)
  expect(seconds).toBeLessThan(900 * 1.12)
})

const counting: readonly {
  readonly what: string
  readonly behaviors: readonly Behavior[]
  readonly limits?: typeof documented
}[] = [
  { what: 'reads count', behaviors: ['reads-count'] },
  { what: 'reads and refused requests count', behaviors: ['reads-count', 'refusals-count'] },
  {
    what: 'there are 1,800 attempts in 15 minutes',
    behaviors: ['reads-count', 'refusals-count'],
    limits: [
      { count: 100, ms: 10_000 },
      { count: 1_800, ms: 900_000 },
    ],
  },
  {
    what: 'segments have a quota of their own',
    behaviors: ['reads-count', 'refusals-count', 'segments-have-quota'],
  },
  { what: 'only changes count, and refused ones', behaviors: ['refusals-count'] },
]

test.each(counting)(
  'where $what, a run gets through, and few requests are turned away',
  async ({ behaviors, limits = documented }) => {
    const { turnedAway, writes } = await paced(400, { time: virtualClock(), behaviors, limits })
    expect(writes).toBeGreaterThanOrEqual(400)
    // The requests of one moment, at each of the two limits, and those that end a pause.
    expect(turnedAway).toBeLessThan(20)
  },
)

test('where reads count too, a run gets through although it was not told before', async () => {
  const { writes } = await paced(150, {
    time: virtualClock(),
    behaviors: ['reads-count', 'retry-after'],
  })
  expect(writes).toBeGreaterThanOrEqual(150)
})

// It waits for real.
longRunTest('two hundred writes in real time', async () => {
  const { seconds, turnedAway, writes } = await paced(200, { time: systemClock })
  console.log(`200 writes took ${seconds.toFixed(1)} s, and ${turnedAway} were turned away`)
  expect({ turnedAway, writes }).toEqual({ turnedAway: 0, writes: 200 })
  expect(seconds).toBeGreaterThanOrEqual(10)
  // A busy machine adds to it: three times what a free one needs.
  expect(seconds).toBeLessThan(75)
})
