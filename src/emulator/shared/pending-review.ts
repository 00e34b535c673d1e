// A change that must wait for a reviewer: answered as done, but only `activeReview` is new.
import type { JsonObject } from '../../json.ts'
import type { Collection } from '../core/collections.ts'
import type { ApiCall } from '../core/context.ts'
import { opaqueId } from '../core/ids.ts'

export const markPendingReview = (
  call: ApiCall,
  collection: Collection,
  live: JsonObject,
): JsonObject => {
  const waiting = {
    ...live,
    activeReview: {
      reviewID: opaqueId(call.context.idRandom),
      reviewStatus: 'pending',
      description: 'Changed by the Console API.',
    },
  }
  call.context.store.put(collection, waiting)
  return waiting
}
