// Chance: two or three applies at once in one clone, in random orders of their requests. They end as one of them alone, or say
// what is left to a person; the next apply finds nothing half made.
import { drawsForRun } from '../support/long-run.ts'
import { aftermathOf, stateWithoutFaults } from './aftermath.ts'
import { type CampaignPart, type Ending, testCampaign } from './campaign.ts'
import { type CliMode, cliModes, modeTitles, type Stage, withStage } from './cli-modes.ts'
import { drawFaults } from './draw-faults.ts'
import { drawSlots, pickOne } from './random-project.ts'
import type { Result } from './result.ts'

const draws = drawsForRun('applies-at-once', { usual: 2, long: 40, whole: 500 })

/** Each begins a little later than the one before it: at once, while it reads, or while it writes. */
const applyAtOnce = (
  { apply, world }: Stage,
  delays: readonly number[],
  widths: readonly number[],
): Promise<readonly Result[]> =>
  Promise.all(
    widths.map(async (width, index) => {
      const requests = world.sending.requests.length + (delays[index] ?? 0)
      for (let turn = 0; turn < 200 && world.sending.requests.length < requests; turn += 1)
        await new Promise(setImmediate)
      return apply(['--parallelism', String(width)])
    }),
  )

const play = async (mode: CliMode, random: () => number): Promise<Ending> => {
  const slots = drawSlots(random, 4)
  const faults = random() < 0.3 ? drawFaults(random, 2) : []
  const count = pickOne([2, 2, 3], random)
  const widths = Array.from({ length: count }, () => pickOne([1, 2, 8], random))
  const delays = widths.map((_, index) => (index === 0 ? 0 : Math.floor(random() * 30)))
  const expected = await stateWithoutFaults(mode, slots, random)
  return withStage(mode, slots, { sending: { random } }, async (stage) => {
    const undeclared = stage.undeclared()
    stage.world.sending.faults = faults
    const first = await applyAtOnce(stage, delays, widths)
    stage.world.sending.faults = []
    return aftermathOf(stage, {
      ...{ undeclared, expected, random, first },
      trace: { mode, slots, faults, widths, delays },
    })
  })
}

testCampaign(
  'applies of one commit at once end as one of them alone',
  cliModes.map(
    (mode): CampaignPart => ({
      name: modeTitles[mode],
      draws,
      play: (random) => play(mode, random),
    }),
  ),
)
