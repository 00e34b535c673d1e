// Updates the comment of each pull request whose changes were applied.
import { githubCommentWriter } from '../../io/github/index.ts'
import type { Operation, Report } from '../../model/index.ts'
import { commentBody } from '../../report/markdown/pages/comment.ts'
import type { PageState } from '../../report/markdown/pages/state.ts'
import type { PlanMetadata } from '../job/comment-metadata.ts'
import { type JobContext, pageContext, workflowRunOf } from '../job/context.ts'
import type { Published } from '../job/publish-result.ts'
import type { ApplyJobResult } from './apply.ts'
import {
  countAlreadyApplied,
  noticesFor,
  type ReviewedPull,
  reviewedPart,
  spentMetadata,
  unreviewedOperations,
} from './approvals.ts'
import { type CommentThread, postComment } from './comment-thread.ts'
import { publishedComment } from './plan-comment.ts'
import { findPushedPulls } from './pushed-pulls.ts'

export const updatePullComments = async (
  context: JobContext,
  result: Pick<ApplyJobResult, 'doneIds' | 'planCommits' | 'record' | 'reviews' | 'state'>,
): Promise<Published> => {
  const { clock, environment, github, inputs, previousSeal, seal } = context
  const { state } = result
  if (state === undefined || github === undefined || !context.isTargetKnown) return {}
  if (inputs.comment === 'never' || inputs.dryRun) return {}
  const thread: CommentThread = {
    reader: github.reader,
    commenter: githubCommentWriter(github, github.clock),
    seal,
    previousSeal,
    clock,
  }
  const reviews = result.reviews ?? (await findPushedPulls(context))
  const published: Published[] = []
  const unplanned = unplannedByPull(state, reviews)
  for (const { metadata: reviewed, pull, unplanned: why } of pullsToUpdate(state, reviews)) {
    const metadata: PlanMetadata = {
      kind: 'plan',
      target: context.targetLabel,
      pull: pull.number,
      head: pull.head.sha,
      ...(why !== undefined && { unplanned: why }),
      ...reviewed,
      ...(reviewed && 'plan' in state && spentMetadata(reviewed, state.plan, result.doneIds ?? [])),
      ...(reviewed && result.record && { record: result.record }),
      run: workflowRunOf(context.job),
    }
    const shownState = pullState(state, reviewed, unplanned.get(pull.number) ?? [], reviews)
    const posted = await postComment(thread, {
      metadata,
      mode: 'update',
      // A pull request without a plan gets a comment only if nothing was applied.
      isWorthPosting: state.is !== 'applied' || reviewed !== undefined,
      requiresCurrentHead: false,
      renderBody: (marker, run, maxBytes) => {
        const page = pageContext(context, result.planCommits, run)
        const { body } = commentBody(shownState, page, marker, maxBytes)
        return { body: environment.secretMask.mask(body) }
      },
    })
    published.push(publishedComment(posted, pull.number))
  }
  return {
    outputs: Object.assign({}, ...published.map(({ outputs }) => outputs)),
    notices: published.flatMap(({ notices = [] }) => notices),
    warnings: published.flatMap(({ warnings = [] }) => warnings),
  }
}

/**
 * If the apply was stopped, the reason goes to the pull requests with a plan, else to the newest one. A comment whose
 * seal is not valid is not changed: with the right key it counts again.
 */
const pullsToUpdate = (
  state: PageState,
  reviews: readonly ReviewedPull[],
): readonly ReviewedPull[] => {
  const readable = reviews.filter(({ isUnreadable }) => !isUnreadable)
  if (state.is !== 'not-applied') return readable
  const planned = readable.filter(({ metadata }) => metadata && metadata.operations?.length !== 0)
  return planned.length > 0 ? planned : readable.slice(-1)
}

/** Unplanned operations go to pull requests with missing operations, because they may replace these; else to the newest. */
const unplannedByPull = (
  state: PageState,
  reviews: readonly ReviewedPull[],
): ReadonlyMap<number, readonly Operation[]> => {
  if (state.is !== 'applied') return new Map()
  const { inherited, plan } = state
  const incomplete = reviews.filter(({ metadata }) => countAlreadyApplied(plan, metadata) > 0)
  const receivers = incomplete.length > 0 ? incomplete : reviews.slice(-1)
  const unplanned = unreviewedOperations(plan, reviews).filter(({ id }) => !inherited?.has(id))
  return new Map(receivers.map(({ pull }) => [pull.number, unplanned]))
}

/** The part of the state that is about one pull request. The reason of a stopped apply is about all of them. */
const pullState = (
  state: PageState,
  metadata: PlanMetadata | undefined,
  unplanned: readonly Operation[],
  reviews: readonly ReviewedPull[],
): PageState => {
  if (state.is !== 'applied') return state
  const ownIds = new Set([
    ...[...reviewedPart(state.plan, metadata).operations, ...unplanned].map(({ id }) => id),
    ...(state.inherited ?? []),
  ])
  const plan = {
    ...state.plan,
    operations: state.plan.operations.filter(({ id }) => ownIds.has(id)),
    notices: noticesFor(state.plan, metadata, reviews),
  }
  return {
    ...state,
    plan,
    report: filterReport(state.report, plan),
    // With unplanned operations, a missing one may not be applied yet: it may be among them with another id.
    alreadyApplied: unplanned.length > 0 ? 0 : countAlreadyApplied(state.plan, metadata),
  }
}

const filterReport = (
  report: Report,
  { operations }: { operations: readonly { id: string; address: string }[] },
): Report => {
  const ids = new Set(operations.map(({ id }) => id))
  const addresses = new Set<string>(operations.map(({ address }) => address))
  return {
    ...report,
    outcomes: report.outcomes.filter(({ operation }) => ids.has(operation.id)),
    nonConverged: report.nonConverged.filter(({ address }) => addresses.has(address)),
  }
}
