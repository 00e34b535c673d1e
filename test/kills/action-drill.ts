// Kills the apply of the GitHub Action at a boundary of a write, as a lost runner does, and runs the job again.
import {
  type Job,
  type JobFixture,
  key,
  type TestPull,
  withJobFixture,
} from '../github-action/job-fixture.ts'
import { runCli } from '../support/cli.ts'
import { type Boundary, boundaryText, startFront } from './boundaries.ts'
import type { CommandResult } from './commands.ts'
import { personsGate } from './drill.ts'
import { type DrillPlan, drillPlan, type PlanName } from './plans.ts'
import { type Verdict, verdictOf, type Whole } from './verdict.ts'

export interface ActionDrill {
  readonly plan: DrillPlan
  /** The path of the bundle of the Action. */
  readonly bundle: string
}

export const actionDrill = (name: PlanName, bundle: string): ActionDrill => ({
  plan: drillPlan(name),
  bundle,
})

const run = 2_000

/** A pull request with the commit is planned and merged, and its apply begins. */
const withMergedPull = <T>(
  { plan }: ActionDrill,
  work: (stage: JobFixture, pull: TestPull) => Promise<T>,
): Promise<T> => {
  let result: Promise<T> | undefined
  return withJobFixture(
    plan.before,
    async (stage) => {
      stage.emulator.insert('gates', personsGate)
      const pull = await stage.openPullRequest(plan.files)
      const planned = await stage.plan(pull)
      if (planned.code !== 0) throw new Error(`${planned.out}\n${planned.summary}`)
      await stage.merge(pull)
      result = work(stage, pull)
      await result
    },
    { applied: true, emulator: { project: plan.project } },
  ).then(() => {
    if (result === undefined) throw new Error('The fixture did not run.')
    return result
  })
}

/** The plan of the command line in a clone that has the record of the Action. */
const planOnCommandLine = async ({ emulator, repository }: JobFixture): Promise<CommandResult> => {
  await repository.run('fetch', '--quiet', 'origin', '+refs/statsig-gitops/*:refs/statsig-gitops/*')
  return runCli(['plan', '--detailed-exitcode', '--api-url', emulator.url], {
    cwd: repository.root,
    env: { ...repository.env, STATSIG_API_KEY: key, STATSIG_GITOPS_SEAL: key },
  })
}

const resultOf = async (step: ReturnType<JobFixture['apply']>): Promise<CommandResult> => {
  const { code, err, out, summary } = await step
  return { code, err, out: `${out}\n${summary}` }
}

export const applyWholeInAction = (drill: ActionDrill): Promise<Whole> =>
  withMergedPull(drill, async (stage) => {
    stage.writes()
    const applied = await resultOf(stage.apply({ run }))
    const writes = stage.writes()
    const planned = await planOnCommandLine(stage)
    if (applied.code !== 0 || planned.code !== 0)
      throw new Error(
        `An apply that nothing interrupts ends with ${applied.code}, ${planned.code}.\n${planned.out}${planned.err}`,
      )
    return { writes, state: stage.emulator.snapshot() }
  })

const killApply = async (stage: JobFixture, boundary: Boundary, job: Job): Promise<string> => {
  const front = await startFront(stage.emulator)
  let kill = (): void => {}
  front.arm(boundary, () => kill())
  try {
    await stage.apply({
      ...job,
      inputs: { ...job.inputs, 'api-url': front.url },
      onStart: (how) => {
        kill = how
      },
    })
    return boundaryText(boundary, front.writes())
  } finally {
    await front.close()
  }
}

export const mendsKillOfAction = (
  drill: ActionDrill,
  whole: Whole,
  boundary: Boundary,
): Promise<Verdict> =>
  withMergedPull(drill, async (stage) => {
    const name = await killApply(stage, boundary, { run, bundle: drill.bundle })
    const applied = await resultOf(stage.apply({ run, attempt: 2 }))
    const planned = await planOnCommandLine(stage)
    return verdictOf(name, { applied, planned, state: stage.emulator.snapshot() }, whole.state)
  })
