// Opens the review of one step, or says what the review that is there waits for. A review is never opened twice: after a
// lost answer, and in each run, it is looked for first.

import { isJsonObject } from '../../core/json.ts'
import type { Kind } from '../../kinds/kind.ts'
import type {
  Operation,
  Outcome,
  PendingReviewReason,
  RequiredReview,
  Resource,
  ReviewReference,
  ReviewStep,
} from '../../model/index.ts'
import type { CheckBeforeSend } from '../../resources/api.ts'
import {
  markedDigests,
  openReviewOf,
  parseReview,
  type Review,
  reviewDigest,
} from '../../resources/reviews.ts'
import {
  type ApplyContext,
  createRequestContext,
  maxAttempts,
  pollDelays,
  type ReadContext,
} from '../context.ts'
import {
  failedOutcome,
  interruptedOutcome,
  notAcceptedOutcome,
  waitingOutcome,
  writeStateOf,
} from '../outcomes.ts'
import { checkPrecondition, preconditionOutcome } from '../precondition.ts'
import { openReviewBody } from './review-requests.ts'

export interface ReviewRun {
  readonly operation: Operation
  readonly review: RequiredReview
  readonly kind: Kind
  readonly context: ApplyContext
}

/** Whether the review was opened for this step, by this run or an earlier one. */
export const isOfStep = (
  { kind, operation }: Pick<ReviewRun, 'kind' | 'operation'>,
  step: ReviewStep,
  review: Review,
): boolean => markedDigests(review)?.content === reviewDigest(kind, operation, step)

export const referenceTo = ({ id, status }: Review, { raw }: Resource): ReviewReference => ({
  id,
  status,
  ...(typeof raw['permalink'] === 'string' && { page: raw['permalink'] }),
})

/** `reviews`: those of the resource, of which the open one is not an accepted one of this step. */
export const openStep = async (
  run: ReviewRun,
  step: ReviewStep,
  resource: Resource,
  reviews: readonly Review[],
  why: Extract<PendingReviewReason['code'], 'review-opened' | 'review-replaced'> = 'review-opened',
): Promise<Outcome> => {
  const { context, operation, review } = run
  const open = openReviewOf(reviews)
  if (open !== undefined && isOfStep(run, step, open))
    return waitingOutcome(operation, 'in-review', referenceTo(open, resource))
  // A review of another client: a second change would interfere with it.
  if (open !== undefined && markedDigests(open) === undefined)
    return waitingOutcome(operation, 'earlier-change-in-review', referenceTo(open, resource))
  const latest = reviews.find((each) => isOfStep(run, step, each))
  if (open === undefined && latest?.status === 'rejected')
    return failedOutcome(
      operation,
      { code: 'review-rejected', review: referenceTo(latest, resource) },
      'no',
    )
  if (review.isCommitOnly) return failedOutcome(operation, { code: 'review-needs-approval' }, 'no')
  if (open !== undefined) {
    const withdrawn = await context.api.sendReview(operation.kind, resource, {
      action: 'withdraw',
      reviewId: open.id,
    })
    if (withdrawn.status === 'unsent') return interruptedOutcome(operation, writeStateOf(withdrawn))
    if (withdrawn.status !== 'accepted' && !isGone(withdrawn))
      return notAcceptedOutcome(operation, withdrawn)
  }
  return sendReview(run, step, resource, open === undefined ? why : 'review-replaced')
}

const isGone = (result: { readonly status: string; readonly cause?: string }): boolean =>
  result.status === 'refused' && result.cause === 'not-found'

const sendReview = async (
  run: ReviewRun,
  step: ReviewStep,
  resource: Resource,
  why: 'review-opened' | 'review-replaced',
): Promise<Outcome> => {
  const { context, kind, operation } = run
  const bodyFor = ({ raw }: Resource) =>
    openReviewBody(operation, step, createRequestContext(kind, raw, context))
  const turn: { opened?: Review; status?: 'changed' | 'deleted' } = {}
  const check: CheckBeforeSend = async (api) => {
    const inTurn = { ...context, api }
    const opened = isAnswerLost ? await findOpened(run, step, resource, [0], inTurn) : undefined
    if (opened !== undefined) turn.opened = opened
    if (opened !== undefined) return undefined
    const found = await checkPrecondition(operation, kind, inTurn)
    switch (found.status) {
      case 'as-planned':
      case 'in-review':
        return { body: bodyFor(found.resource) }
      case 'changed':
      case 'deleted':
        turn.status = found.status
        return undefined
      case 'reached':
        return undefined
    }
  }
  let isAnswerLost = false
  const request = { action: 'open', body: bodyFor(resource) } as const
  for (let attempt = 1; ; attempt++) {
    const result = await context.api.sendReview(operation.kind, resource, request, check)
    if (result.status === 'unsent') {
      const wrote = writeStateOf(result, isAnswerLost ? 'unknown' : 'no')
      if (result.cause === 'stopped') return interruptedOutcome(operation, wrote)
      return turn.opened
        ? waitingOutcome(operation, why, referenceTo(turn.opened, resource))
        : preconditionOutcome(operation, turn.status ?? 'changed', wrote)
    }
    const answered =
      result.status === 'accepted' && isJsonObject(result.data ?? null)
        ? parseReview(Object(result.data))
        : undefined
    if (answered) return waitingOutcome(operation, why, referenceTo(answered, resource))
    isAnswerLost ||= result.status === 'unknown'
    const found = await findOpened(
      run,
      step,
      resource,
      result.status === 'refused' ? [0] : pollDelays,
      context,
    )
    if (found) return waitingOutcome(operation, why, referenceTo(found, resource))
    if (result.status === 'accepted')
      return failedOutcome(operation, { code: 'review-not-open' }, 'unknown')
    if (result.status === 'refused' || attempt >= maxAttempts)
      return notAcceptedOutcome(operation, result, isAnswerLost ? 'unknown' : 'no')
  }
}

const findOpened = async (
  run: ReviewRun,
  step: ReviewStep,
  resource: Resource,
  delays: readonly number[],
  { api, clock }: ReadContext,
): Promise<Review | undefined> => {
  for (const delay of delays) {
    if (delay > 0) await clock.sleep(delay)
    const open = openReviewOf((await api.readReviews(run.operation.kind, resource)) ?? [])
    if (open && isOfStep(run, step, open)) return open
  }
  return undefined
}
