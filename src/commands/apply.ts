// `apply`: a fresh plan, or a saved one that still fits, carried out.
import { UsageError } from '../io/console-api/index.ts'
import { diagnosticsText } from '../report/terminal.ts'
import { applySaved } from './apply-saved.ts'
import { type ApplyOptions, carryOut, recorded } from './carrying-out.ts'
import { connectToWrite } from './connection.ts'
import { looking } from './output.ts'
import { behind } from './preflight.ts'
import { whileReady } from './ready.ts'
import { remoteFor } from './remembering-saved.ts'
import { tellStop } from './stop.ts'
import type { VeiledWorld } from './veiled.ts'
import type { ExitCode } from './world.ts'

export const applyCommand = async (
  file: string | undefined,
  options: ApplyOptions,
  world: VeiledWorld,
): Promise<ExitCode> => {
  if (!options.yes && (!world.isTerminal || options.format === 'json'))
    throw new UsageError('There is nobody to ask. Add `--yes` to apply without a question.')
  return file === undefined ? applyFresh(options, world) : applySaved(file, options, world)
}

const applyFresh = async (options: ApplyOptions, world: VeiledWorld): Promise<ExitCode> => {
  const preparations = { connect: connectToWrite, refuses: behind }
  const done = await whileReady(options, world, preparations, async (ready) => {
    const { connection, diagnostics, remembered, run, words, workspace } = ready
    const { past } = remembered
    const remote = options.recordBase ? await remoteFor(past) : undefined
    if (diagnostics.length > 0 && options.format !== 'json')
      world.err(`${diagnosticsText(diagnostics, looking(options, world))}\n\n`)
    const carried = await carryOut(run, words, connection, options, world)
    return recorded(carried, past, workspace.desired, run.plan, connection, remote, world)
  })
  return typeof done === 'number' ? done : tellStop(done, options, world)
}
