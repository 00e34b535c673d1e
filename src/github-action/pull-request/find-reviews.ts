// Finds reviewed plans: sealed comments on merged pull requests, of the commit that was merged.
import { GitHubError, type GitHubReader, type PullRequest } from '../../io/github/index.ts'
import { type Commit, GitError, type GitRepository } from '../../model/repository.ts'
import type { PlanMetadata, Seal } from '../job/comment-metadata.ts'
import type { ReviewedPull } from './approvals.ts'
import { findOwnComments } from './comment-thread.ts'
import { findMissingPlan, missingPlanText } from './missing-plan.ts'
import { hasGrown, withoutGrowth, withShownTimes } from './shown-since.ts'

export interface ReviewSearch {
  readonly reader: GitHubReader
  readonly repository: GitRepository
  readonly seal: Seal | undefined
  readonly previousSeal: Seal | undefined
  readonly target: string
  readonly branch: string
  /** Pull requests that were found before: their commits are not looked up again. */
  readonly found: Map<string, readonly PullRequest[]>
}

type MergedPull = Pick<ReviewedPull, 'isAfter' | 'pull'>

/** Pull requests that were merged after `from` up to `to`, oldest first, each with its plan. */
export const findReviews = async (
  from: string | undefined,
  to: Commit,
  search: ReviewSearch,
): Promise<readonly ReviewedPull[]> => {
  const { repository } = search
  const commits = await listCommits(repository, from, to.id)
  const pulls = new Map<number, MergedPull>()
  const lineage: string[] = []
  for (const batch of chunk(commits, 10))
    for (const [index, found] of (
      await Promise.all(batch.map(mergedPullLookup(search)))
    ).entries()) {
      lineage.push(batch[index] ?? '')
      const at = lineage.length - 1
      for (const pull of found)
        pulls.set(pull.number, { pull, isAfter: (commit) => lineage.indexOf(commit) < at })
    }
  const inOrder = [...pulls.values()].sort((a, b) => a.pull.number - b.pull.number)
  const reviews: ReviewedPull[] = []
  for (const { isAfter, pull } of inOrder)
    reviews.push({ isAfter, ...(await findReview(pull, search)) })
  return reviews
}

/** Only the newest commit if `from` is unknown or no longer in the history. */
export const listCommits = async (
  repository: GitRepository,
  from: string | undefined,
  to: string,
): Promise<readonly string[]> => {
  if (from === undefined) return [to]
  try {
    return (await repository.firstParents(from, to)).map(({ id }) => id)
  } catch (error) {
    if (error instanceof GitError) return [to]
    throw error
  }
}

/** A commit that GitHub does not have belongs to no pull request. */
const mergedPullLookup =
  ({ branch, found, reader }: Pick<ReviewSearch, 'branch' | 'found' | 'reader'>) =>
  async (commit: string): Promise<readonly PullRequest[]> => {
    const known = found.get(commit)
    if (known !== undefined) return known
    try {
      const pulls = await reader.pullsOf(commit)
      const merged = pulls.filter(({ base, isMerged }) => isMerged && base.ref === branch)
      if (merged.length > 0) found.set(commit, merged)
      return merged
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error
      if (error.kind === 'not-found' || error.kind === 'rejected') return []
      throw error
    }
  }

const findReview = async (
  pull: PullRequest,
  { branch, previousSeal, reader, seal, target }: ReviewSearch,
): Promise<Omit<ReviewedPull, 'isAfter'>> => {
  const comments = await findOwnComments({ reader, seal, previousSeal }, pull.number, target)
  const sealed = comments.filter(
    ({ isSealed, metadata }) => isSealed && metadata.plan !== undefined,
  )
  const last = sealed
    .filter(({ metadata }) => metadata.head === pull.head.sha && metadata.branch === branch)
    .at(-1)
  if (last) {
    const covered = await coveredByApproval(
      withShownTimes(last.metadata, last.comment.updatedAt),
      pull,
      reader,
    )
    return { pull, ...covered, ...(last.isPreviousSeal && { hasPreviousIds: true }) }
  }
  const missing = findMissingPlan(pull, comments)
  // A comment without a plan approves nothing with any key, so that it may be replaced.
  const isUnreadable =
    sealed.length === 0 &&
    comments.some(({ isSealed, metadata }) => !isSealed && metadata.plan !== undefined)
  return {
    pull,
    reason: missingPlanText(pull, missing),
    ...(missing.code === 'unplanned' && { unplanned: missing.why }),
    ...(isUnreadable && { isUnreadable }),
  }
}

/**
 * What came into the plan on the same commit after its first plan counts only where a review has approved it since: an
 * approval covers what could be seen.
 */
const coveredByApproval = async (
  metadata: PlanMetadata,
  { head, number }: PullRequest,
  reader: GitHubReader,
): Promise<Pick<ReviewedPull, 'metadata' | 'reason'>> => {
  if (!hasGrown(metadata)) return { metadata }
  const approvals = (await readApprovalsOf(number, reader)).filter(
    ({ commit }) => commit === undefined || commit === head.sha,
  )
  const last = approvals
    .map(({ at }) => at)
    .toSorted()
    .at(-1)
  const { later, metadata: covered } = withoutGrowth(metadata, last)
  return {
    ...(covered && { metadata: covered }),
    ...(later > 0 && {
      reason: `The plan on #${number} grew on the same commit, and no approval came after that: ${later} ${later === 1 ? 'operation is' : 'operations are'} not approved.`,
    }),
  }
}

const readApprovalsOf = async (
  number: number,
  reader: Pick<GitHubReader, 'approvals'>,
): ReturnType<GitHubReader['approvals']> => {
  try {
    return await reader.approvals(number)
  } catch (error) {
    if (error instanceof GitHubError && error.kind === 'not-found') return []
    throw error
  }
}

const chunk = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  )
