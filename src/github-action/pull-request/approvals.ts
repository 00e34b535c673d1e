// Finds reviewed plans: sealed comments on merged pull requests, of the commit that was merged.

import { GitHubError, type GitHubReader, type PullRequest } from '../../io/github/index.ts'
import {
  type Address,
  type Operation,
  type Plan,
  type SettingChange,
  settingKey,
} from '../../model/index.ts'
import { type Commit, GitError, type GitRepository } from '../../model/repository.ts'
import type { UnplannedReason } from '../../report/markdown/pages/state.ts'
import { settingChangesIn } from '../../summary/counts.ts'
import { type PlanMetadata, type Seal, textDigest } from '../job/comment-metadata.ts'
import { findOwnComments } from './comment-thread.ts'
import { findMissingPlan, missingPlanText } from './missing-plan.ts'

export interface ReviewedPull {
  readonly pull: PullRequest
  /** Whether it was merged after this commit. */
  readonly isAfter: (commit: string) => boolean
  /** Absent if the pull request has no valid plan. */
  readonly metadata?: PlanMetadata
  /** Why there is none, as a sentence. */
  readonly reason?: string
  /** The files were only validated. */
  readonly unplanned?: UnplannedReason
  /** It has a plan comment of ours whose seal is not valid. */
  readonly isUnreadable?: true
}

/** Digits of an id in metadata: enough that no other operation with the same beginning can be constructed. */
const idPrefixLength = 24
/** More ids would need the space of the plan text: then only the digest of the whole plan is compared. */
const maxRecordedIds = 400

/** The part of the metadata that identifies a plan. */
export const planMetadataOf = (
  plan: Plan,
): Pick<PlanMetadata, 'operations' | 'plan' | 'settings'> => {
  const settings = settingChangesIn(plan).map(settingDigest)
  const ids = plan.operations.filter(isRunnable).map(({ id }) => id.slice(0, idPrefixLength))
  return {
    plan: plan.digest,
    ...(ids.length <= maxRecordedIds && { operations: ids }),
    ...(settings.length > 0 && { settings: settings.slice(0, maxRecordedIds) }),
  }
}

const settingDigest = (change: SettingChange): string => textDigest(settingKey(change)).slice(0, 16)

/** The notices of a plan without changed settings that only another pull request has shown. */
export const noticesFor = (
  { notices }: Pick<Plan, 'notices'>,
  own: PlanMetadata | undefined,
  reviews: readonly ReviewedPull[],
): Plan['notices'] => {
  const shown = new Set(reviews.flatMap(({ metadata }) => metadata?.settings ?? []))
  const shownHere = new Set(own?.settings)
  return notices.filter((each) => {
    if (each.code !== 'setting-changed') return true
    const digest = settingDigest(each)
    return shownHere.has(digest) || !shown.has(digest)
  })
}

export const isRunnable = ({ refusal }: Operation): boolean => refusal === undefined

/**
 * Whether an operation was in one of the plans. A plan without a list of operations is compared as a whole. A plan that
 * was merged before the applied commit of the resource does not count: its review covers the first apply only.
 */
export const reviewMatcher = (
  plan: Plan,
  reviews: readonly ReviewedPull[],
  /** The commit at which a resource was last applied. */
  commits: ReadonlyMap<Address, string>,
): ((operation: Operation) => boolean) => {
  const plans = reviews.flatMap(({ isAfter, metadata }) =>
    metadata === undefined
      ? []
      : [{ isAfter, metadata, ids: metadata.operations && new Set(metadata.operations) }],
  )
  return ({ address, id }) =>
    plans.some(({ ids, isAfter, metadata }) => {
      const applied = commits.get(address)
      const isIn = ids ? ids.has(id.slice(0, idPrefixLength)) : metadata.plan === plan.digest
      return isIn && (applied === undefined || isAfter(applied))
    })
}

