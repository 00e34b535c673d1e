// Why a command goes no further, as a value: whoever asked tells it in its own way.
import type { Diagnostic } from '../diagnostic.ts'
import {
  type CommandEnvironment,
  type CommonOptions,
  type ExitCode,
  exitCodes,
} from './environment.ts'
import { printInvalid, printJson } from './output.ts'

export type Stop =
  /** The files are at fault. */
  | { readonly is: 'invalid'; readonly diagnostics: readonly Diagnostic[] }
  /** Nothing was planned or written. `reason` is a sentence. */
  | { readonly is: 'refused'; readonly reason: string }

export const printStop = (
  stop: Stop,
  options: CommonOptions,
  environment: CommandEnvironment,
): ExitCode => {
  switch (stop.is) {
    case 'invalid':
      printInvalid(stop.diagnostics, options, environment)
      return exitCodes.invalid
    case 'refused':
      if (options.format === 'json') printJson(environment, { version: 1, refused: stop.reason })
      else environment.writeError(`${stop.reason}\n`)
      return exitCodes.refused
  }
}
