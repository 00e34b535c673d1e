// Runs one command in a job of GitHub. Comment, summary and outputs report the result, also after an error.
import { realpath } from 'node:fs/promises'
import { isAbsolute, relative } from 'node:path'
import { UsageError } from '../core/usage-error.ts'
import type { PageState } from '../report/markdown/pages/state.ts'
import { type ExitCode, exitCodes } from '../session/exit-codes.ts'
import { maxPublishMs, withinEnd } from '../session/within-end.ts'
import { driftAction } from './drift/drift.ts'
import { publishDrift } from './drift/publish-drift.ts'
import type { JobContext, PlanCommits } from './job/context.ts'
import { errorText } from './job/error-text.ts'
import { eventRefusal } from './job/events.ts'
import { failureReason } from './job/failure-reason.ts'
import { type Published, publishResult } from './job/publish-result.ts'
import type { CommandResult } from './job/result.ts'
import { TimeoutError } from './job/timeout-error.ts'
import { validateAction } from './job/validate.ts'
import { applyAction } from './pull-request/apply.ts'
import { updatePullComments } from './pull-request/apply-comments.ts'
import { type ApplyProgress, endedExitCode } from './pull-request/apply-progress.ts'
import { planAction } from './pull-request/plan.ts'
import { commentPlan, needsApproval, unapproved } from './pull-request/plan-comment.ts'

/** `timeout` rejects at the time limit. Never throws: returns the exit code after the result is published. */
export const runAction = async (
  context: JobContext,
  timeout: Promise<never>,
): Promise<ExitCode> => {
  const planCommits = planCommitsOf(context)
  const progress: ApplyProgress = {}
  const refusal = eventRefusal(context.inputs.command, context.job)
  if (refusal !== undefined) return publishResult(context, unsafeEventResult(refusal, planCommits))
  try {
    await rejectOutsideWorkspace(context)
    return await runCommand(context, planCommits, timeout, progress)
  } catch (error) {
    return publishFailure(context, error, planCommits, progress)
  }
}

/** A symbolic link may lead out of the workspace, as well as the input. */
const rejectOutsideWorkspace = async ({ inputs, job, root }: JobContext): Promise<void> => {
  const [workspace, folder] = await Promise.all([job.workspace, root].map(resolveRealPath))
  const within = relative(workspace ?? '', folder ?? '')
  if (within.startsWith('..') || isAbsolute(within))
    throw new UsageError(
      `\`working-directory\` is \`${inputs.workingDirectory}\`, which is outside the workspace.`,
    )
}

/** A missing folder is reported later, by the command that reads it. */
const resolveRealPath = (path: string): Promise<string> => realpath(path).catch(() => path)

const runCommand = async (
  context: JobContext,
  planCommits: PlanCommits,
  timeout: Promise<never>,
  progress: ApplyProgress,
): Promise<ExitCode> => {
  const withTimeout = <T>(work: Promise<T>): Promise<T> => Promise.race([work, timeout])
  /** The result of the command stands, even if there is no time left to publish it. */
  const publishing =
    (work: () => Promise<Published>, isApproval = false) =>
    () =>
      withTimeout(work()).catch((error: unknown) => {
        if (error instanceof TimeoutError)
          return unapproved(
            isApproval,
            'timed-out',
            `${error.message} The result was not fully published on GitHub.`,
          )
        throw error
      })
  const { command, consoleApiKey } = context.inputs
  if ((command === 'apply' || command === 'drift') && consoleApiKey === undefined)
    throw new UsageError(
      `\`${command}\` needs the input \`console-api-key\`, which is empty. Check that the secret exists in this repository or in the environment of this job.`,
    )
  switch (command) {
    case 'validate':
      return publishResult(context, await withTimeout(validateAction(context, planCommits)))
    case 'plan': {
      const noPlan = noPlanReason(context)
      const result = await withTimeout(
        noPlan === undefined
          ? planAction(context, planCommits)
          : validateAction(context, planCommits, noPlan),
      )
      return publishResult(
        context,
        result,
        publishing(() => commentPlan(context, result), needsApproval(result)),
      )
    }
    case 'apply': {
      const result = await withTimeout(applyAction(context, planCommits, progress))
      return publishResult(
        context,
        result,
        publishing(() => publishApply(context, result)),
      )
    }
    case 'drift': {
      const result = await withTimeout(driftAction(context, planCommits))
      return publishResult(
        context,
        result,
        publishing(() => publishDrift(context, result)),
      )
    }
  }
}

/** What was applied stands, and its exit code, whatever becomes of a comment. */
const publishApply = (
  context: JobContext,
  result: Parameters<typeof updatePullComments>[1],
): Promise<Published> => {
  const unpublished = (reason: string): Published => ({
    warnings: [`The comment was not updated: ${reason}`],
  })
  return withinEnd(
    context.environment.trackInterrupts().end,
    maxPublishMs,
    updatePullComments(context, result).catch((error: unknown) =>
      unpublished(errorText(error, context)),
    ),
    () => unpublished('the run was interrupted.'),
  )
}

/** A pull request from a fork is never planned with the key, even if the run has it. */
const noPlanReason = ({
  inputs,
  job,
}: JobContext): Extract<PageState, { is: 'unplanned' }>['why'] | undefined => {
  const { event } = job
  if (event.name === 'pull_request' && event.isFork) return 'fork'
  if (inputs.consoleApiKey !== undefined) return undefined
  return event.name === 'pull_request' && event.isDependabot ? 'dependabot' : 'no-key'
}

const planCommitsOf = ({ job }: JobContext): PlanCommits => {
  const { event, sha } = job
  if (event.name !== 'pull_request') return { head: sha }
  return { head: event.head.sha, base: { ref: event.base.ref, id: event.base.sha } }
}

const unsafeEventResult = (reason: string, planCommits: PlanCommits): CommandResult => ({
  code: exitCodes.refused,
  state: { is: 'refused', reason },
  planCommits,
  outputs: { result: 'failed' },
  failure: 'unsafe-event',
  text: reason,
})

const publishFailure = async (
  context: JobContext,
  error: unknown,
  planCommits: PlanCommits,
  progress: ApplyProgress,
): Promise<ExitCode> => {
  const { command } = context.inputs
  const during =
    command === 'apply' ? ({ during: progress.begun ? 'writes' : 'apply' } as const) : {}
  const result = failureResult(error, context, planCommits, endedExitCode(progress), during)
  return publishResult(context, result, async () => {
    if (command === 'plan') return commentPlan(context, result)
    return command === 'apply' ? publishApply(context, result) : {}
  })
}

const failureResult = (
  error: unknown,
  context: JobContext,
  planCommits: PlanCommits,
  code: ExitCode,
  during: { readonly during?: 'apply' | 'writes' },
): CommandResult => {
  const reason = nameInputs(errorText(error, context))
  const isUsage = error instanceof UsageError && during.during !== 'writes'
  return {
    code: isUsage ? exitCodes.wrongUsage : code,
    state: { is: 'failed', reason, ...during },
    planCommits,
    outputs: { result: code === exitCodes.partial ? 'partial' : 'failed' },
    failure: isUsage ? 'wrong-usage' : failureReason(error),
    text: reason,
  }
}

/** Messages name options of the command line. The inputs have the same names, without `--`. */
const nameInputs = (text: string): string =>
  text.replace(/`--(target|overwrite|overwrite-unmanaged|allow-prune|api-url)(?![\w-])/g, '`$1')
