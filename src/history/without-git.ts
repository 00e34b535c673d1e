// What counts as applied where git keeps no record: what the files say now.
import type { DesiredState, Plan } from '../model.ts'
import type { AppliedState } from '../plan/applied-state.ts'

/** Without git the files are all there is: whatever differs from them was changed in Statsig. */
export const filesAsAppliedState = (desired: DesiredState): AppliedState => ({
  base: desired,
  onDrift: 'keep',
  overwrites: [],
  overwritesUnmanaged: () => false,
  prunePolicy: { mode: 'off', most: 0, percent: 0, findDeletionProof: () => undefined },
})

/** Where nothing is remembered nothing is held: the next apply puts back what the files say. */
export const explainWithoutGit = (plan: Plan): Plan => ({
  ...plan,
  kept: plan.kept.map((each) => ({
    ...each,
    reason: { code: 'without-git' },
  })),
})
