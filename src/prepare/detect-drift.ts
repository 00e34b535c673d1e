// Finds drift: what was changed in Statsig and not in git.
import type { AdoptionContext } from '../adoption/context.ts'
import type { Diagnostic } from '../core/diagnostic.ts'
import type { HistoryOptions } from '../history/history.ts'
import { findInvisibleChanges } from '../history/resalts.ts'
import { explainWithoutGit, filesAsAppliedState } from '../history/without-git.ts'
import type { MaskedEnvironment } from '../session/masked-environment.ts'
import type { Stop } from '../session/stop.ts'
import { type Drift, driftOf } from '../summary/drift.ts'
import { type ConnectionOptions, connectToRead, type ReadConnection } from './connection.ts'
import type { EmptyRootOptions } from './empty-root.ts'
import { type PreparedRun, type PrepareOptions, withPreparedRun } from './index.ts'
import { unknownDriftStop } from './preflight.ts'
import { memoizeListings, undeclaredOverrides } from './undeclared-overrides.ts'
import { unknownAccess } from './unknown-access.ts'

export interface DriftRun {
  readonly drift: Drift
  /** What an adoption of the drift needs. */
  readonly adoptionContext: AdoptionContext
  readonly diagnostics: readonly Diagnostic[]
  readonly prepared: PreparedRun<ReadConnection>
}

export const withDrift = <T>(
  options: ConnectionOptions & EmptyRootOptions & Pick<HistoryOptions, 'base' | 'twoWay'>,
  environment: MaskedEnvironment,
  work: (driftRun: DriftRun) => Promise<T>,
  more: Pick<PrepareOptions<ReadConnection, MaskedEnvironment>, 'redactFaults'> = {},
): Promise<Stop | T> =>
  withPreparedRun(
    options,
    environment,
    {
      connect: async (...given) => {
        const connection = await connectToRead(...given)
        return { ...connection, reader: memoizeListings(connection.reader) }
      },
      stopFor: unknownDriftStop,
      appliedStateFor: ({ appliedState }, { desired }) =>
        appliedState ?? filesAsAppliedState(desired),
      ...more,
    },
    async (prepared) => {
      const { connection, diagnostics, history, run, registry, workspace } = prepared
      const { desired, settings, sources } = workspace
      const appliedState = history.appliedState ?? filesAsAppliedState(desired)
      const { appliedAt } = history
      const invisible =
        history.appliedState && appliedAt !== undefined
          ? await findInvisibleChanges(
              { appliedAt, base: appliedState.base, desired, live: run.live, registry },
              connection.reader,
            )
          : { kept: [], notices: [] }
      const shown = history.appliedState ? run.plan : explainWithoutGit(run.plan)
      const plan = {
        ...shown,
        kept: [...shown.kept, ...invisible.kept],
        notices: [...shown.notices, ...invisible.notices],
      }
      const adoptionContext: AdoptionContext = {
        desired,
        live: run.live,
        appliedState,
        registry,
        settings,
        sources,
        hasSecret: (text) => environment.secretMask.mask(text) !== text,
        ...(history.committed && { committed: history.committed }),
      }
      const notices = [
        ...plan.notices,
        ...unknownAccess(desired, run.live, registry),
        ...(await undeclaredOverrides(desired, run.live, registry, connection.reader)),
      ]
      const drift = driftOf({ ...plan, notices }, desired.size)
      return work({ drift, adoptionContext, diagnostics, prepared })
    },
  )
