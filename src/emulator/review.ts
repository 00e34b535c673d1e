// A change that must wait for a reviewer: answered as done, but only `activeReview` is new.
import type { Members } from '../json.ts'
import { opaqueId } from './ids.ts'
import type { Collection } from './store.ts'
import type { Call } from './world.ts'

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
