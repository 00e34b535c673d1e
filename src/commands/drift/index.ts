// `drift`: shows what was changed in Statsig and not in git. With `--adopt` it writes files. It never writes to Statsig.
import type { HistoryOptions } from '../../history/history.ts'
import type { ConnectionOptions } from '../../prepare/connection.ts'
import { withDrift } from '../../prepare/detect-drift.ts'
import type { EmptyRootOptions } from '../../prepare/empty-root.ts'
import { type ExitCode, exitCodes } from '../../session/exit-codes.ts'
import type { MaskedEnvironment } from '../../session/masked-environment.ts'
import { print, rendererFor } from '../../session/output.ts'
import { printStop } from '../../session/stop.ts'
import { adoptDrift } from './adopt.ts'

export interface DriftCommandOptions
  extends ConnectionOptions,
    EmptyRootOptions,
    Pick<HistoryOptions, 'base' | 'twoWay'> {
  /** `true` adopts all drift, addresses only their own. */
  readonly adopt?: true | readonly string[]
}

export const driftCommand = async (
  options: DriftCommandOptions,
  environment: MaskedEnvironment,
): Promise<ExitCode> => {
  const renderer = rendererFor(options, environment)
  const result = await withDrift(
    options,
    environment,
    async ({ adoptionContext, diagnostics, drift, prepared }) => {
      if (options.adopt !== undefined) {
        print(environment, renderer.warnings(diagnostics))
        return adoptDrift(
          options.adopt,
          drift,
          adoptionContext,
          prepared.root,
          renderer,
          environment,
        )
      }
      const source = `Compared with ${prepared.connection.source}.`
      print(environment, renderer.drift({ drift, diagnostics, source }))
      return drift.kept.length + drift.conflicts.length > 0 ? exitCodes.changes : exitCodes.success
    },
  )
  return typeof result === 'number' ? result : printStop(result, renderer, environment)
}
