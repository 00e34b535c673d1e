// Refuses what Statsig asks to be reviewed and what no review can hold, so that it is not written around the review.

import type { KindName } from '../../kinds/index.ts'
import type { Effect, RequiredReview, ReviewDemand } from '../../model/index.ts'
import type { ReviewSteps } from '../statsig-reviews/review-steps.ts'
import type { Guard } from './guard.ts'

export interface StatsigReviewFacts {
  readonly effects: readonly Effect[]
  readonly kind: KindName
  /** Kinds that say what has to be reviewed, and that the key may not read. */
  readonly unreadable: readonly KindName[]
  /** Absent where nothing asks for a review. */
  readonly demand: ReviewDemand | undefined
  /** Whether Statsig's API can open reviews of the kind. */
  readonly hasRoutes: boolean
  readonly isCreation: boolean
  /** The values with which a creation reaches no user. Absent where there are none. */
  readonly createdOff: RequiredReview['createdOff']
  /** Those of them that the file leaves out: no later plan would switch the resource on. */
  readonly undeclared: readonly string[]
  /** Not known for a creation. */
  readonly steps: ReviewSteps | undefined
}

export const statsigReview: Guard<StatsigReviewFacts> = {
  name: 'statsig-review',
  codes: [
    'review-settings-unreadable',
    'no-review-routes',
    'creation-needs-review',
    'not-in-reviews',
    'no-safe-review-order',
  ],
  level: 'refuse',
  effects: 'all',
  states: ['review-settings', 'routes', 'live-values'],
  liftedBy: ['bypass-reviews', 'change-in-console'],
  scenario: 'changes-that-no-review-can-hold',
  judge: ({ createdOff, demand, hasRoutes, isCreation, kind, steps, undeclared, unreadable }) => {
    if (demand === undefined)
      return unreadable.length === 0
        ? undefined
        : { code: 'review-settings-unreadable', kinds: unreadable }
    if (isCreation)
      return createdOff === undefined || undeclared.length > 0
        ? { code: 'creation-needs-review', demand, undeclared }
        : undefined
    if (!hasRoutes) return { code: 'no-review-routes', demand, kind }
    if (steps === undefined || 'steps' in steps) return undefined
    return 'notReviewable' in steps
      ? { code: 'not-in-reviews', demand, fields: steps.notReviewable }
      : { code: 'no-safe-review-order', demand, types: steps.unordered }
  },
}
