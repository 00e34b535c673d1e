// The part of an apply that writes: to Statsig, and then what was applied to GitHub.
import { apply } from '../../apply/index.ts'
import { type Recorded, record } from '../../history/record.ts'
import { redact, systemClock } from '../../io/statsig/console-api/index.ts'
import type { Outcome, Plan, Report } from '../../model.ts'
import type { WritingConnection } from '../../prepare/connection.ts'
import type { Ready } from '../../prepare/index.ts'
import { exitAfter } from '../../session/apply-exit-code.ts'
import { type ExitCode, exits } from '../../session/environment.ts'
import { vaultOf } from '../../session/secret-variables.ts'
import type { Desk } from '../job/context.ts'
import { type Ending, refusalOf } from '../job/result.ts'
import { isRunnable } from './approvals.ts'

export const carriedOut = (
  { inputs, world }: Desk,
  { connection, run, words }: Ready<WritingConnection>,
  plan: Plan,
  tell: (outcome: Outcome) => void,
): Promise<Report> | Report => {
  if (!plan.operations.some(isRunnable)) return { outcomes: [], leaks: [] }
  return apply(plan, {
    api: connection.writer,
    clock: systemClock,
    words,
    live: run.live,
    readAt: run.readAt,
    width: inputs.concurrency,
    secret: vaultOf(world).read,
    isInterrupted: world.noteInterrupts(),
    tell,
  })
}

/** What was done is the base of the next plan, whatever else has happened. */
export const recordedFor = async (
  { workspace, remembered, connection }: Ready<WritingConnection>,
  plan: Plan,
  report: Report,
): Promise<Recorded> => {
  const { past } = remembered
  if (past === undefined) return { said: [], failed: false }
  try {
    return await record(past, workspace.desired, plan, report, connection.whereabouts, undefined)
  } catch (error) {
    // What was written has to be told all the same.
    const why = redact(error instanceof Error ? error.message : String(error))
    return { said: [`Not recorded as applied: ${why}`], failed: true }
  }
}

export const codeOf = (plan: Plan, report: Report, isUnrecorded: boolean): ExitCode => {
  const code = exitAfter(plan, report)
  return code === exits.done && isUnrecorded ? exits.failed : code
}

export const failureOf = (code: ExitCode, plan: Plan): Pick<Ending, 'failure'> => {
  switch (code) {
    case exits.done:
    case exits.changes:
      return {}
    case exits.unfinished:
      return { failure: 'partial' }
    case exits.moved:
      return { failure: 'conflict' }
    case exits.refused:
      return { failure: refusalOf(plan) }
    case exits.invalid:
      return { failure: 'invalid-definitions' }
    case exits.wrongUsage:
      return { failure: 'wrong-usage' }
    case exits.failed:
      return { failure: 'api-error' }
  }
}
