// Why a command ends early, as data, and the exit code for it.
import type { Diagnostic } from '../core/diagnostic.ts'
import type { Renderer } from '../report/renderer.ts'
import type { StopResult } from '../report/results.ts'
import type { CommandEnvironment } from './environment.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { print } from './output.ts'

export type Stop =
  /** The files are invalid. */
  | { readonly is: 'invalid'; readonly diagnostics: readonly Diagnostic[] }
  /** Nothing was planned or written. `reason` is a sentence. */
  | { readonly is: 'refused'; readonly reason: string }
  /** Another apply is under way. */
  | Extract<StopResult, { is: 'locked' }>

export const printStop = (
  stop: StopResult,
  renderer: Pick<Renderer, 'stop'>,
  environment: CommandEnvironment,
): ExitCode => {
  print(environment, renderer.stop(stop))
  switch (stop.is) {
    case 'invalid':
      return exitCodes.invalid
    case 'refused':
      return exitCodes.refused
    case 'locked':
      return exitCodes.locked
    case 'stale':
      return exitCodes.stale
  }
}
