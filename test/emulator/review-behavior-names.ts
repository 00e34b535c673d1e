// The behaviors that `reviews.test.ts` shows.
import type { Behavior } from '../../src/emulator/index.ts'

export const reviewBehaviors = [
  'review-header-honoured',
  'review-routes-missing',
  'review-webhooks',
  'own-reviews-not-committed',
] as const satisfies readonly Behavior[]
