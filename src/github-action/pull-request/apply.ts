// Runs `command: apply`: applies and records merged changes whose plan was reviewed on a pull request.

import { noAppliedDefinitions } from '../../history/applied-definitions.ts'
import { readRecordProject } from '../../history/record.ts'
import { defaultTarget } from '../../load/settings/select-target.ts'
import { appliedRefName } from '../../model/record-name.ts'
import { connectToWrite, type WriteConnection } from '../../prepare/connect-to-write.ts'
import { type PreparedRun, withPreparedRun } from '../../prepare/index.ts'
import { planDetails } from '../../prepare/plan-details.ts'
import { missingVariablesText } from '../../report/text/missing-variables.ts'
import { undoneRestrictionsText } from '../../report/text/undone-restrictions.ts'
import { untrustedRecordText } from '../../report/text/untrusted-record.ts'
import { exitCodes } from '../../session/exit-codes.ts'
import { missingVariables, secretVariablesOf } from '../../session/secret-variables.ts'
import { allowWrites } from '../../session/write-environment.ts'
import { hasChanges, outcomeCounts } from '../../summary/counts.ts'
import { commandOptions } from '../job/command-options.ts'
import type { RecordReference } from '../job/comment-metadata.ts'
import { hashIds, type JobContext, type PlanCommits, redactorFor } from '../job/context.ts'
import {
  type CommandResult,
  joinTexts,
  jsonRenderer,
  logRenderer,
  logText,
  refusalFailure,
} from '../job/result.ts'
import { log } from '../job/workflow-output.ts'
import type { ApplyProgress } from './apply-progress.ts'
import { recordReference, resultFor } from './apply-result.ts'
import { allRefusedText, decideApproval, manualApplyHint } from './approval-check.ts'
import { isRunnable, type ReviewedPull } from './approvals.ts'
import { findInheritedRefusals } from './base-branch-plan.ts'
import { applyPreparation, beginApply } from './begin-apply.ts'
import { byHandFor } from './conflict-hints.ts'
import { applyPlan, exitCodeFor, failureFor, readRecordedApply, recordApply } from './execute.ts'
import { stopResultOf } from './inherited-faults.ts'
import {
  inheritedText,
  isStopped,
  planWithoutInherited,
  reportWithoutInherited,
} from './inherited-refusals.ts'
import { refuseArchives } from './limits.ts'
import { countOutputs } from './plan.ts'
import { type Approvals, readApprovals } from './read-approvals.ts'
import { findUntrustedRecord } from './record-check.ts'

export interface ApplyJobResult extends CommandResult {
  /** The pull requests whose comments are updated; absent where they were not looked up. */
  readonly reviews?: readonly ReviewedPull[]
  /** Ids of operations whose approval is carried out. */
  readonly doneIds?: readonly string[]
  /** The record after the apply. */
  readonly record?: RecordReference
}

export const applyAction = async (
  context: JobContext,
  planCommits: PlanCommits,
  progress: ApplyProgress,
): Promise<ApplyJobResult> => {
  const ownLeases = { watched: new Set<string>(), ownRun: context.job.run.id }
  const options = { ...commandOptions(context), ownLeases }
  const done = await withPreparedRun(
    options,
    allowWrites(context.environment),
    { connect: connectToWrite, ...applyPreparation(context) },
    (prepared) => applyReviewed(context, prepared, planCommits, progress),
  )
  return 'is' in done ? stopResultOf(context, done, planCommits) : done
}

