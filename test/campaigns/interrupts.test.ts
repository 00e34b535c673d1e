// Chance: signals to stop at random moments of an apply, a first one and perhaps a second one. Nothing is sent afterwards,
// the report is printed, the exit code is right, and the next apply finishes.
import { drawsForRun } from '../support/long-run.ts'
import { aftermathOf, stateWithoutFaults } from './aftermath.ts'
import { type CampaignPart, type Ending, testCampaign } from './campaign.ts'
import { type CliMode, cliModes, modeTitles, type Stage, withStage } from './cli-modes.ts'
import { drawFaults } from './draw-faults.ts'
import { drawSlots, pickOne } from './random-project.ts'
import type { Result } from './result.ts'
import type { WorldOptions } from './world.ts'

const draws = drawsForRun('interrupts', { usual: 3, long: 60, whole: 500 })

/** Counted from the moment at which the apply begins to write. */
type Moment =
  | { readonly at: 'request' | 'processed'; readonly nth: number }
  | { readonly at: 'time'; readonly ms: number }

const drawMoment = (random: () => number): Moment => {
  const at = pickOne(['request', 'processed', 'time'] as const, random)
  switch (at) {
    case 'request':
    case 'processed':
      return { at, nth: 1 + Math.floor(random() * 10) }
    case 'time':
      return {
        at,
        ms: Math.floor(pickOne([10, 1_000, 15_000, 100_000, 400_000], random) * random()),
      }
  }
}

/** After the second signal, in milliseconds. */
const maxEndMs = 2_000

/** Signals that are given at their moments, and what was sent after the first one. */
const signalsAt = (moments: readonly Moment[]) => {
  const controllers = [new AbortController(), new AbortController()]
  const [stop, end] = controllers
  if (stop === undefined || end === undefined) throw new Error('There are two signals.')
  let hasBegun = false
  const counts = { request: 0, processed: 0 }
  const reach = (at: 'request' | 'processed') => {
    if (!hasBegun) return
    counts[at] += 1
    for (const moment of moments) if (moment.at === at && moment.nth === counts[at]) abortNext()
  }
  /** Whichever moment comes first is that of the first signal. */
  const abortNext = () => (stop.signal.aborted ? end : stop).abort()
  const sending: WorldOptions['sending'] = {
    onRequest: () => reach('request'),
    onProcessed: () => reach('processed'),
  }
  return {
    sending,
    interrupts: { stop: stop.signal, end: end.signal },
    begin: ({ clock }: Stage['world'], over: AbortSignal) => {
      hasBegun = true
      for (const moment of moments)
        if (moment.at === 'time')
          void clock.sleep(moment.ms, over).then(() => over.aborted || abortNext())
    },
  }
}

const interrupted = async (
  stage: Stage,
  { begin, interrupts }: ReturnType<typeof signalsAt>,
  width: number,
): Promise<{ readonly first: Result; readonly problems: readonly string[] }> => {
  const { clock, sending } = stage.world
  const over = new AbortController()
  let [sentAtStop, timeAtEnd] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  interrupts.stop.addEventListener('abort', () => {
    sentAtStop = sending.requests.length
  })
  interrupts.end.addEventListener('abort', () => {
    timeAtEnd = clock.elapsed()
  })
  const first = await stage.apply(['--parallelism', String(width)], {
    interrupts,
    onBeforeWrites: () => begin(stage.world, over.signal),
  })
  over.abort()
  const sentLater = sending.requests.length - sentAtStop
  const endedLater = clock.elapsed() - timeAtEnd
  const runnable = first.operations.filter(({ refusal }) => refusal === undefined)
  return {
    first,
    problems: [
      ...(sentLater > 0 ? [`${sentLater} requests were sent after the signal`] : []),
      ...(endedLater > maxEndMs ? [`it ended ${endedLater} ms after the second signal`] : []),
      ...(interrupts.stop.aborted && first.outcomes.length < runnable.length
        ? ['the report is not printed']
        : []),
    ],
  }
}

const play = async (mode: CliMode, random: () => number): Promise<Ending> => {
  const slots = drawSlots(random, 4)
  const faults = random() < 0.6 ? drawFaults(random, 3) : []
  const moments = [drawMoment(random), ...(random() < 0.5 ? [drawMoment(random)] : [])]
  const width = pickOne([1, 2, 8], random)
  const expected = await stateWithoutFaults(mode, slots, random)
  const signals = signalsAt(moments)
  return withStage(mode, slots, { sending: { random, ...signals.sending } }, async (stage) => {
    const undeclared = stage.undeclared()
    stage.world.sending.faults = faults
    const { first, problems } = await interrupted(stage, signals, width)
    stage.world.sending.faults = []
    const ending = await aftermathOf(stage, {
      ...{ undeclared, expected, random, first: [first] },
      trace: { mode, slots, faults, moments, width },
    })
    const { end, stop } = signals.interrupts
    const given = end.aborted ? 'two signals' : stop.aborted ? 'one signal' : 'over before'
    return {
      ...ending,
      problems: [...problems, ...ending.problems],
      classes: [...ending.classes, given],
    }
  })
}

testCampaign(
  'after a signal nothing is sent, the report is printed, and the next apply finishes',
  cliModes.map(
    (mode): CampaignPart => ({
      name: modeTitles[mode],
      draws,
      play: (random) => play(mode, random),
    }),
  ),
)
