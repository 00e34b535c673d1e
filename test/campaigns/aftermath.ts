// What follows an apply to which something happened: a plan, one more apply without faults, and an empty plan.
import type { Ending } from './campaign.ts'
import { type CliMode, type Stage, withStage } from './cli-modes.ts'
import { deleteTwins, duplicatesIn, stateText } from './final-state.ts'
import { codesForPeople, falseClaims, problemsOf } from './invariants.ts'
import type { Slot } from './random-project.ts'
import type { Result } from './result.ts'

const stateNow = ({ world }: Stage): string => stateText(world.emulator.snapshot()).join('\n')

/** Where an apply ends to which nothing happens. */
export const stateWithoutFaults = (
  mode: CliMode,
  slots: readonly Slot[],
  random: () => number,
): Promise<string> =>
  withStage(mode, slots, { sending: { random } }, async (stage) => {
    const first = await stage.apply()
    const { operations } = await stage.plan()
    if (first.code !== 0 || operations.length > 0)
      throw new Error(`The project is not applied without faults either: ${first.text}`)
    return stateNow(stage)
  })

export interface Happened {
  /** The apply, or several at once. */
  readonly first: readonly Result[]
  /** From `undeclared`, before it. */
  readonly undeclared: string
  /** Where an apply without faults ends. */
  readonly expected: string
  readonly random: () => number
  readonly trace: object
}

/** The first apply is over, and there are no faults any more. */
export const aftermathOf = async (
  stage: Stage,
  { expected, first, random, trace, undeclared }: Happened,
): Promise<Ending> => {
  const { apply, plan, world } = stage
  const isComplete = stateNow(stage) === expected
  const after = await plan()
  const left = codesForPeople(...first)
  const twins = duplicatesIn(world.emulator.snapshot())
  // A plan refuses two resources of one name, and names both.
  const areTwinsTold =
    after.code !== 0 || left.some((code) => code === 'duplicate' || code === 'created-twice')
  if (twins.length > 0) deleteTwins(world.emulator, random)
  const second = await apply()
  const last = await plan()
  const isMended = stateNow(stage) === expected && second.code === 0 && last.operations.length === 0
  return {
    problems: [
      ...[...first, after, second, last].flatMap(problemsOf),
      ...first.flatMap((each) => falseClaims(each, after)),
      ...(first.some(({ code }) => code === 0) && !isComplete ? ['0, and it is not so'] : []),
      ...(isMended || left.length > 0 || twins.length > 0
        ? []
        : ['the next apply does not mend it']),
      ...(twins.length > 0 && !areTwinsTold ? [`twice: ${twins.join()}`] : []),
      ...(stage.undeclared() === undeclared ? [] : ['what is not declared was changed']),
    ],
    classes: [
      ...first.map(({ code }) => `ends with ${code}`),
      isComplete ? 'complete at once' : isMended ? 'mended by the next apply' : 'not mended',
      ...left.map((code) => `left to a person: \`${code}\``),
    ],
    trace: {
      ...trace,
      first: first.map(({ code, nonConverged, outcomes }) => ({ code, nonConverged, outcomes })),
      after: [after.operations, after.kept],
      second: [second.code, second.outcomes],
      last: [last.operations, last.kept],
      state: stateNow(stage) === expected ? undefined : [expected, stateNow(stage)],
    },
  }
}
