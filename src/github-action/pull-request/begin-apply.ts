// Records that an apply begins, before its first write: whatever happens then, its approvals are spent.

import { recordBeginning } from '../../history/begun-apply.ts'
import { begunOperationsOf } from '../../history/begun-operations.ts'
import { GitHubError } from '../../io/github/index.ts'
import { redact } from '../../io/statsig/console-api/index.ts'
import type { BegunApply } from '../../model/begun-apply.ts'
import type { Plan } from '../../model/index.ts'
import { GitError } from '../../model/repository.ts'
import type { StatsigConnection } from '../../prepare/connection.ts'
import type { PreparedRun } from '../../prepare/index.ts'
import { recordStop } from '../../prepare/preflight.ts'
import { faultRedactor, type JobContext } from '../job/context.ts'
import { isRunnable } from './approvals.ts'

/** What an apply asks for while it prepares its plan. */
export const applyPreparation = (context: JobContext) => ({
  marksAuditPosition: true,
  stopsAtLock: true,
  stopFor: recordStop,
  redactFaults: faultRedactor(context),
})

/** The run with the new record, or the reason why nothing may be written, as a sentence. */
export const beginApply = async <C extends StatsigConnection>(
  context: JobContext,
  prepared: PreparedRun<C>,
  plan: Plan,
  isConfirmed: boolean,
  project: string | undefined,
): Promise<PreparedRun<C> | { readonly reason: string }> => {
  const { history } = prepared
  const { gitState } = history
  if (gitState === undefined || !plan.operations.some(isRunnable)) return prepared
  const begun = begunApplyOf(context, prepared, plan)
  try {
    const started = await recordBeginning(gitState, { begun, isConfirmed }, project)
    return { ...prepared, history: { ...history, gitState: started } }
  } catch (error) {
    if (!(error instanceof GitError || error instanceof GitHubError)) throw error
    return { reason: `The beginning of the apply could not be recorded: ${redact(error.message)}` }
  }
}

const begunApplyOf = (
  { hashId, job, now }: Pick<JobContext, 'hashId' | 'job' | 'now'>,
  {
    auditPosition,
    registry,
    run,
  }: Pick<PreparedRun<StatsigConnection>, 'auditPosition' | 'registry' | 'run'>,
  { operations }: Plan,
): BegunApply => ({
  run: { id: job.run.id, attempt: job.run.attempt },
  commit: job.sha,
  at: `${now().slice(0, 19)}Z`,
  ...(auditPosition !== undefined && { auditPosition }),
  operations: begunOperationsOf(operations, run.live, registry, hashId),
})
