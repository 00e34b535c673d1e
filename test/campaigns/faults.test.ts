// Chance: random faults of the network during an apply, in each mode of the command line. The next apply, without faults,
// ends where one without any faults ends.
import { drawsForRun } from '../support/long-run.ts'
import { aftermathOf, stateWithoutFaults } from './aftermath.ts'
import { type CampaignPart, type Ending, testCampaign } from './campaign.ts'
import { type CliMode, cliModes, modeTitles, withStage } from './cli-modes.ts'
import { drawFaults } from './draw-faults.ts'
import { drawSlots, pickOne } from './random-project.ts'

const draws = drawsForRun('faults', { usual: 4, long: 60, whole: 500 })

const play = async (mode: CliMode, random: () => number): Promise<Ending> => {
  const slots = drawSlots(random, 4)
  const faults = drawFaults(random, 5)
  const width = pickOne([1, 2, 8], random)
  const expected = await stateWithoutFaults(mode, slots, random)
  return withStage(mode, slots, { sending: { random } }, async (stage) => {
    const { sending } = stage.world
    const undeclared = stage.undeclared()
    sending.faults = faults
    const first = await stage.apply(['--parallelism', String(width)])
    sending.faults = []
    return aftermathOf(stage, {
      ...{ undeclared, expected, random, first: [first] },
      trace: { mode, slots, faults, width },
    })
  })
}

testCampaign(
  'after faults of the network, the next apply ends where one without faults ends',
  cliModes.map(
    (mode): CampaignPart => ({
      name: modeTitles[mode],
      draws,
      play: (random) => play(mode, random),
    }),
  ),
)
