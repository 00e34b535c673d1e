// Takes the drift out of a plan: what was changed in Statsig and not in git.
import {
  isConflict,
  isDrift,
  type KeptDifference,
  type Notice,
  type Operation,
  type Plan,
} from '../model/index.ts'

export interface Drift {
  readonly target: string
  readonly notices: readonly Notice[]
  /** Changed only in Statsig, or not yet managed. */
  readonly kept: readonly KeptDifference[]
  /** Also changed in the files. */
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
