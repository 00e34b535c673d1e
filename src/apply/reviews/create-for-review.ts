// Creates a resource so that it reaches no user, and opens a review that switches it on.
import type { Operation, Outcome, RequiredReview } from '../../model/index.ts'
import type { ApplyContext } from '../context.ts'
import { createResource } from '../create.ts'
import { failedOutcome } from '../outcomes.ts'
import { reviewCreated } from './run-reviewed.ts'

export const createForReview = async (
  operation: Operation,
  review: RequiredReview,
  context: ApplyContext,
): Promise<Outcome> => {
  const members = { ...operation.members, ...review.createdOff }
  const outcome = await createResource({ ...operation, members }, context)
  if (outcome.status !== 'done') return { ...outcome, operation }
  const created = context.cache.find(operation.address)?.resource
  return created === undefined
    ? failedOutcome(operation, { code: 'created-but-not-found' }, 'unknown')
    : reviewCreated(operation, review, created, context)
}
