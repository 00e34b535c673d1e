// An apply that is killed at any boundary of a write: the next apply mends what is left, and undoes nothing of a person.
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect } from 'vitest'
import { isCampaign, isLongRun, longRunTest, randomizedTest } from '../support/long-run.ts'
import { randomNumbers } from '../support/samples/random.ts'
import { actionDrill, applyWholeInAction, mendsKillOfAction } from './action-drill.ts'
import { inProcessStarter, processStarter } from './commands.ts'
import { type CliMode, cliModes, type Drill, withDrill } from './drill.ts'
import { reportVerdicts } from './figures.ts'
import { type PlanName, planNames } from './plans.ts'
import { prepareVariation, type VariationName, variationNames } from './variations.ts'
import { applyWhole, boundariesOf, type Verdict } from './verdict.ts'

/** One in so many, beginning with any of the first ones. */
const oneIn = <T>(stride: number, all: readonly T[], random: () => number): readonly T[] => {
  const step = Math.max(1, Math.min(stride, all.length))
  const first = Math.floor(random() * step)
  return all.filter((_, index) => index % step === first)
}

interface Killing {
  readonly variations: readonly VariationName[]
  /** One boundary in so many. */
  readonly stride: number
  readonly widths: readonly string[]
}

/** What is not mended. */
const killAtBoundaries = async (drill: Drill, { stride, variations, widths }: Killing) => {
  const whole = await applyWhole(drill)
  const failures: string[] = []
  for (const name of variations) {
    const random = randomNumbers(variationNames.indexOf(name) + 1)
    const variation = await prepareVariation(name, drill, whole)
    const verdicts: Verdict[] = []
    for (const boundary of oneIn(stride, boundariesOf(whole), random)) {
      const width = widths[Math.floor(random() * widths.length)] ?? '1'
      verdicts.push(
        ...[await variation(boundary, ['--parallelism', width])].filter(
          (each) => each !== undefined,
        ),
      )
    }
    failures.push(...reportVerdicts(drill.mode, drill.plan.name, name, verdicts))
  }
  return failures
}

/**
 * A person's edit is what `--two-way` overwrites, and so does a first run that is told to. The small plan both creates and
 * updates: a commit that takes it back has neither the one nor the other result of `reverted`.
 */
const variationsOf = (mode: CliMode, plan: PlanName): readonly VariationName[] => {
  const overwrites = mode === 'two-way' || (mode === 'first-run' && plan === 'updates')
  const without: readonly VariationName[] = [
    ...(overwrites ? (['written', 'unwritten'] as const) : []),
    ...(plan === 'steps' ? (['reverted'] as const) : []),
  ]
  return variationNames.filter((name) => !without.includes(name))
}

describe('the next apply mends a kill', () => {
  for (const mode of cliModes)
    randomizedTest(`of a plan with operations of several requests: ${mode}`, () =>
      withDrill('steps', mode, inProcessStarter(), async (drill) => {
        const stride = isLongRun ? 4 : 12
        const variations = isLongRun ? variationsOf(mode, 'steps') : (['same'] as const)
        expect(await killAtBoundaries(drill, { stride, variations, widths: ['1'] })).toEqual([])
      }),
    )
})

/** The campaign kills at each boundary, or with EVERY at one in so many. */
const stride = Number(process.env['EVERY'] ?? 1)

const withBuild = async (work: (folder: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'kill-drill-'))
  try {
    await promisify(execFile)(process.execPath, ['build.mjs', folder])
    await work(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

const campaignModes = isCampaign('kills') ? cliModes : []
const campaignPlans = isCampaign('kills') ? planNames : []

longRunTest.each(campaignModes.flatMap((mode) => planNames.map((plan) => ({ mode, plan }))))(
  'SIGKILL of an apply is mended by the next one: $mode, $plan',
  ({ mode, plan }) =>
    withBuild((folder) =>
      withDrill(plan, mode, processStarter(join(folder, 'main.js')), async (drill) => {
        const variations = variationsOf(mode, plan)
        const killing = { stride, variations, widths: ['1', '8'] }
        expect(await killAtBoundaries(drill, killing)).toEqual([])
      }),
    ),
)
longRunTest.each(campaignPlans)(
  'SIGKILL of an apply is mended by the next one: action, %s',
  (plan) =>
    withBuild(async (folder) => {
      const drill = actionDrill(plan, join(folder, 'action.js'))
      const whole = await applyWholeInAction(drill)
      const verdicts: Verdict[] = []
      for (const boundary of oneIn(stride, boundariesOf(whole), randomNumbers(1)))
        verdicts.push(await mendsKillOfAction(drill, whole, boundary))
      expect(reportVerdicts('action', plan, 'same', verdicts)).toEqual([])
    }),
)
