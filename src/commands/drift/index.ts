// `drift`: what was changed in Statsig and not in git. Reads; with `--adopt` it writes files, and never Statsig.

import type { MemoryOptions } from '../../history/load-history.ts'
import type { ConnectionOptions } from '../../prepare/connection.ts'
import { whileDrifting } from '../../prepare/detect-drift.ts'
import { driftMarkdown } from '../../report/markdown/pages/drift.ts'
import { driftJson, driftText } from '../../report/text/drift.ts'
import { diagnosticsText } from '../../report/text/plan.ts'
import { type ExitCode, exits } from '../../session/environment.ts'
import type { MaskedWorld } from '../../session/masked-environment.ts'
import { looking, printJson } from '../../session/output.ts'
import { tellStop } from '../../session/stop.ts'
import { adopt } from './adopt.ts'

export interface DriftOptions
  extends Omit<ConnectionOptions, 'format'>,
    Pick<MemoryOptions, 'base' | 'twoWay'> {
  readonly format?: 'text' | 'json' | 'markdown'
  /** `true` adopts all of it, addresses only theirs. */
  readonly adopt?: true | readonly string[]
}

export const driftCommand = async (
  { format = 'text', ...given }: DriftOptions,
  world: MaskedWorld,
): Promise<ExitCode> => {
  // Faults are for people or programs; Markdown is for a page.
  const options = { ...given, format: format === 'json' ? ('json' as const) : ('text' as const) }
  const done = await whileDrifting(
    options,
    world,
    async ({ around, diagnostics, drift, ready }) => {
      const look = looking(options, world)
      if (diagnostics.length > 0 && format !== 'json')
        world.err(`${diagnosticsText(diagnostics, look)}\n\n`)
      if (given.adopt !== undefined)
        return adopt(given.adopt, drift, around, ready.root, options.format, world)
      const source = `Compared with ${ready.connection.source}.`
      switch (format) {
        case 'json':
          printJson(world, driftJson(drift, source))
          break
        case 'markdown':
          world.out(`${driftMarkdown(drift, source)}\n`)
          break
        case 'text':
          world.out(`${driftText(drift, look, source)}\n`)
      }
      return drift.held.length + drift.conflicts.length > 0 ? exits.changes : exits.done
    },
  )
  return typeof done === 'number' ? done : tellStop(done, options, world)
}
