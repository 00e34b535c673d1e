// Executes the plan of an apply in Statsig, and records at GitHub what was applied.
import { apply } from '../../apply/index.ts'
import {
  interruptedRecord,
  type RecordResult,
  unrecordedApply,
  writeRecord,
} from '../../history/record.ts'
import { liveIds } from '../../history/recorded-ids.ts'
import { GitHubError } from '../../io/github/index.ts'
import { systemClock } from '../../io/statsig/console-api/index.ts'
import type { Outcome, Plan, Report } from '../../model/index.ts'
import { GitError } from '../../model/repository.ts'
import type { WriteConnection } from '../../prepare/connect-to-write.ts'
import type { PreparedRun } from '../../prepare/index.ts'
import { applyExitCode } from '../../session/apply-exit-code.ts'
import { type ExitCode, exitCodes } from '../../session/exit-codes.ts'
import { secretVariablesOf } from '../../session/secret-variables.ts'
import { maxPublishMs, maxRecordMs, withinEnd } from '../../session/within-end.ts'
import { settingChangesIn } from '../../summary/counts.ts'
import type { JobContext } from '../job/context.ts'
import { errorText } from '../job/error-text.ts'
import { type CommandResult, refusalFailure } from '../job/result.ts'
import { isRunnable } from './approvals.ts'

export const applyPlan = async (
  { inputs, environment }: JobContext,
  { connection, run, registry }: PreparedRun<WriteConnection>,
  plan: Plan,
  onOutcome: (outcome: Outcome) => void,
): Promise<Report> => {
  if (!plan.operations.some(isRunnable)) return { outcomes: [], nonConverged: [] }
  const counter = environment.progress.count(plan.operations.filter(isRunnable).length)
  const report = await apply(plan, {
    api: connection.writer,
    respectsReviews: connection.respectsReviews,
    clock: environment.clock ?? systemClock,
    registry,
    live: run.live,
    readAt: run.readAt,
    parallelism: inputs.concurrency,
    readSecret: secretVariablesOf(environment).read,
    interrupted: connection.followInterrupts(environment.trackInterrupts()),
    onOutcome: (outcome) => {
      if (isRunnable(outcome.operation)) counter.tick()
      onOutcome(outcome)
    },
  })
  counter.end()
  return report
}

/**
 * The next plan compares with this record, so that it is written even after failures. After the second signal it is waited
 * for only so long that the report is printed: the record that the apply has begun stands, and the next apply finishes it.
 */
export const recordApply = (
  context: JobContext,
  prepared: PreparedRun<WriteConnection>,
  plan: Plan,
  report: Report,
  project: string | undefined,
): Promise<RecordResult> =>
  withinEnd(
    context.environment.trackInterrupts().end,
    maxRecordMs,
    writeApplyRecord(context, prepared, plan, report, project),
    () => unrecordedApply(interruptedRecord, report),
  )

const writeApplyRecord = async (
  context: JobContext,
  { workspace, history, registry, run }: PreparedRun<WriteConnection>,
  plan: Plan,
  report: Report,
  project: string | undefined,
): Promise<RecordResult> => {
  const { gitState } = history
  if (gitState === undefined) return { messages: [], failed: false }
  try {
    return await writeRecord(
      gitState,
      workspace.desired,
      plan,
      report,
      project,
      liveIds(workspace.desired, run.live, report, registry),
      undefined,
    )
  } catch (error) {
    // Operations were applied: the result must be reported even if it is not recorded.
    return unrecordedApply(errorText(error, context), report)
  }
}

interface RecordedApply {
  readonly isBaselineRecorded: boolean
  /** The record names the commit as a whole. */
  readonly areSettingsInForce: boolean
}

/** Read only at the first apply, and where settings have changed. What is not known is not claimed. */
export const readRecordedApply = (
  { environment }: JobContext,
  prepared: PreparedRun<WriteConnection>,
): Promise<RecordedApply> =>
  withinEnd(
    environment.trackInterrupts().end,
    maxPublishMs,
    readNewRecord(prepared),
    () => nothingRecorded,
  )

const nothingRecorded: RecordedApply = { isBaselineRecorded: false, areSettingsInForce: false }

const readNewRecord = async ({
  history: { gitState },
  run,
}: PreparedRun<WriteConnection>): Promise<RecordedApply> => {
  const isFirst = gitState?.recorded === undefined
  const hasSettings = settingChangesIn(run.plan).length > 0
  if (gitState?.commit === undefined || !(isFirst || hasSettings)) return nothingRecorded
  try {
    const record = await gitState.repository.readApplied(gitState.target)
    return {
      isBaselineRecorded: isFirst && record !== undefined,
      areSettingsInForce: hasSettings && record?.commit === gitState.commit.id,
    }
  } catch (error) {
    // What is not known is not claimed: the next run reads the record again.
    if (error instanceof GitError || error instanceof GitHubError) return nothingRecorded
    throw error
  }
}

export const exitCodeFor = (plan: Plan, report: Report, isUnrecorded: boolean): ExitCode => {
  const code = applyExitCode(plan, report)
  return code === exitCodes.success && isUnrecorded ? exitCodes.failed : code
}

export const failureFor = (
  code: ExitCode,
  plan: Plan,
  { outcomes }: Pick<Report, 'outcomes'>,
): Pick<CommandResult, 'failure'> => {
  switch (code) {
    case exitCodes.success:
    case exitCodes.changes:
      return {}
    case exitCodes.partial:
      return { failure: 'partial' }
    case exitCodes.stale:
      return { failure: 'conflict' }
    case exitCodes.locked:
      return { failure: 'locked' }
    case exitCodes.refused:
      return { failure: refusalFailure(plan) }
    case exitCodes.invalid:
      return { failure: 'invalid-definitions' }
    case exitCodes.wrongUsage:
      return { failure: 'wrong-usage' }
    case exitCodes.failed:
      return { failure: outcomes.some(isKeyRefused) ? 'auth' : 'api-error' }
  }
}

const isKeyRefused = (outcome: Outcome): boolean =>
  outcome.status === 'failed' && outcome.isKeyRefused
