// What was changed in Statsig and not in git, found and not yet told.

import type { Around } from '../adoption/index.ts'
import type { Diagnostic } from '../diagnostic.ts'
import type { MemoryOptions } from '../history/load-history.ts'
import type { Desired, Plan } from '../model.ts'
import type { Memory } from '../plan/applied-state.ts'
import { type Drift, driftIn } from '../report/text/drift.ts'
import type { MaskedWorld } from '../session/masked-environment.ts'
import type { Stop } from '../session/stop.ts'
import { type ConnectionOptions, connect, type PlanningConnection } from './connection.ts'
import { type Preparations, type Ready, whileReady } from './index.ts'

export interface Drifting {
  readonly drift: Drift
  /** What adopting it needs. */
  readonly around: Around
  readonly diagnostics: readonly Diagnostic[]
  readonly ready: Ready<PlanningConnection>
}

export const whileDrifting = <T>(
  options: ConnectionOptions & Pick<MemoryOptions, 'base' | 'twoWay'>,
  world: MaskedWorld,
  work: (drifting: Drifting) => Promise<T>,
  telling?: Preparations<PlanningConnection, MaskedWorld>['telling'],
): Promise<Stop | T> =>
  whileReady(
    options,
    world,
    {
      connect,
      memoryOf: ({ memory }, { desired }) => memory ?? withoutGit(desired),
      ...(telling && { telling }),
    },
    (ready) => {
      const { diagnostics, remembered, run, words, workspace } = ready
      const { desired, settings, sources } = workspace
      const memory = remembered.memory ?? withoutGit(desired)
      const plan = remembered.memory ? run.plan : undecided(run.plan)
      const around = { desired, live: run.live, memory, words, settings, sources }
      return work({ drift: driftIn(plan, desired.size), around, diagnostics, ready })
    },
  )

/** Without git the files are all there is: whatever differs from them was changed in Statsig. */
const withoutGit = (desired: Desired): Memory => ({
  base: desired,
  onDrift: 'keep',
  overwrites: [],
  takesOver: () => false,
  pruning: { mode: 'off', most: 0, percent: 0, evidence: () => undefined },
})

/** Where nothing is remembered nothing is held: the next apply puts back what the files say. */
const undecided = (plan: Plan): Plan => ({
  ...plan,
  held: plan.held.map((each) => ({
    ...each,
    reason: { code: 'without-git' },
  })),
})
