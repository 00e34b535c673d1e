// Lists all guards: everything that can keep an operation from running.
import type { KeptReason, Refusal } from '../../model/index.ts'
import { referencedGuard } from './dependants.ts'
import type { Guard } from './guard.ts'
import { mixedResultGuard } from './mixed-result.ts'
import { nameGuards } from './names.ts'
import { operationGuards } from './operation-guards.ts'
import { removalLimit } from './removal-limits.ts'
import { restrictiveDrift } from './restrictive-drift.ts'
import { changedByKey, removalInput, review } from './run.ts'
import { statsigReview } from './statsig-review.ts'

/** What a guard says about itself. */
export type GuardDescription = Omit<
  Guard<never, { readonly code: Refusal['code'] | KeptReason['code'] }>,
  'judge'
>

export const guards: readonly GuardDescription[] = [
  ...operationGuards,
  ...nameGuards,
  mixedResultGuard,
  restrictiveDrift,
  referencedGuard,
  removalLimit,
  changedByKey,
  removalInput,
  review,
  statsigReview,
]
