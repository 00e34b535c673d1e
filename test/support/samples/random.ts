// Repeatable random samples: the same on every machine for the same SEED. The long run draws more.
import fc from 'fast-check'
import { isLongRun } from '../long-run.ts'
import { seed } from '../seed.ts'

/** How much more is drawn in a long run. */
export const runFactor = isLongRun ? 2 : 1

/** Of three times as many samples, the usual run draws a ninth, and the long run the others. */
export const sampleCountForRun = (count: number): number => {
  const usual = Math.ceil(count / 3)
  return isLongRun ? 3 * count - usual : usual
}

/** `salt` keeps two draws apart. */
export const drawSamples = <T>(
  arbitrary: fc.Arbitrary<T>,
  count: number,
  salt: number,
): readonly T[] => fc.sample(arbitrary, { seed: seed + salt, numRuns: count })

export const always = <T>(
  arbitrary: fc.Arbitrary<T>,
  holds: (value: T) => void,
  runs: number,
): void =>
  fc.assert(
    fc.property(arbitrary, (value) => {
      holds(value)
    }),
    { seed, numRuns: runs * runFactor },
  )

/** Numbers between 0 and 1, the same for the same salt. */
export const randomNumbers = (salt: number): (() => number) => {
  let state = (seed + salt * 2_654_435_761) >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return ((state >>> 8) ^ (state & 0xff)) / 0x1_00_00_00
  }
}

export const shuffled = <T>(items: readonly T[], next: () => number): readonly T[] =>
  items
    .map((item) => ({ item, rank: next() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item)
