// Why a command goes no further, as a value: whoever asked tells it in its own way.
import type { Diagnostic } from '../diagnostic.ts'
import type { Renderer } from '../report/renderer.ts'
import type { CommandEnvironment } from './environment.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { print } from './output.ts'

export type Stop =
  /** The files are at fault. */
  | { readonly is: 'invalid'; readonly diagnostics: readonly Diagnostic[] }
  /** Nothing was planned or written. `reason` is a sentence. */
  | { readonly is: 'refused'; readonly reason: string }

export const printStop = (
  stop: Stop,
  renderer: Pick<Renderer, 'stop'>,
  environment: CommandEnvironment,
): ExitCode => {
  print(environment, renderer.stop(stop))
  switch (stop.is) {
    case 'invalid':
      return exitCodes.invalid
    case 'refused':
      return exitCodes.refused
  }
}
