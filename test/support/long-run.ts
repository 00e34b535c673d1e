// Which run a test belongs to. There are two, the usual and the long one, and no test belongs to both: a test that draws
// random values runs in both, with different seeds and under different titles.
import { describe, type TestAPI, TestRunner, test } from 'vitest'

export const isLongRun = Boolean(process.env['LONG'])

const noTest: TestAPI = TestRunner.createTaskCollector(() => {})

/** Vitest's `test`, for the long run alone. */
export const longRunTest: TestAPI = isLongRun ? test : noTest

/** A group of which no test runs usually. */
export const longRunSuite = (title: string, define: () => void): void => {
  if (isLongRun) describe(title, define)
}

/** Vitest's `test`, for the usual run alone. */
export const usualRunTest: TestAPI = isLongRun ? noTest : test

/** The title of a test that draws random values: each run has its own. */
export const randomizedTitle = (title: string): string =>
  isLongRun ? `${title} (further draws)` : title

/** A test that draws random values, in both runs. */
export const randomizedTest = (
  title: string,
  work: () => void | Promise<void>,
  timeout?: number,
): void => test(randomizedTitle(title), work, timeout)

/** The usual run takes the cases that pass the filter; the long run takes the others. */
export const casesForRun = <T>(
  cases: readonly T[],
  isUsual: (each: T, index: number) => boolean,
): readonly T[] => cases.filter((each, index) => isUsual(each, index) !== isLongRun)

/**
 * Cases that draw random values. The usual run takes those that pass the filter. The long run takes all of them, and the
 * others once more with another salt, so that each is drawn twice in both runs together.
 */
export const randomizedCases = <T extends { readonly name: string; readonly salt: number }>(
  cases: readonly T[],
  isUsual: (each: T, index: number) => boolean,
): readonly T[] => {
  if (!isLongRun) return cases.filter(isUsual)
  const others = cases.filter((each, index) => !isUsual(each, index))
  const again = others.map((each) => ({
    ...each,
    name: `${each.name}, again`,
    salt: each.salt + 10_000,
  }))
  return [...cases, ...again]
}

type Campaign =
  | 'markdown'
  | 'edits'
  | 'network'
  | 'merges'
  | 'kills'
  | 'faults'
  | 'applies-at-once'
  | 'console-edits'
  | 'interrupts'
  | 'answers'
  | 'evaluators'

/** Whether the campaign is carried out whole, by hand: `npm run campaign <name>`. */
export const isCampaign = (name: Campaign): boolean => process.env['CAMPAIGN'] === name

/** How many values to draw. What would take longer than a minute is a campaign, and each run draws a sample of it. */
export const drawsForRun = (
  name: Campaign,
  { long, usual, whole }: { readonly usual: number; readonly long: number; readonly whole: number },
): number => {
  if (isCampaign(name)) return whole
  return isLongRun ? long : usual
}
