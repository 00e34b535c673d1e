// The part of an apply that writes: to Statsig, and then what was applied to GitHub.
import { apply } from '../../apply/index.ts'
import { redact, systemClock } from '../../io/console-api/index.ts'
import type { Operation, Outcome, Plan, Report } from '../../model.ts'
import { exitOf } from '../apply-exit.ts'
import type { WritingConnection } from '../connection.ts'
import { isRefused } from '../planning.ts'
import { projectOf } from '../preflight.ts'
import type { Ready } from '../ready.ts'
import { type Recorded, record } from '../recording.ts'
import { vaultOf } from '../secrets.ts'
import { type ExitCode, exits } from '../world.ts'
import type { Desk } from './desk.ts'
import type { Ending } from './ending.ts'
import { isRunnable } from './review.ts'

export const carriedOut = (
  { inputs, isOver, world }: Desk,
  { connection, run, words }: Ready<WritingConnection>,
  plan: Plan,
  tell: (outcome: Outcome) => void,
): Promise<Report> | Report => {
  if (!plan.operations.some(isRunnable)) return { outcomes: [], leaks: [] }
  const isInterrupted = world.noteInterrupts()
  return apply(plan, {
    api: connection.writer,
    clock: systemClock,
    words,
    live: run.live,
    readAt: run.readAt,
    width: inputs.concurrency,
    secret: vaultOf(world).read,
    isInterrupted: () => isOver() || isInterrupted(),
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
    const project = past.commit && (await projectOf(connection.whereabouts))
    return await record(past, workspace.desired, plan, report, project, undefined)
  } catch (error) {
    // What was written has to be told all the same.
    const why = redact(error instanceof Error ? error.message : String(error))
    return { said: [`Not recorded as applied: ${why}`], failed: true }
  }
}

export const codeOf = (plan: Plan, report: Report, isUnrecorded: boolean): ExitCode => {
  const code =
    report.outcomes.length === 0 ? (isRefused(plan) ? exits.refused : exits.done) : exitOf(report)
  return code === exits.done && isUnrecorded ? exits.failed : code
}

export const failureOf = (code: ExitCode, { operations }: Plan): Pick<Ending, 'failure'> => {
  switch (code) {
    case exits.done:
    case exits.changes:
      return {}
    case exits.unfinished:
      return { failure: 'partial' }
    case exits.moved:
      return { failure: 'conflict' }
    case exits.refused:
      return { failure: operations.some(isConflict) ? 'conflict' : 'refused' }
    case exits.invalid:
      return { failure: 'invalid-definitions' }
    case exits.wrongUsage:
      return { failure: 'wrong-usage' }
    case exits.failed:
      return { failure: 'api-error' }
  }
}

const isConflict = ({ refused }: Operation): boolean => refused?.isConflict === true
