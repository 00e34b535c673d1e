// Why a command goes no further, as a value: whoever asked tells it in its own way.
import type { Diagnostic } from '../diagnostic.ts'
import { type CommonOptions, type ExitCode, exits, type World } from './environment.ts'
import { printJson, reportInvalid } from './output.ts'

export type Stop =
  /** The files are at fault. */
  | { readonly is: 'invalid'; readonly diagnostics: readonly Diagnostic[] }
  /** Nothing was planned or written. `reason` is a sentence. */
  | { readonly is: 'refused'; readonly reason: string }

export const tellStop = (stop: Stop, options: CommonOptions, world: World): ExitCode => {
  switch (stop.is) {
    case 'invalid':
      reportInvalid(stop.diagnostics, options, world)
      return exits.invalid
    case 'refused':
      if (options.format === 'json') printJson(world, { version: 1, refused: stop.reason })
      else world.err(`${stop.reason}\n`)
      return exits.refused
  }
}