/** Reviewed operations that the plan no longer has, because they are already applied. */
export const countAlreadyApplied = (
  { operations }: Plan,
  metadata: PlanMetadata | undefined,
): number => {
  const now = new Set(operations.map(({ id }) => id.slice(0, idPrefixLength)))
  return (metadata?.operations ?? []).filter((id) => !now.has(id)).length
}

/** Operations that were in no reviewed plan: refused there, or new since then. */
export const unreviewedOperations = (
  plan: Plan,
  reviews: readonly ReviewedPull[],
): readonly Operation[] => {
  const allMetadata = reviews.flatMap(({ metadata }) => metadata ?? [])
  if (allMetadata.some(({ operations }) => operations === undefined)) return []
  const ids = new Set(allMetadata.flatMap(({ operations = [] }) => operations))
  return plan.operations.filter(({ id }) => !ids.has(id.slice(0, idPrefixLength)))
}

/** The part of a plan that was in the plan of one pull request. */
export const reviewedPart = (plan: Plan, metadata: PlanMetadata | undefined): Plan => {
  if (metadata?.operations === undefined) return plan
  const ids = new Set(metadata.operations)
  return {
    ...plan,
    operations: plan.operations.filter(({ id }) => ids.has(id.slice(0, idPrefixLength))),
  }
}

export interface ReviewSearch {
  readonly reader: GitHubReader
  readonly repository: GitRepository
  readonly seal: Seal | undefined
  readonly target: string
  readonly branch: string
}

type MergedPull = Pick<ReviewedPull, 'isAfter' | 'pull'>

/** Pull requests that were merged after `from` up to `to`, oldest first, each with its plan. */
export const findReviews = async (
  from: string | undefined,
  to: Commit,
  search: ReviewSearch,
): Promise<readonly ReviewedPull[]> => {
  const { branch, reader, repository } = search
  const commits = await listCommits(repository, from, to.id)
  const pulls = new Map<number, MergedPull>()
  const lineage: string[] = []
  for (const batch of chunk(commits, 10))
    for (const [index, found] of (await Promise.all(batch.map(pullLookup(reader)))).entries()) {
      lineage.push(batch[index] ?? '')
      const at = lineage.length - 1
      for (const pull of found)
        if (pull.isMerged && pull.base.ref === branch)
          pulls.set(pull.number, { pull, isAfter: (commit) => lineage.indexOf(commit) < at })
    }
  const inOrder = [...pulls.values()].sort((a, b) => a.pull.number - b.pull.number)
  const reviews: ReviewedPull[] = []
  for (const { isAfter, pull } of inOrder)
    reviews.push({ isAfter, ...(await findReview(pull, search)) })
  return reviews
}

/** Only the newest commit if `from` is unknown or no longer in the history. */
const listCommits = async (
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
const pullLookup =
  (reader: GitHubReader) =>
  async (commit: string): Promise<readonly PullRequest[]> => {
    try {
      return await reader.pullsOf(commit)
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error
      if (error.kind === 'not-found' || error.kind === 'rejected') return []
      throw error
    }
  }

const findReview = async (
  pull: PullRequest,
  { reader, seal, target }: ReviewSearch,
): Promise<Omit<ReviewedPull, 'isAfter'>> => {
  const comments = await findOwnComments({ reader, seal }, pull.number, target)
  const sealed = comments.filter(
    ({ isSealed, metadata }) => isSealed && metadata.plan !== undefined,
  )
  const last = sealed.filter(({ metadata }) => metadata.head === pull.head.sha).at(-1)
  if (last) return { pull, metadata: last.metadata }
  const missing = findMissingPlan(pull, comments)
  const reason = missingPlanText(pull, missing)
  // A comment without a plan approves nothing with any key, so that it may be replaced.
  const isUnreadable =
    sealed.length === 0 &&
    comments.some(({ isSealed, metadata }) => !isSealed && metadata.plan !== undefined)
  return {
    pull,
    reason,
    ...(missing.code === 'unplanned' && { unplanned: missing.why }),
    ...(isUnreadable && { isUnreadable }),
  }
}

const chunk = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  )
