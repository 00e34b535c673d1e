// Commits an accepted review, where it proposes what the plan wants and starts from what is live. Otherwise it is
// withdrawn, and opened again.
import type { Note, Outcome, Resource, ReviewStep } from '../../model/index.ts'
import type { CheckBeforeSend } from '../../resources/api.ts'
import type { Review } from '../../resources/reviews.ts'
import { maxAttempts, pollDelays } from '../context.ts'
import {
  failedOutcome,
  interruptedOutcome,
  notAcceptedOutcome,
  staleOutcome,
  waitingOutcome,
  writeStateOf,
} from '../outcomes.ts'
import { checkPrecondition } from '../precondition.ts'
import { simultaneousWriteOutcome } from '../simultaneous-write.ts'
import { openStep, type ReviewRun, referenceTo } from './open-review.ts'
import { judgeReviewContent } from './review-requests.ts'
import { isStepDone } from './step-done.ts'

export type CommitResult =
  | { readonly outcome: Outcome }
  /** Live state has the change. `resource` is absent where it was deleted. */
  | { readonly notes: readonly Note[]; readonly resource: Resource | undefined }

export const commitReview = async (
  run: ReviewRun,
  step: ReviewStep,
  planned: Resource,
  listed: Review,
): Promise<CommitResult> => {
  const { context, kind, operation } = run
  const { api, cache } = context
  let isAnswerLost = false
  for (let attempt = 1; ; attempt++) {
    const review = await api.readReview(operation.kind, planned, listed.id)
    if (review === undefined)
      return { outcome: failedOutcome(operation, { code: 'review-not-open' }, 'no') }
    const live = await api.find(operation.kind, planned)
    if (isStepDone(run, step, live)) return done(run, live, review, isAnswerLost)
    if (live === undefined) return { outcome: staleOutcome(operation) }
    if (review.status !== 'accepted')
      return {
        outcome:
          review.status === 'committed'
            ? failedOutcome(
                operation,
                { code: 'committed-and-not-live', review: referenceTo(review, live) },
                'unknown',
              )
            : waitingOutcome(operation, 'in-review', referenceTo(review, live)),
      }
    switch (judgeReviewContent(review, operation, step, kind, live, cache.resolveName)) {
      case 'unreadable':
        return {
          outcome: waitingOutcome(operation, 'content-unreadable', referenceTo(review, live)),
        }
      case 'stale':
      case 'differs':
        return { outcome: await replaceReview(run, step, live, review) }
      case 'as-wanted': {
        const turn: CommitTurn = { isChanged: false, before: undefined }
        const result = await api.sendReview(
          operation.kind,
          live,
          { action: 'commit', reviewId: review.id },
          commitCheck(run, step, review, turn),
        )
        if (result.status === 'unsent') {
          const wrote = writeStateOf(result, isAnswerLost ? 'unknown' : 'no')
          if (result.cause === 'stopped') return { outcome: interruptedOutcome(operation, wrote) }
          if (turn.isChanged || attempt >= maxAttempts)
            return { outcome: staleOutcome(operation, wrote) }
          // Something else has changed, and is judged again.
          continue
        }
        isAnswerLost ||= result.status === 'unknown'
        if (result.status === 'refused')
          return {
            outcome:
              result.cause === 'key-refused'
                ? notAcceptedOutcome(operation, result)
                : waitingOutcome(
                    operation,
                    'commit-refused',
                    referenceTo(review, live),
                    result.reason,
                  ),
          }
        const after = await pollStep(run, step, live)
        if (after.isDone) {
          const conflict =
            result.status === 'accepted' &&
            turn.before &&
            after.resource &&
            (await simultaneousWriteOutcome(operation, turn.before, after.resource, kind, context, {
              isCommit: true,
            }))
          return conflict ? { outcome: conflict } : done(run, after.resource, review, isAnswerLost)
        }
        if (result.status === 'accepted')
          return {
            outcome: failedOutcome(
              operation,
              { code: 'committed-and-not-live', review: referenceTo(review, live) },
              'unknown',
            ),
          }
        if (attempt >= maxAttempts)
          return { outcome: notAcceptedOutcome(operation, result, 'unknown') }
      }
    }
  }
}

interface CommitTurn {
  /** The resource is no longer as the plan was made from it. */
  isChanged: boolean
  /** As it was read in the turn of the request. */
  before: Resource | undefined
}

/** Lets a review be committed only where it proposes what the plan wants, and the resource is as the plan knows it. */
const commitCheck =
  (run: ReviewRun, step: ReviewStep, { id }: Review, turn: CommitTurn): CheckBeforeSend =>
  async (api) => {
    const { context, kind, operation } = run
    const isDone = (current: Resource | undefined) => isStepDone(run, step, current)
    const found = await checkPrecondition(operation, kind, { ...context, api }, isDone)
    turn.isChanged = found.status === 'changed'
    if (found.status !== 'as-planned' && found.status !== 'in-review') return undefined
    const review = await api.readReview(operation.kind, found.resource, id)
    const isAsWanted =
      review?.status === 'accepted' &&
      judgeReviewContent(
        review,
        operation,
        step,
        kind,
        found.resource,
        context.cache.resolveName,
      ) === 'as-wanted'
    turn.before = found.resource
    return isAsWanted ? {} : undefined
  }

const done = (
  { context, operation }: ReviewRun,
  live: Resource | undefined,
  { id }: Review,
  isAnswerLost: boolean,
): CommitResult => {
  if (live === undefined) context.cache.remove(operation.address)
  else context.cache.store(operation.address, live, context.clock.now(), true)
  return {
    resource: live,
    notes: [
      { code: 'review-committed', id },
      ...(isAnswerLost ? [{ code: 'answer-lost' } as const] : []),
    ],
  }
}

const replaceReview = async (
  run: ReviewRun,
  step: ReviewStep,
  live: Resource,
  review: Review,
): Promise<Outcome> => {
  const { context, operation } = run
  const withdrawn = await context.api.sendReview(operation.kind, live, {
    action: 'withdraw',
    reviewId: review.id,
  })
  if (withdrawn.status === 'unsent') return interruptedOutcome(operation, writeStateOf(withdrawn))
  if (withdrawn.status === 'unknown') return notAcceptedOutcome(operation, withdrawn, 'unknown')
  if (withdrawn.status === 'refused' && withdrawn.cause !== 'not-found')
    return notAcceptedOutcome(operation, withdrawn)
  if (run.review.isCommitOnly)
    return failedOutcome(
      operation,
      { code: 'review-withdrawn', review: referenceTo(review, live) },
      'yes',
    )
  return openStep(run, step, live, [], 'review-replaced')
}

const pollStep = async (
  run: ReviewRun,
  step: ReviewStep,
  before: Resource,
): Promise<{ readonly isDone: boolean; readonly resource: Resource | undefined }> => {
  const { api, clock } = run.context
  let resource: Resource | undefined = before
  for (const delay of pollDelays) {
    if (delay > 0) await clock.sleep(delay)
    resource = await api.find(run.operation.kind, before)
    if (isStepDone(run, step, resource)) return { isDone: true, resource }
  }
  return { isDone: false, resource }
}
