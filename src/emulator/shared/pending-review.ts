// A change that must wait for a reviewer: answered as done, but only `activeReview` is new.
import type { Members } from '../../json.ts'
import type { Call } from '../core/context.ts'
import { opaqueId } from '../core/ids.ts'
import type { Collection } from '../core/store.ts'

export const pending = (call: Call, collection: Collection, live: Members): Members => {
  const waiting = {
    ...live,
    activeReview: {
      reviewID: opaqueId(call.world.ids),
      reviewStatus: 'pending',
      description: 'Changed by the Console API.',
    },
  }
  call.world.store.put(collection, waiting)
  return waiting
}
