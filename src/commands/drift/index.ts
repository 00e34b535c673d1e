// `drift`: what was changed in Statsig and not in git. Reads; with `--adopt` it writes files, and never Statsig.

import type { HistoryOptions } from '../../history/load-history.ts'
import type { ConnectionOptions } from '../../prepare/connection.ts'
import { withDrift } from '../../prepare/detect-drift.ts'
import { driftMarkdown } from '../../report/markdown/pages/drift.ts'
import { driftJson, driftText } from '../../report/text/drift.ts'
import { diagnosticsText } from '../../report/text/plan.ts'
import { type ExitCode, exitCodes } from '../../session/environment.ts'
import type { MaskedEnvironment } from '../../session/masked-environment.ts'
import { printJson, textStyle } from '../../session/output.ts'
import { printStop } from '../../session/stop.ts'
import { adoptDrift } from './adopt.ts'

export interface DriftCommandOptions
  extends Omit<ConnectionOptions, 'format'>,
    Pick<HistoryOptions, 'base' | 'twoWay'> {
  readonly format?: 'text' | 'json' | 'markdown'
  /** `true` adopts all of it, addresses only theirs. */
  readonly adopt?: true | readonly string[]
}

export const driftCommand = async (
  { format = 'text', ...others }: DriftCommandOptions,
  environment: MaskedEnvironment,
): Promise<ExitCode> => {
  // Faults are for people or programs; Markdown is for a page.
  const options = { ...others, format: format === 'json' ? ('json' as const) : ('text' as const) }
  const result = await withDrift(
    options,
    environment,
    async ({ adoptionContext, diagnostics, drift, prepared }) => {
      const style = textStyle(options, environment)
      if (diagnostics.length > 0 && format !== 'json')
        environment.writeError(`${diagnosticsText(diagnostics, style)}\n\n`)
      if (others.adopt !== undefined)
        return adoptDrift(
          others.adopt,
          drift,
          adoptionContext,
          prepared.root,
          options.format,
          environment,
        )
      const source = `Compared with ${prepared.connection.source}.`
      switch (format) {
        case 'json':
          printJson(environment, driftJson(drift, source))
          break
        case 'markdown':
          environment.writeOutput(`${driftMarkdown(drift, source)}\n`)
          break
        case 'text':
          environment.writeOutput(`${driftText(drift, style, source)}\n`)
      }
      return drift.kept.length + drift.conflicts.length > 0 ? exitCodes.changes : exitCodes.success
    },
  )
  return typeof result === 'number' ? result : printStop(result, options, environment)
}
