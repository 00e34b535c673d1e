// Runs `command: plan`: what merging would change, and what of it is not from this pull request. Never writes to Statsig.

import type { Plan } from '../../model/index.ts'
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
import { planMetadataOf } from './approvals.ts'
import { planBaseBranch } from './base-branch-plan.ts'
import { byHandFor } from './conflict-hints.ts'
import { stopResultOf } from './inherited-faults.ts'
import { isStopped, noneInherited, planWithoutInherited } from './inherited-refusals.ts'
import { changeLimitReason, refuseArchives } from './limits.ts'

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
      const basePlan = await planBaseBranch(context, prepared)
      const { base, inherited = noneInherited, pending, pendingSettings } = basePlan ?? {}
      const { refusal } = history.gitState ?? {}
      const redactor = redactorFor(context, prepared)
      const limitReason = changeLimitReason(run.plan, inputs)
      const notices = [...run.plan.notices, ...(limitReason === undefined ? [] : [limitReason])]
      const plan = redactor.plan({ ...run.plan, notices })
      const diagnostics = redactor.diagnostics(prepared.diagnostics)
      const details = planDetails(run.plan, registry, connection, options)
      const planned = { plan, details: { ...details, byHand: byHandFor(inputs) }, diagnostics }
      const isChange = hasChanges(planWithoutInherited(plan, inherited))
      const isOwnStopped = isStopped(plan, inherited)
      const isRefused = isOwnStopped || refusal !== undefined || limitReason !== undefined
      const isPull = job.event.name === 'pull_request' || inputs.prNumber !== undefined
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
        planMetadata: planMetadataOf(run.plan),
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

export const countOutputs = (plan: Plan): Outputs => {
  const { actions, kept, refused, unchanged } = planCounts(plan)
  const countOf = (...wanted: readonly string[]) =>
    actions
      .filter(({ action }) => wanted.includes(action))
      .reduce((sum, { count }) => sum + count, 0)
  return {
    'to-create': countOf('create'),
    'to-update': countOf('update', 'start', 'decide', 'abandon'),
    'to-archive': countOf('archive'),
    'to-delete': countOf('delete'),
    unchanged,
    ...keptOutputs(kept),
    refused,
    'plan-hash': plan.digest,
  }
}
