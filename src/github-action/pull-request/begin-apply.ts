// Records that an apply begins, before its first write: whatever happens then, its approvals are spent.

import { canonicalJson } from '../../fields/normalize.ts'
import { recordBeginning } from '../../history/begun-apply.ts'
import { GitHubError } from '../../io/github/index.ts'
import { redact } from '../../io/statsig/console-api/index.ts'
import type { KindRegistry } from '../../kinds/registry.ts'
import type { LiveState, Operation, Plan, Resource } from '../../model/index.ts'
import { type BegunApply, GitError } from '../../model/repository.ts'
import type { StatsigConnection } from '../../prepare/connection.ts'
import type { PreparedRun } from '../../prepare/index.ts'
import { revisionOf } from '../../resources/revision.ts'
import type { JobContext } from '../job/context.ts'
import { idPrefix, isRunnable } from './approvals.ts'

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
  { registry, run }: Pick<PreparedRun<StatsigConnection>, 'registry' | 'run'>,
  { operations }: Plan,
): BegunApply => ({
  run: { id: job.run.id, attempt: job.run.attempt },
  commit: job.sha,
  at: `${now().slice(0, 19)}Z`,
  operations: operations.filter(isRunnable).map((each) => {
    const revision = notedRevision(each, run.live, registry)
    return {
      id: idPrefix(each.id),
      address: each.address,
      ...(revision !== undefined && { revision: hashId(revision) }),
    }
  }),
})

/** A sub-resource is written on a route of its own, which leaves the revision of its resource as it is. */
export const notedRevision = (
  operation: Operation,
  live: LiveState,
  registry: KindRegistry,
): string | undefined => {
  const resource = operation.subResource === undefined ? findLive(operation, live) : undefined
  const revision = resource && revisionOf(registry(operation.kind).kind, resource)
  // An id and the time of the creation stay the same when the resource is written.
  return revision?.['version'] === undefined && revision?.['lastModifiedTime'] === undefined
    ? undefined
    : canonicalJson(revision)
}

const findLive = ({ kind, pathId }: Operation, { resources }: LiveState): Resource | undefined =>
  pathId === undefined
    ? undefined
    : [...resources.values()].find((each) => each.kind === kind && each.pathId === pathId)