const applyReviewed = async (
  context: JobContext,
  prepared: PreparedRun<WriteConnection>,
  planCommits: PlanCommits,
  progress: ApplyProgress,
): Promise<ApplyJobResult> => {
  const { environment, inputs, job } = context
  const { connection, history, registry } = prepared
  const { commits } = history.gitState?.appliedDefinitions ?? noAppliedDefinitions
  const unhashedPlan = refuseArchives(prepared.run.plan, inputs)
  const fullPlan = hashIds(unhashedPlan, context)
  const decide = ({ earlier, reviews: found }: Approvals) =>
    decideApproval(fullPlan, found, commits, inputs, earlier)
  const approvals = await readApprovals(context, prepared, unhashedPlan, (each) =>
    fullPlan.operations.filter(isRunnable).every(decide(each).isReviewed),
  )
  const { reviews } = approvals
  const { isConfirmed, isReviewed, plan: allowed, stop } = decide(approvals)
  const inherited = await findInheritedRefusals(context, prepared, fullPlan)
  const redactor = redactorFor(context, prepared)
  const redactedPlan = redactor.plan(allowed)
  const details = planDetails(allowed, registry, connection, commandOptions(context))
  const planned = {
    plan: redactedPlan,
    details: { ...details, byHand: byHandFor(inputs) },
    diagnostics: redactor.diagnostics(prepared.diagnostics),
  }
  const planLog = joinTexts(
    undoneRestrictionsText(redactedPlan),
    logText(logRenderer.plan(planned)),
  )
  const shared = { planCommits, reviews, json: jsonRenderer.applyEnd(planned).out }
  const changeOutputs = { 'has-changes': hasChanges(redactedPlan) }
  const notApplied = (
    { code, failure, ...reasons }: NonNullable<typeof stop>,
    recorded: readonly string[] = [],
  ): ApplyJobResult => ({
    ...shared,
    code,
    failure,
    state: { is: 'not-applied', plan: redactedPlan, details, ...reasons },
    outputs: { ...countOutputs(redactedPlan), ...changeOutputs, applied: 0, result: 'failed' },
    text: joinTexts(
      planLog,
      `Not applied: ${reasons.reason}`,
      ...(reasons.why === 'plan-changed' ? [manualApplyHint(allowed)] : []),
      ...recorded,
    ),
  })
  const untrusted = findUntrustedRecord(history.gitState?.recorded, reviews, inputs)
  if (untrusted !== undefined)
    return notApplied({
      code: exitCodes.refused,
      failure: 'refused',
      unreviewed: new Set(),
      why: 'record-untrusted',
      reason: untrustedRecordText(
        untrusted,
        appliedRefName({
          root: history.gitState?.repository.root ?? '',
          target: history.gitState?.target ?? defaultTarget,
        }),
        `${job.owner}/${job.name}`,
      ),
    })
  if (stop) return notApplied(stop)
  if (inputs.dryRun)
    return {
      ...shared,
      code: isStopped(allowed, inherited) ? exitCodes.refused : exitCodes.success,
      ...(isStopped(allowed, inherited) && {
        failure: refusalFailure(planWithoutInherited(allowed, inherited)),
      }),
      state: {
        is: 'planned',
        plan: redactedPlan,
        details,
        diagnostics: [],
        isPull: false,
        inherited,
      },
      outputs: { ...countOutputs(redactedPlan), ...changeOutputs, applied: 0, result: 'skipped' },
      text: joinTexts(planLog, 'Nothing was written: this was a dry run.'),
    }
  const refusal = {
    code: exitCodes.refused,
    failure: refusalFailure(allowed),
    unreviewed: new Set<string>(),
  } as const
  const missing = missingVariables(allowed, registry, secretVariablesOf(environment))
  if (missing.length > 0)
    return notApplied({
      ...refusal,
      why: 'missing-secret',
      reason: missingVariablesText(missing),
    })
  log(context, planLog)
  const project = await readRecordProject(history.gitState, connection.projectInfo)
  const begun = await beginApply(context, prepared, allowed, isConfirmed, project)
  if ('reason' in begun)
    return notApplied({
      code: exitCodes.failed,
      failure: 'api-error',
      unreviewed: new Set(),
      why: 'not-recorded',
      reason: begun.reason,
    })
  progress.begun = { plan: allowed, outcomes: [] }
  const report = await applyPlan(context, begun, allowed, (outcome) => {
    progress.begun?.outcomes.push(outcome)
    // The report at the end lists it, with the reason.
    if (outcome.status === 'skipped') return
    for (const each of redactor.report({ outcomes: [outcome], nonConverged: [] }).outcomes)
      log(context, logText(logRenderer.outcome(each)))
  })
  const recorded = await recordApply(context, begun, allowed, report, project)
  const redactedReport = redactor.report(report)
  const ownReport = reportWithoutInherited(report, inherited)
  const code = exitCodeFor(planWithoutInherited(allowed, inherited), ownReport, recorded.failed)
  const tally = outcomeCounts(ownReport.outcomes)
  const recordedApply = await readRecordedApply(context, prepared)
  if (code === exitCodes.refused && report.outcomes.length === 0)
    return notApplied(
      { ...refusal, why: 'refused', reason: allRefusedText(allowed) },
      recorded.messages,
    )
  const isNotStarted = context.isStopping() && tally.skipped === ownReport.outcomes.length
  return {
    ...shared,
    doneIds: report.outcomes.flatMap(({ operation, status }) =>
      status === 'done' ? [operation.id] : [],
    ),
    ...recordReference(recorded.written ?? begun.history.gitState?.recorded),
    code,
    ...(isNotStarted && code === exitCodes.failed
      ? { failure: 'timed-out' as const }
      : failureFor(code, planWithoutInherited(allowed, inherited), ownReport)),
    state: {
      is: 'applied',
      plan: redactedPlan,
      details,
      report: redactedReport,
      recorded: recorded.messages,
      alreadyApplied: 0,
      inherited,
      ...recordedApply,
    },
    outputs: {
      ...countOutputs(redactedPlan),
      ...changeOutputs,
      applied: tally.done,
      failed: tally.failed,
      skipped: tally.skipped,
      waiting: tally['pending-review'],
      result: resultFor(
        code,
        allowed.operations.some(isReviewed) || recordedApply.areSettingsInForce,
        tally,
      ),
    },
    json: jsonRenderer.applyEnd({ ...planned, report: redactedReport }).out,
    text: joinTexts(
      logText(logRenderer.applyEnd({ ...planned, report: redactedReport })),
      inheritedText(inherited),
      ...recorded.messages,
    ),
  }
}
