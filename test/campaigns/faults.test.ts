// Chance: random faults of the network during an apply, in each mode of the command line. The next apply, without faults,
// ends where one without any faults ends.
import { drawsForRun } from '../support/long-run.ts'
import { type CampaignPart, type Ending, testCampaign } from './campaign.ts'
import { type CliMode, cliModes, modeTitles, withStage } from './cli-modes.ts'
import { drawFaults } from './draw-faults.ts'
import { deleteTwins, duplicatesIn, stateText } from './final-state.ts'
import { codesForPeople, falseClaims, problemsOf } from './invariants.ts'
import { drawSlots, pickOne, type Slot } from './random-project.ts'

const draws = drawsForRun('faults', { usual: 15, long: 60, whole: 500 })

const stateWithoutFaults = (
  mode: CliMode,
  slots: readonly Slot[],
  random: () => number,
): Promise<string> =>
  withStage(mode, slots, { sending: { random } }, async ({ apply, plan, world }) => {
    const first = await apply()
    const { operations } = await plan()
    if (first.code !== 0 || operations.length > 0)
      throw new Error(`The project is not applied without faults either: ${first.text}`)
    return stateText(world.emulator.snapshot()).join('\n')
  })

const play = async (mode: CliMode, random: () => number): Promise<Ending> => {
  const slots = drawSlots(random, 4)
  const faults = drawFaults(random, 5)
  const width = pickOne([1, 2, 8], random)
  const expected = await stateWithoutFaults(mode, slots, random)
  return withStage(mode, slots, { sending: { random } }, async (stage) => {
    const { apply, plan, undeclared, world } = stage
    const { emulator, sending } = world
    const stateNow = () => stateText(emulator.snapshot()).join('\n')
    const before = undeclared()
    sending.faults = faults
    const first = await apply(['--parallelism', String(width)])
    sending.faults = []
    const isComplete = stateNow() === expected
    const after = await plan()
    const left = codesForPeople(first)
    const twins = duplicatesIn(emulator.snapshot())
    if (left.includes('duplicate')) deleteTwins(emulator, random)
    const second = await apply()
    const last = await plan()
    const isMended = stateNow() === expected && second.code === 0 && last.operations.length === 0
    return {
      problems: [
        ...[first, after, second, last].flatMap(problemsOf),
        ...falseClaims(first, after),
        ...(first.code === 0 && !isComplete ? ['0, and it is not so'] : []),
        ...(isMended || left.length > 0 ? [] : ['the next apply does not mend it']),
        ...(twins.length > 0 && !left.includes('duplicate') ? [`twice: ${twins.join()}`] : []),
        ...(undeclared() !== before ? ['what is not declared was changed'] : []),
      ],
      classes: [
        `ends with ${first.code}`,
        isComplete ? 'complete at once' : isMended ? 'mended by the next apply' : 'not mended',
        ...left.map((code) => `left to a person: \`${code}\``),
      ],
      trace: {
        ...{ mode, slots, faults, width },
        first: [first.code, first.outcomes, first.nonConverged],
        after: [after.operations, after.kept],
        second: [second.code, second.outcomes],
        last: [last.operations, last.kept],
        state: stateNow() === expected ? undefined : [expected, stateNow()],
      },
    }
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
