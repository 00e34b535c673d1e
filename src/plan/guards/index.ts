// Lists all guards: everything that can keep an operation from running.
import { referencedGuard } from './dependants.ts'
import type { Guard } from './guard.ts'
import { mixedResultGuard } from './mixed-result.ts'
import { nameGuards } from './names.ts'
import { operationGuards } from './operation-guards.ts'
import { removalLimit } from './removal-limits.ts'
import { changedByKey, removalInput, review } from './run.ts'

/** What a guard says about itself. */
export type GuardDescription = Omit<Guard<never>, 'judge'>

export const guards: readonly GuardDescription[] = [
  ...operationGuards,
  ...nameGuards,
  mixedResultGuard,
  referencedGuard,
  removalLimit,
  changedByKey,
  removalInput,
  review,
]
