// Compares a plan with the reviewed plans: which operations were in one, and whose approval is spent.

import type { PullRequest } from '../../io/github/index.ts'
import {
  type Address,
  type Operation,
  type Plan,
  type SettingChange,
  settingKey,
} from '../../model/index.ts'
import type { UnplannedReason } from '../../report/markdown/pages/state.ts'
import { settingChangesIn } from '../../summary/counts.ts'
import { type PlanMetadata, textDigest } from '../job/comment-metadata.ts'
import { shownAt } from './shown-since.ts'

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
  /** The metadata has ids with the seal secret before. */
  readonly hasPreviousIds?: true
}

/** The same review with ids as the plan has them. */
export const withCurrentIds = (review: ReviewedPull, previousIds: PreviousIds): ReviewedPull => {
  const { hasPreviousIds, metadata, ...others } = review
  if (!hasPreviousIds || metadata === undefined) return review
  const currentIds = new Map([...previousIds].map(([current, previous]) => [previous, current]))
  const translate = (ids: readonly string[]) => ids.map((id) => currentIds.get(id) ?? id)
  const { operations, plan, spent } = metadata
  return {
    ...others,
    metadata: {
      ...metadata,
      ...(operations && { operations: translate(operations) }),
      ...(spent && { spent: translate(spent) }),
      ...(plan !== undefined && { plan: currentIds.get(plan) ?? plan }),
    },
  }
}

/** Digits of an id in metadata: enough that no other operation with the same beginning can be constructed. */
const idPrefixLength = 24
export const idPrefix = (id: string): string => id.slice(0, idPrefixLength)
/** More ids would need the space of the plan text: then only the digest of the whole plan is compared. */
const maxRecordedIds = 400

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

/** An approval that an earlier run has spent. */
export interface SpentApproval {
  /** The commit that the run applied: approvals that were given after it count. */
  readonly commit: string
  /** When it began: an ISO time of the runner's clock. */
  readonly at: string
  readonly runId: number
}

/** By the first digits of the id of the operation. */
export type SpentApprovals = ReadonlyMap<string, SpentApproval>

/** The first digits of ids with the current seal secret, and of the same ids with the secret before. */
export type PreviousIds = ReadonlyMap<string, string>

/** The part of the metadata that identifies a plan, without operations that a merge does not approve. */
export const planMetadataOf = (
  plan: Plan,
  isApproved: (operation: Operation) => boolean = () => true,
): Pick<PlanMetadata, 'operations' | 'plan' | 'settings'> => {
  const settings = settingChangesIn(plan).map(settingDigest)
  const runnable = plan.operations.filter(isRunnable)
  const ids = runnable.filter(isApproved).map(({ id }) => idPrefix(id))
  const isWhole = ids.length === runnable.length
  return {
    plan: plan.digest,
    operations: isWhole ? ids : ids.slice(0, maxRecordedIds),
    ...(settings.length > 0 && { settings: settings.slice(0, maxRecordedIds) }),
  }
}

/** The metadata of what a comment shows in full, by ids. More ids than fit stand for the plan as a whole if all are shown. */
export const shownMetadata = (metadata: PlanMetadata, shown: ReadonlySet<string>): PlanMetadata => {
  const { operations, ...others } = metadata
  if (operations === undefined) return metadata
  const prefixes = new Set([...shown].map(idPrefix))
  const ids = operations.filter((id) => prefixes.has(id))
  return ids.length === operations.length && ids.length > maxRecordedIds
    ? others
    : { ...metadata, operations: ids.slice(0, maxRecordedIds) }
}

/** At least as long as that of any part that is shown. */
export const longestMetadata = (metadata: PlanMetadata): PlanMetadata =>
  metadata.operations === undefined
    ? metadata
    : { ...metadata, operations: metadata.operations.slice(0, maxRecordedIds) }

export const isRunnable = ({ refusal }: Operation): boolean => refusal === undefined

/**
 * Whether an operation was in one of the plans. A plan without a list of operations is compared as a whole. A plan that
 * was merged before the applied commit of the resource does not count: its review covers the first apply only. An operation
 * that finishes what an apply has begun counts as the operations that it began: it writes nothing else.
 */
export const reviewMatcher = (
  plan: Plan,
  reviews: readonly ReviewedPull[],
  /** The commit at which a resource was last applied. */
  commits: ReadonlyMap<Address, string>,
  spent: SpentApprovals = new Map(),
): ((operation: Operation) => boolean) => {
  const plans = reviews.flatMap(({ isAfter, metadata }) =>
    metadata === undefined
      ? []
      : [{ isAfter, metadata, ids: metadata.operations && new Set(metadata.operations) }],
  )
  const wasReviewed = (begunId: string, applied: string | undefined): boolean =>
    plans.some(
      ({ ids, isAfter, metadata }) =>
        ids?.has(begunId) &&
        !metadata.spent?.includes(begunId) &&
        (applied === undefined || isAfter(applied)),
    )
  return ({ address, finishes, id, review }) =>
    (review === undefined &&
      finishes?.isStarted === true &&
      finishes.operations.every((each) => wasReviewed(each, commits.get(address)))) ||
    plans.some(({ ids, isAfter, metadata }) => {
      const applied = commits.get(address)
      const begun = spent.get(idPrefix(id))
      const isIn = ids ? ids.has(idPrefix(id)) : metadata.plan === plan.digest
      return (
        isIn &&
        !isSpentInComment(id, plan, metadata) &&
        (applied === undefined || isAfter(applied)) &&
        (begun === undefined || (isAfter(begun.commit) && isShownAfter(metadata, id, begun.at)))
      )
    })
}

/** The clocks of GitHub and of a runner may differ. */
const clockToleranceMs = 2 * 60 * 1_000

/** A pull request that was planned before an apply began shows its operations as pending: that is no new approval. */
const isShownAfter = (metadata: PlanMetadata, id: string, at: string): boolean =>
  Date.parse(shownAt(metadata, idPrefix(id)) ?? '') > Date.parse(at) + clockToleranceMs

/** The comment itself says that its operation is done, also where the record of the apply is lost or set back. */
const isSpentInComment = (id: string, { digest }: Plan, { spent = [] }: PlanMetadata): boolean =>
  spent.includes(idPrefix(id)) || spent.includes(idPrefix(digest))

/** What the comment says after an apply: what is done counts no more. */
export const spentMetadata = (
  metadata: PlanMetadata,
  plan: Plan,
  doneIds: readonly string[],
): Pick<PlanMetadata, 'spent'> => {
  const ids =
    metadata.operations === undefined
      ? doneIds.length > 0 && metadata.plan === plan.digest
        ? [plan.digest]
        : []
      : doneIds.filter((id) => metadata.operations?.includes(idPrefix(id)))
  const spent = [...new Set([...(metadata.spent ?? []), ...ids.map(idPrefix)])]
  return spent.length === 0 ? {} : { spent }
}

/** Reviewed operations that the plan no longer has, because they are already applied. */
export const countAlreadyApplied = (
  { operations }: Plan,
  metadata: PlanMetadata | undefined,
): number => {
  const now = new Set(operations.map(({ id }) => idPrefix(id)))
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
  return plan.operations.filter(({ id }) => !ids.has(idPrefix(id)))
}

/** The part of a plan that was in the plan of one pull request. */
export const reviewedPart = (plan: Plan, metadata: PlanMetadata | undefined): Plan => {
  if (metadata?.operations === undefined) return plan
  const ids = new Set(metadata.operations)
  return {
    ...plan,
    operations: plan.operations.filter(({ id }) => ids.has(idPrefix(id))),
  }
}
