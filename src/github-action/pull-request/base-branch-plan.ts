// Finds operations that are not from this pull request: a plan of the base branch has them too.
import { isFatal } from '../../core/diagnostic.ts'
import type { CommittedWorkspace } from '../../history/applied-definitions.ts'
import { commitReader } from '../../history/read-commit.ts'
import { defaultTarget } from '../../load/settings/select-target.ts'
import { settingChanges } from '../../load/settings/setting-changes.ts'
import { type Plan, settingKey } from '../../model/index.ts'
import { type Commit, GitError, type GitRepository } from '../../model/repository.ts'
import { plan } from '../../plan/index.ts'
import type { StatsigConnection } from '../../prepare/connection.ts'
import type { PreparedRun } from '../../prepare/index.ts'
import { isRefused } from '../../summary/counts.ts'
import type { JobContext, PlanCommits } from '../job/context.ts'
import { findInherited, noneInherited } from './inherited-refusals.ts'
import { refuseArchives } from './limits.ts'

export interface BasePlan {
  readonly base: NonNullable<PlanCommits['base']>
  /** Hashed ids of operations. */
  readonly pending: ReadonlySet<string>
  /** Those of them that are refused there as well, or need what is refused there. */
  readonly inherited: ReadonlySet<string>
  /** Settings that the base branch changes as well, by `settingKey`. */
  readonly pendingSettings: ReadonlySet<string>
}

/** `undefined` if there is no base or it cannot be read. */
export const planBaseBranch = async (
  context: JobContext,
  { history, run, registry, workspace }: PreparedRun<StatsigConnection>,
): Promise<BasePlan | undefined> => {
  const repository = history.gitState?.repository
  if (repository === undefined) return undefined
  try {
    const base = await readBaseCommit(context, repository)
    if (base === undefined) return undefined
    const { settings, target } = workspace
    const name = target?.name ?? defaultTarget
    const targetName = name === defaultTarget ? undefined : name
    const readCommit = commitReader(repository, name, new Map())
    const committed = await readCommit(base.id)
    if (isFatal(committed.diagnostics)) return undefined
    // Kinds that were not read cannot be compared, and the plan has no operation on them.
    const desired = new Map(
      [...committed.desired].filter(([, { kind }]) => run.live.kinds.has(kind)),
    )
    const basePlan = plan(desired, run.live, {
      target: run.plan.target,
      registry,
      undeclared: settings.tags === 'any' ? 'create' : 'refuse',
      appliedState: history.appliedState,
    })
    const allowed = refuseArchives(basePlan.plan, context.inputs)
    const ids = new Set(allowed.operations.map(({ id }) => id))
    const pending = run.plan.operations.flatMap(({ id }) => (ids.has(id) ? [id] : []))
    const inherited = findInherited(refuseArchives(run.plan, context.inputs), allowed)
    return {
      base,
      pending: new Set(pending.map(context.hashId)),
      inherited: new Set([...inherited].map(context.hashId)),
      pendingSettings: pendingSettings(history, committed, targetName),
    }
  } catch (error) {
    if (error instanceof GitError) return undefined
    throw error
  }
}

/** Asked only where something is refused, since it reads the files of another commit. */
export const findInheritedRefusals = async (
  context: JobContext,
  prepared: PreparedRun<StatsigConnection>,
  plan: Plan,
): Promise<ReadonlySet<string>> =>
  plan.operations.some(isRefused)
    ? ((await planBaseBranch(context, prepared))?.inherited ?? noneInherited)
    : noneInherited

const pendingSettings = (
  { gitState }: PreparedRun<StatsigConnection>['history'],
  committed: CommittedWorkspace,
  targetName: string | undefined,
): ReadonlySet<string> => {
  const { desired = new Map(), settings } = gitState?.appliedDefinitions ?? {}
  const applied = settings && { settings, desired }
  return new Set(settingChanges(applied, committed, targetName).map(settingKey))
}

/** The commit that a change is compared with. */
export const readBaseCommit = async (
  { inputs, job }: JobContext,
  repository: GitRepository,
): Promise<BasePlan['base'] | undefined> => {
  const { event } = job
  const { baseRef, command } = inputs
  // What an apply brings is what was pushed.
  if (command === 'apply')
    return event.name === 'push' && !/^0+$/.test(event.before)
      ? { ref: 'the commit before the push', id: (await repository.resolve(event.before)).id }
      : undefined
  if (baseRef === 'off') return undefined
  if (baseRef !== 'auto') return { ref: baseRef, id: (await repository.resolve(baseRef)).id }
  switch (event.name) {
    case 'pull_request': {
      const mergeBase = await firstParent(repository, job.sha, job.ref)
      return { ref: event.base.ref, id: mergeBase?.id ?? event.base.sha }
    }
    case 'merge_group':
      return { ref: 'the merge queue', id: event.base }
    case 'push':
    case 'schedule':
    case 'workflow_dispatch':
    case 'repository_dispatch':
    case 'unsafe':
    case 'other':
      return undefined
  }
}

/** The base of GitHub's merge commit, which may be newer than the base in the payload. */
const firstParent = async (
  repository: GitRepository,
  sha: string,
  ref: string,
): Promise<Commit | undefined> => {
  if (!/^refs\/pull\/\d+\/merge$/.test(ref)) return undefined
  try {
    return await repository.resolve(`${sha}^1`)
  } catch (error) {
    if (error instanceof GitError) return undefined
    throw error
  }
}
