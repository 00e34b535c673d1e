// What was changed in Statsig and not in git, found and not yet told.

import type { AdoptionContext } from '../adoption/index.ts'
import type { Diagnostic } from '../diagnostic.ts'
import type { HistoryOptions } from '../history/load-history.ts'
import type { DesiredState, Plan } from '../model.ts'
import type { AppliedState } from '../plan/applied-state.ts'
import type { MaskedEnvironment } from '../session/masked-environment.ts'
import type { Stop } from '../session/stop.ts'
import { type Drift, driftOf } from '../summary/drift.ts'
import { type ConnectionOptions, connectToRead, type ReadConnection } from './connection.ts'
import { type PreparedRun, type PrepareOptions, withPreparedRun } from './index.ts'

export interface DriftRun {
  readonly drift: Drift
  /** What adopting it needs. */
  readonly adoptionContext: AdoptionContext
  readonly diagnostics: readonly Diagnostic[]
  readonly prepared: PreparedRun<ReadConnection>
}

export const withDrift = <T>(
  options: ConnectionOptions & Pick<HistoryOptions, 'base' | 'twoWay'>,
  environment: MaskedEnvironment,
  work: (driftRun: DriftRun) => Promise<T>,
  redactFaults?: PrepareOptions<ReadConnection, MaskedEnvironment>['redactFaults'],
): Promise<Stop | T> =>
  withPreparedRun(
    options,
    environment,
    {
      connect: connectToRead,
      appliedStateFor: ({ appliedState }, { desired }) =>
        appliedState ?? filesAsAppliedState(desired),
      ...(redactFaults && { redactFaults }),
    },
    (prepared) => {
      const { diagnostics, history, run, registry, workspace } = prepared
      const { desired, settings, sources } = workspace
      const appliedState = history.appliedState ?? filesAsAppliedState(desired)
      const plan = history.appliedState ? run.plan : explainWithoutGit(run.plan)
      const adoptionContext = {
        desired,
        live: run.live,
        appliedState,
        registry,
        settings,
        sources,
      }
      return work({ drift: driftOf(plan, desired.size), adoptionContext, diagnostics, prepared })
    },
  )

/** Without git the files are all there is: whatever differs from them was changed in Statsig. */
const filesAsAppliedState = (desired: DesiredState): AppliedState => ({
  base: desired,
  onDrift: 'keep',
  overwrites: [],
  overwritesUnmanaged: () => false,
  prunePolicy: { mode: 'off', most: 0, percent: 0, findDeletionProof: () => undefined },
})

/** Where nothing is remembered nothing is held: the next apply puts back what the files say. */
const explainWithoutGit = (plan: Plan): Plan => ({
  ...plan,
  kept: plan.kept.map((each) => ({
    ...each,
    reason: { code: 'without-git' },
  })),
})
