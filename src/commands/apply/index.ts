// `apply`: a fresh plan, or a saved one that still fits, carried out.

import { remoteFor } from '../../history/saved-plan-history.ts'
import { UsageError } from '../../io/statsig/console-api/index.ts'
import { connectToWrite } from '../../prepare/connection.ts'
import { whileReady } from '../../prepare/index.ts'
import { behind } from '../../prepare/preflight.ts'
import { diagnosticsText } from '../../report/text/plan.ts'
import type { ExitCode } from '../../session/environment.ts'
import type { VeiledWorld } from '../../session/masked-environment.ts'
import { looking } from '../../session/output.ts'
import { tellStop } from '../../session/stop.ts'
import { type ApplyOptions, carryOut, recorded } from './execute.ts'
import { applySaved } from './saved-plan.ts'

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
