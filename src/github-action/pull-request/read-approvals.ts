// Reads what an apply may rely on: the reviewed plans, and what earlier applies have done with their approvals.
import { UsageError } from '../../core/usage-error.ts'
import type { Plan } from '../../model/index.ts'
import type { Commit } from '../../model/repository.ts'
import type { StatsigConnection } from '../../prepare/connection.ts'
import type { PreparedRun } from '../../prepare/index.ts'
import { hashIds, type JobContext } from '../job/context.ts'
import type { EarlierApprovals } from './approval-check.ts'
import {
  idPrefix,
  type PreviousIds,
  type ReviewedPull,
  type SpentApprovals,
  withCurrentIds,
} from './approvals.ts'
import { findReviews, listCommits, type ReviewSearch } from './find-reviews.ts'
import { findSpentApprovals } from './spent-approvals.ts'

export interface Approvals {
  readonly reviews: readonly ReviewedPull[]
  readonly earlier: EarlierApprovals
}

/**
 * `unhashedPlan` has the ids before they are hashed with a key. After a merge GitHub may not know the pull request of a
 * commit for some time: after a push it is asked again, until `isEnough` or until each pushed commit has one.
 */
export const readApprovals = async (
  context: JobContext,
  prepared: PreparedRun<StatsigConnection>,
  unhashedPlan: Plan,
  isEnough: (approvals: Approvals) => boolean,
): Promise<Approvals> => {
  const previousIds = previousIdsOf(unhashedPlan, context)
  const earlier = await readEarlierApprovals(context, prepared, unhashedPlan, previousIds)
  const { head, search } = await startReviewSearch(context, prepared)
  const from = prepared.history.gitState?.applied?.commit ?? pushedAfter(context)
  const read = async (): Promise<Approvals> => {
    const reviews = search === undefined ? [] : await findReviews(from, head, search)
    return { reviews: reviews.map((each) => withCurrentIds(each, previousIds)), earlier }
  }
  let approvals = await read()
  if (search === undefined || context.job.event.name !== 'push') return approvals
  const pushed = await listCommits(search.repository, pushedAfter(context), head.id)
  for (const pauseMs of lookupPausesMs) {
    if (isEnough(approvals) || pushed.every((commit) => search.found.has(commit))) break
    await context.clock.sleep(pauseMs)
    approvals = await read()
  }
  return approvals
}

/** One minute in all: GitHub is behind for seconds, and rarely for longer. */
const lookupPausesMs: readonly number[] = [2_000, 4_000, 8_000, 16_000, 30_000]

/** The commit of the branch before the push. */
const pushedAfter = ({ job }: Pick<JobContext, 'job'>): string | undefined =>
  job.event.name === 'push' && !/^0+$/.test(job.event.before) ? job.event.before : undefined

const readEarlierApprovals = async (
  context: JobContext,
  prepared: PreparedRun<StatsigConnection>,
  unhashedPlan: Plan,
  previousIds: PreviousIds,
): Promise<EarlierApprovals> => {
  const spent = await readSpentApprovals(context, prepared, unhashedPlan, previousIds)
  return { spent, ...confirmedEarlier(context, prepared, spent) }
}

export const previousIdsOf = (
  { digest, operations }: Plan,
  { hashId, previousHashId }: Pick<JobContext, 'hashId' | 'previousHashId'>,
): PreviousIds =>
  previousHashId === undefined
    ? new Map()
    : new Map([
        ...operations.map(
          ({ id }) => [idPrefix(hashId(id)), idPrefix(previousHashId(id))] as const,
        ),
        [hashId(digest), previousHashId(digest)],
      ])

/** A confirmation counts for one attempt of a run: another attempt finishes what the first has certainly not written. */
const confirmedEarlier = (
  { job }: JobContext,
  { history }: Pick<PreparedRun<StatsigConnection>, 'history'>,
  spent: SpentApprovals,
): Pick<EarlierApprovals, 'confirmedBefore'> => {
  const { begun = [], confirmedRuns = [] } = history.gitState?.recorded ?? {}
  if (!confirmedRuns.includes(job.run.id)) return {}
  const ids = begun
    .filter(({ run }) => run?.id === job.run.id)
    .flatMap(({ operations }) => operations.map(({ id }) => id))
  return { confirmedBefore: new Set(ids.filter((id) => !spent.has(id))) }
}

export const readSpentApprovals = (
  context: Pick<JobContext, 'hashId'>,
  { connection, history, registry, run }: PreparedRun<StatsigConnection>,
  unhashedPlan: Plan,
  previousIds: PreviousIds,
): Promise<SpentApprovals> =>
  findSpentApprovals(
    hashIds(unhashedPlan, context),
    history.gitState?.recorded?.begun ?? [],
    previousIds,
    {
      hashId: context.hashId,
      live: run.live,
      readAuditLog: connection.reader.readAuditLog,
      registry,
    },
  )

/** Without a token there is no search. */
const startReviewSearch = async (
  { github, job, previousSeal, seal, targetLabel }: JobContext,
  { history }: Pick<PreparedRun<StatsigConnection>, 'history'>,
): Promise<{ readonly head: Commit; readonly search?: ReviewSearch }> => {
  const { repository } = history.gitState ?? {}
  const head = repository && (await repository.head())
  if (repository === undefined || head === undefined)
    throw new UsageError(
      'The repository is not checked out. Run `actions/checkout` before this step.',
    )
  if (head.id !== job.sha)
    throw new UsageError(
      `The checked-out commit is ${head.id.slice(0, 7)}, but an apply needs the commit of the run, ${job.sha.slice(0, 7)}. Check out this commit.`,
    )
  if (github === undefined || job.defaultBranch === undefined) return { head }
  const search: ReviewSearch = {
    reader: github.reader,
    repository,
    seal,
    previousSeal,
    target: targetLabel,
    branch: job.defaultBranch,
    found: new Map(),
  }
  return { head, search }
}
