// The reviews of one object, the newest first. They are stored with the object and shown by routes of their own.
import type { Json, JsonObject } from '../../../core/json.ts'
import type { Author } from '../../core/author.ts'
import type { Collection } from '../../core/collections.ts'
import type { EmulatorContext } from '../../core/context.ts'
import { membersIn } from '../../shared/rules.ts'

/** What a person or the webhook of a company does to a review. */
export type ReviewAction =
  | 'approve'
  | 'reject'
  | 'request-changes'
  | 'pass-validation'
  | 'fail-validation'

export const statusAfterAction: Readonly<Record<ReviewAction, string>> = {
  approve: 'accepted',
  reject: 'rejected',
  'request-changes': 'changes_requested',
  'pass-validation': 'approved_webhook_validation',
  'fail-validation': 'failed_webhook_validation',
}

/** A review that is rejected or committed has ended. */
export const hasEnded = ({ status }: JsonObject): boolean =>
  status === 'rejected' || status === 'committed'

export const reviewsOf = (object: JsonObject): readonly JsonObject[] =>
  membersIn(object['$reviews'])

export const openReviewOf = (object: JsonObject): JsonObject | undefined =>
  reviewsOf(object).find((each) => !hasEnded(each))

/** Stores the reviews, and shows the open one as `activeReview`. No version changes: only the review is another one. */
export const storeReviews = (
  context: EmulatorContext,
  collection: Collection,
  object: JsonObject,
  reviews: readonly JsonObject[],
): void => {
  const { activeReview: _, ...rest } = object
  const open = reviews.find((each) => !hasEnded(each))
  context.store.put(collection, {
    ...rest,
    $reviews: reviews,
    ...(open && {
      activeReview: {
        reviewID: open['review_id'] ?? '',
        reviewStatus: open['status'] ?? '',
        description: open['description'] ?? '',
      },
    }),
  })
}

export const withStatus = (
  object: JsonObject,
  reviewId: Json | undefined,
  status: string,
): readonly JsonObject[] =>
  reviewsOf(object).map((each) => (each['review_id'] === reviewId ? { ...each, status } : each))

export const reviewAuthor = ({ email, id }: Author): JsonObject => ({ id, email })

/** As an answer shows it. Lists do not show the content. */
export const reviewEnvelope = (review: JsonObject, hasContent: boolean): JsonObject => {
  const { $request: _request, content, ...envelope } = review
  return hasContent ? { ...envelope, content: content ?? null } : envelope
}
