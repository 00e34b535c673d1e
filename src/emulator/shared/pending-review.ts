// A change that waits for a reviewer: the answer is a success, but only `activeReview` changes.
import type { JsonObject } from '../../core/json.ts'
import type { Collection } from '../core/collections.ts'
import type { ApiCall } from '../core/context.ts'

export const markPendingReview = (
  call: ApiCall,
  collection: Collection,
  live: JsonObject,
): JsonObject => {
  const underReview = {
    ...live,
    activeReview: {
      reviewID: call.context.newId(),
      reviewStatus: 'pending',
      description: 'Changed by the Console API.',
    },
  }
  call.context.store.put(collection, underReview)
  return underReview
}
