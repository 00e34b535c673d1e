// Carries out an operation through reviews in Statsig: opens one, finds it again, and commits it once it is accepted and
// still what the plan wants. It approves and rejects nothing.
import type { Note, Operation, Outcome, RequiredReview, Resource } from '../../model/index.ts'
import { markedDigests, openReviewOf } from '../../resources/reviews.ts'
import type { ApplyContext } from '../context.ts'
import { alreadyDoneOutcome, doneOutcome, failedOutcome } from '../outcomes.ts'
import { checkPrecondition, preconditionOutcome } from '../precondition.ts'
import { commitReview } from './commit-review.ts'
import { isOfStep, openStep, type ReviewRun } from './open-review.ts'
import { isStepDone } from './step-done.ts'

export const runReviewed = async (
  operation: Operation,
  review: RequiredReview,
  context: ApplyContext,
): Promise<Outcome> => {
  const { kind } = context.registry(operation.kind)
  const precondition = await checkPrecondition(operation, kind, context)
  switch (precondition.status) {
    case 'deleted':
      return operation.action === 'delete' || operation.action === 'archive'
        ? alreadyDoneOutcome(operation, 'already-removed')
        : preconditionOutcome(operation, 'deleted')
    case 'changed':
    // Only an earlier attempt could have reached it.
    case 'reached':
      return preconditionOutcome(operation, 'changed')
    case 'in-review':
    case 'as-planned':
      return runSteps({ operation, review, kind, context }, precondition.resource)
  }
}

/** Opens the review of a resource that was created so that it reaches no user. */
export const reviewCreated = (
  operation: Operation,
  review: RequiredReview,
  created: Resource,
  context: ApplyContext,
): Promise<Outcome> =>
  runSteps({ operation, review, kind: context.registry(operation.kind).kind, context }, created)

const runSteps = async (run: ReviewRun, first: Resource): Promise<Outcome> => {
  const { context, operation, review } = run
  const notes: Note[] = []
  let resource = first
  let isCommitOnly = review.isCommitOnly
  for (const step of review.steps) {
    if (isStepDone(run, step, resource)) continue
    const reviews = await context.api.readReviews(operation.kind, resource)
    if (reviews === undefined)
      return afterCommits(notes, failedOutcome(operation, { code: 'no-review-routes' }, 'no'))
    const { isCommitOnly: _, ...rest } = review
    const stepRun = { ...run, review: { ...rest, ...(isCommitOnly && { isCommitOnly }) } }
    const open = openReviewOf(reviews)
    const own = open && isOfStep(run, step, open) ? open : undefined
    if (own?.status !== 'accepted')
      return afterCommits(notes, await openStep(stepRun, step, resource, reviews))
    const committed = await commitReview(stepRun, step, resource, own)
    if ('outcome' in committed) return afterCommits(notes, committed.outcome)
    notes.push(...committed.notes)
    if (committed.resource === undefined) return doneOutcome(operation, notes)
    resource = committed.resource
    // The approval that opened the review was of this whole operation.
    if (markedDigests(own)?.operation === operation.id.slice(0, 16)) isCommitOnly = undefined
  }
  return doneOutcome(operation, notes)
}

/** A review that was committed before has written. */
const afterCommits = (notes: readonly Note[], outcome: Outcome): Outcome =>
  notes.length > 0 && outcome.status === 'failed' && outcome.wrote === 'no'
    ? { ...outcome, wrote: 'yes' }
    : outcome
