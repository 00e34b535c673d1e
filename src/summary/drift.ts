// What was changed in Statsig and not in git, as a part of a plan.
import {
  isConflict,
  isDrift,
  type KeptDifference,
  type Notice,
  type Operation,
  type Plan,
} from '../model.ts'

export interface Drift {
  readonly target: string
  readonly notices: readonly Notice[]
  /** Changed in Statsig alone, or not yet managed. */
  readonly kept: readonly KeptDifference[]
  /** Changed in the files as well. */
  readonly conflicts: readonly Operation[]
  /** The number of definitions that were compared. */
  readonly comparedCount: number
}

export const driftOf = (plan: Plan, comparedCount: number): Drift => ({
  target: plan.target,
  notices: plan.notices,
  kept: plan.kept.filter(({ cause }) => isDrift(cause) || cause === 'not-yet-managed'),
  conflicts: plan.operations.filter(({ refusal }) => isConflict(refusal)),
  comparedCount,
})
