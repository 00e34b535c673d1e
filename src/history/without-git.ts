// Drift without git: the files count as the applied state.
import type { DesiredState, Plan } from '../model/index.ts'
import type { AppliedState } from '../plan/applied-state.ts'

/** Every difference from the files counts as a change in Statsig. */
export const filesAsAppliedState = (desired: DesiredState): AppliedState => ({
  base: desired,
  onDrift: 'keep',
  overwrites: [],
  overwritesUnmanaged: () => false,
  prunePolicy: { mode: 'off', most: 0, percent: 0, findDeletionProof: () => undefined },
})

/** Without an applied state nothing is kept: the next apply changes every difference to what the files say. */
export const explainWithoutGit = (plan: Plan): Plan => ({
  ...plan,
  kept: plan.kept.map((each) => ({
    ...each,
    reason: { code: 'without-git' },
  })),
})
