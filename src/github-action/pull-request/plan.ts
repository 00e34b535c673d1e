// Runs `command: plan`: what merging would change, and what of it is not from this pull request. Never writes to Statsig.

import type { Job } from '../../io/actions/job.ts'
import { GitHubError } from '../../io/github/index.ts'
import type { Notice, Operation, Plan } from '../../model/index.ts'
import type { AppliedRecordCommit } from '../../model/repository.ts'
import { connectToRead } from '../../prepare/connection.ts'
import { withPreparedRun } from '../../prepare/index.ts'
import { planDetails } from '../../prepare/plan-details.ts'
import { exitCodes } from '../../session/exit-codes.ts'
import { hasChanges, planCounts } from '../../summary/counts.ts'
import { commandOptions } from '../job/command-options.ts'
import {
  faultRedactor,
  hashIds,
  type JobContext,
  type PlanCommits,
  redactorFor,
} from '../job/context.ts'
import {
  type CommandResult,
  jsonRenderer,
  keptOutputs,
  logRenderer,
  logText,
  type Outputs,
  refusalFailure,
} from '../job/result.ts'
import { idPrefix, planMetadataOf, type SpentApprovals } from './approvals.ts'
import { planBaseBranch } from './base-branch-plan.ts'
import { byHandFor } from './conflict-hints.ts'
import { stopResultOf } from './inherited-faults.ts'
import { isStopped, noneInherited, planWithoutInherited } from './inherited-refusals.ts'
import { changeLimitReason, refuseArchives } from './limits.ts'
import { previousIdsOf, readSpentApprovals } from './read-approvals.ts'

export const planAction = async (
  context: JobContext,
  planCommits: PlanCommits,
): Promise<CommandResult> => {
  const { inputs, job, environment } = context
  const options = commandOptions(context)
  const redactFaults = faultRedactor(context)
  const result = await withPreparedRun(
    options,
    environment,
    { connect: connectToRead, redactFaults },
    async (prepared): Promise<CommandResult> => {
      const { connection, history, registry } = prepared
      const allowed = refuseArchives(prepared.run.plan, inputs)
      const run = { ...prepared.run, plan: hashIds(allowed, context) }
      const previousIds = previousIdsOf(allowed, context)
      const spent = await readSpentApprovals(context, prepared, allowed, previousIds)
      const baseBranch = await readBaseBranch(context)
      const isOtherBase = baseBranch !== undefined && isOtherBranch(baseBranch, job)
      // What is merged into another branch is not applied, so that nothing there is pending.
      const basePlan = isOtherBase ? undefined : await planBaseBranch(context, prepared)
      const { base, inherited = noneInherited, pending, pendingSettings } = basePlan ?? {}
      const { refusal } = history.gitState ?? {}
      // What this pull request changes itself gets an approval of its own.
      const isSpent = ({ id }: Operation) => spent.has(idPrefix(id)) && pending?.has(id) !== false
      const redactor = redactorFor(context, prepared)
      const limitReason = changeLimitReason(run.plan, inputs)
      const notices = [
        ...(isOtherBase ? otherBaseNotices(baseBranch, job) : []),
        ...run.plan.notices,
        ...recordNotices(history.gitState?.recorded),
        ...spentNotices(run.plan.operations.filter(isSpent), spent),
        ...(limitReason === undefined ? [] : [limitReason]),
      ]
      const plan = redactor.plan({ ...run.plan, notices })
      const diagnostics = redactor.diagnostics(prepared.diagnostics)
      const details = planDetails(run.plan, registry, connection, options)
      const planned = { plan, details: { ...details, byHand: byHandFor(inputs) }, diagnostics }
      const isChange = hasChanges(planWithoutInherited(plan, inherited))
      const isOwnStopped = isStopped(plan, inherited)
      const isRefused = isOwnStopped || refusal !== undefined || limitReason !== undefined
      const isPull =
        !isOtherBase && (job.event.name === 'pull_request' || inputs.prNumber !== undefined)
      return {
        code: isRefused
          ? exitCodes.refused
          : isChange && inputs.failOnChanges
            ? exitCodes.changes
            : exitCodes.success,
        ...(isRefused && {
          failure:
            limitReason !== undefined && !isOwnStopped
              ? 'limit'
              : refusalFailure(planWithoutInherited(plan, inherited)),
        }),
        state: {
          is: 'planned',
          plan,
          details,
          diagnostics,
          isPull,
          ...(pending && { pending }),
          inherited,
          ...(pendingSettings && { pendingSettings }),
        },
        planCommits: { ...planCommits, ...(base && { base }) },
        planMetadata: {
          ...(baseBranch !== undefined && { branch: baseBranch }),
          ...(!isOtherBase && planMetadataOf(run.plan, (each) => !isSpent(each))),
        },
        outputs: {
          ...countOutputs(plan),
          'has-changes': isChange,
          'not-from-pr': pending?.size ?? 0,
          result: isChange ? 'changes' : 'no-changes',
        },
        json: jsonRenderer.plan(planned).out,
        text: logText(logRenderer.plan(planned)),
      }
    },
  )
  return 'is' in result ? stopResultOf(context, result, planCommits) : result
}

const spentNotices = (
  operations: readonly Operation[],
  spent: SpentApprovals,
): readonly Notice[] => {
  const runs = operations.flatMap(({ id }) => spent.get(idPrefix(id))?.runId ?? [])
  const addresses = operations.map(({ address }) => address)
  return operations.length === 0
    ? []
    : [{ code: 'begun-and-changed', addresses, runs: [...new Set(runs)] }]
}

/** The base branch of the pull request; `undefined` without one, or where it cannot be read. */
const readBaseBranch = async ({ github, inputs, job }: JobContext): Promise<string | undefined> => {
  if (job.event.name === 'pull_request') return job.event.base.ref
  if (inputs.prNumber === undefined || github === undefined) return undefined
  try {
    return (await github.reader.pull(inputs.prNumber)).base.ref
  } catch (error) {
    if (error instanceof GitHubError) return undefined
    throw error
  }
}

const isOtherBranch = (base: string, { defaultBranch }: Pick<Job, 'defaultBranch'>): boolean =>
  defaultBranch !== undefined && base !== defaultBranch

const otherBaseNotices = (
  base: string,
  { defaultBranch }: Pick<Job, 'defaultBranch'>,
): readonly Notice[] =>
  defaultBranch === undefined ? [] : [{ code: 'other-base-branch', base, applied: defaultBranch }]

/** An apply stops at a record without a valid seal, and says what to do. */
const recordNotices = (recorded: AppliedRecordCommit | undefined): readonly Notice[] =>
  recorded?.needsSeal === 'unsealed' || recorded?.needsSeal === 'foreign'
    ? [{ code: 'record-unsealed', why: recorded.needsSeal }]
    : []

export const countOutputs = (plan: Plan): Outputs => {
  const { actions, kept, refused, unchanged } = planCounts(plan)
  const countOf = (...wanted: readonly string[]) =>
    actions
      .filter(({ action }) => wanted.includes(action))
      .reduce((sum, { count }) => sum + count, 0)
  return {
    'to-create': countOf('create'),
    'to-update': countOf('update', 'start', 'conclude', 'decide', 'abandon'),
    'to-archive': countOf('archive'),
    'to-delete': countOf('delete'),
    unchanged,
    ...keptOutputs(kept),
    refused,
    'plan-hash': plan.digest,
  }
}
