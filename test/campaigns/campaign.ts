// Carries out the draws of a campaign: counts how they ended, writes the figures, and says how to repeat what failed.
import { appendFileSync } from 'node:fs'
import { expect } from 'vitest'
import { isLongRun, randomizedTest } from '../support/long-run.ts'
import { randomNumbers } from '../support/samples/random.ts'
import { seed } from '../support/seed.ts'

export interface Ending {
  /** What did not hold. */
  readonly problems: readonly string[]
  /** How it ended: each is counted. */
  readonly classes: readonly string[]
  /** What a person needs to understand a failure. */
  readonly trace: unknown
}

export interface CampaignPart {
  /** Names the mode, and what is tried. */
  readonly name: string
  readonly draws: number
  /** Plays one draw, which may end several times. `random` is of this draw alone. */
  readonly play: (random: () => number) => Promise<Ending | readonly Ending[]>
}

/** The number of a single draw that is to be repeated, as `DRAW=17`. */
const onlyDraw = Number(process.env['DRAW'] ?? 0)
const maxShown = 3

/** One test for each part. */
export const testCampaign = (title: string, parts: readonly CampaignPart[]): void => {
  for (const [index, part] of parts.entries())
    randomizedTest(`${title}: ${part.name}`, () => playAll(part, index))
}

const playAll = async ({ draws, name, play }: CampaignPart, index: number): Promise<void> => {
  const failures: string[] = []
  const counts = new Map<string, number>()
  const numbers = Array.from({ length: draws }, (_, draw) => draw + 1)
  let tried = 0
  for (const draw of onlyDraw > 0 ? [onlyDraw] : numbers)
    for (const { classes, problems, trace } of endingsOf(await play(drawNumbers(index, draw)))) {
      tried += 1
      for (const each of new Set(classes)) counts.set(each, (counts.get(each) ?? 0) + 1)
      if (problems.length > 0)
        failures.push(`DRAW=${draw} ${problems.join('; ')}\n${JSON.stringify(trace, undefined, 1)}`)
    }
  writeFigures({ name, tried, failed: failures.length, classes: Object.fromEntries(counts) })
  const again = `To repeat one: SEED=${seed}${isLongRun ? ' LONG=1' : ''} DRAW=<number> npx vitest run <file>`
  expect(failures.length, `${again}\n${failures.slice(0, maxShown).join('\n\n')}`).toBe(0)
}

const endingsOf = (ended: Ending | readonly Ending[]): readonly Ending[] =>
  'problems' in ended ? [ended] : ended

/** Numbers of one draw. The first ones of neighbouring salts are alike, and left out. */
const drawNumbers = (part: number, draw: number): (() => number) => {
  const random = randomNumbers(part * 1_000_003 + draw)
  for (let nth = 0; nth < 8; nth += 1) random()
  return random
}

interface Figures {
  readonly name: string
  readonly tried: number
  readonly failed: number
  readonly classes: Readonly<Record<string, number>>
}

/** A line of JSON for `test/campaign.mjs`, which puts them into the page. */
const writeFigures = (figures: Figures): void => {
  const file = process.env['CAMPAIGN_FIGURES']
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(figures)}\n`)
}
