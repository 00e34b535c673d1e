// Lists the guards of one operation, in the order in which they are asked: the first refusal counts.
import { apiGuards } from './api-limits.ts'
import { conflictGuards } from './conflicts.ts'
import type { Guard } from './guard.ts'
import type { OperationFacts } from './operation-facts.ts'
import { removalGuards } from './removal.ts'

export const operationGuards: readonly Guard<OperationFacts>[] = [
  ...apiGuards,
  ...removalGuards,
  ...conflictGuards,
]
