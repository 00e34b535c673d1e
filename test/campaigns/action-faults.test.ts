// Chance: random faults of the network during an apply of the Action. The next job, without faults, ends where one without
// any faults ends.
import { drawsForRun } from '../support/long-run.ts'
import { type ActionStage, type MergedPull, withMergedPull } from './action-stage.ts'
import { type Ending, testCampaign } from './campaign.ts'
import { drawFaults } from './draw-faults.ts'
import { duplicatesIn, stateText } from './final-state.ts'
import { problemsOf } from './invariants.ts'
import { drawSlots, pickOne, type Slot } from './random-project.ts'

/** Draws of each pull request, and pull requests. */
const perPull = drawsForRun('faults', { usual: 1, long: 6, whole: 20 })
const pulls = drawsForRun('faults', { usual: 1, long: 1, whole: 25 })

const stateOf = ({ emulator }: ActionStage): string => stateText(emulator.snapshot()).join('\n')

const stateWithoutFaults = (merged: MergedPull, random: () => number): Promise<string> =>
  merged.withDraw(random, async (stage) => {
    const { code, text } = await stage.apply()
    if (code !== 0) throw new Error(`The pull request cannot be applied: ${text.slice(-2500)}`)
    return stateOf(stage)
  })

const playDraw = async (
  merged: MergedPull,
  slots: readonly Slot[],
  expected: string,
  random: () => number,
): Promise<Ending> => {
  const faults = drawFaults(random, 5)
  const width = pickOne([1, 2, 8], random)
  return merged.withDraw(random, async (stage) => {
    const { apply, emulator, sending } = stage
    sending.faults = faults
    const first = await apply({ concurrency: String(width) })
    sending.faults = []
    const isComplete = stateOf(stage) === expected
    const second = await apply()
    const last = await apply()
    const duplicates = duplicatesIn(emulator.snapshot())
    return {
      problems: [
        ...problemsOf(first),
        ...problemsOf(second),
        ...(first.code === 0 && !isComplete ? ['0, and it is not so'] : []),
        ...(second.code !== 0 ? [`the next apply ends with ${second.code}`] : []),
        ...(last.code !== 0 || last.operations.length > 0 ? ['a plan is left'] : []),
        ...(stateOf(stage) !== expected ? ['another state at the end'] : []),
        ...(duplicates.length > 0 ? [`twice: ${duplicates.join()}`] : []),
      ],
      classes: [
        `ends with ${first.code}`,
        ...(isComplete ? ['complete at once'] : ['completed by the next apply']),
      ],
      trace: {
        ...{ slots, faults, width },
        first: [first.code, first.outcomes],
        second: [second.code, second.outcomes, second.code === 0 ? '' : second.text.slice(-3000)],
        last: [last.operations, last.kept],
        state: stateOf(stage) === expected ? undefined : [expected, stateOf(stage)],
      },
    }
  })
}

testCampaign('after faults of the network, the next job ends where one without faults ends', [
  {
    name: 'GitHub Action',
    draws: pulls,
    play: async (random) => {
      const slots = drawSlots(random, 4)
      const endings: Ending[] = []
      await withMergedPull(slots, async (merged) => {
        const expected = await stateWithoutFaults(merged, random)
        for (let draw = 0; draw < perPull; draw += 1)
          endings.push(await playDraw(merged, slots, expected, random))
      })
      return endings
    },
  },
])
