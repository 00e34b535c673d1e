// `apply <file>`: a plan that was saved and still fits, carried out.
import { isFatal } from '../../diagnostic.ts'
import { inForce, type Past } from '../../history/load-history.ts'
import { rememberSaved, remoteFor } from '../../history/saved-plan-history.ts'
import { systemClock, UsageError } from '../../io/statsig/console-api/index.ts'
import type { Lexicon } from '../../kinds/registry.ts'
import type { Known } from '../../load/index.ts'
import { defaultTarget } from '../../load/settings/select-target.ts'
import { openWorkspace } from '../../load/workspace.ts'
import type { Plan } from '../../model.ts'
import { type Connection, connectToWrite } from '../../prepare/connection.ts'
import { type PlannedRun, wordsOf } from '../../prepare/make-plan.ts'
import { kindsIn, movedSince, readPlan } from '../../prepare/plan-file.ts'
import {
  behind,
  lookAhead,
  onlyTarget,
  otherThanSaved,
  settledPast,
  warehouseFaults,
} from '../../prepare/preflight.ts'
import { diagnosticsText } from '../../report/text/plan.ts'
import { withPlannedParts } from '../../resources/read-sub-resources.ts'
import { type ExitCode, exits } from '../../session/environment.ts'
import type { VeiledWorld } from '../../session/masked-environment.ts'
import { looking, reportInvalid, rootOf } from '../../session/output.ts'
import { tellStop } from '../../session/stop.ts'
import { type ApplyOptions, carryOut, recorded } from './execute.ts'

export const applySaved = async (
  file: string,
  options: ApplyOptions,
  world: VeiledWorld,
): Promise<ExitCode> => {
  const { plan: saved, project } = await readPlan(world.cwd, file)
  const target = options.target ?? saved.target
  const isNamed = options.target !== undefined || target !== defaultTarget
  const root = rootOf(options, world)
  const known: Known = new Map()
  const opened = await openWorkspace(root, [], { ...(isNamed && { target }), known })
  // It needs no definitions, but what the settings forbid holds for it too.
  const binding = opened.diagnostics.filter(({ code }) => code === 'invalid-settings')
  if (isFatal(binding)) {
    reportInvalid(binding, options, world)
    return exits.invalid
  }
  if (saved.target !== opened.target?.name)
    throw new UsageError(`The plan was made for the target \`${saved.target}\`.`)
  const remembered = await rememberSaved(root, saved, opened, options, world, known)
  const { past } = remembered
  const remote = options.recordBase ? await remoteFor(past) : undefined
  const workspace = inForce(opened, remembered)
  const words = wordsOf(workspace)
  const { desired, settings } = workspace
  const connection = await connectToWrite(
    options,
    { desired, reviews: settings.reviews, words },
    world,
  )
  try {
    const { whereabouts } = connection
    const other =
      (await lookAhead(onlyTarget(workspace), words, connection, options)) ??
      (await otherThanSaved(project, whereabouts))
    if (other) return tellStop(other, options, world)
    if (isStale(saved, past)) {
      world.err(
        'The saved plan no longer fits: nothing was written. Something was applied since it was made. Make a new plan.\n',
      )
      return exits.moved
    }
    const settled = await settledPast(remembered, whereabouts)
    if ('is' in settled) return tellStop(settled, options, world)
    const late = behind(remembered)
    if (late) {
      world.err(`${late.reason}\n`)
      return exits.refused
    }
    const run = await confront(saved, words, connection)
    const diagnostics = await warehouseFaults(run.plan, desired, words, whereabouts)
    if (isFatal(diagnostics)) {
      reportInvalid(diagnostics, options, world)
      return exits.invalid
    }
    if (diagnostics.length > 0 && options.format !== 'json')
      world.err(`${diagnosticsText(diagnostics, looking(options, world))}\n\n`)
    const moved = movedSince(saved, run.live, words)
    if (moved.length > 0) {
      world.err(`${staleText(moved)}\n`)
      return exits.moved
    }
    const carried = await carryOut(run, words, connection, options, world)
    const definitions = past?.definitions ?? desired
    return await recorded(carried, past, definitions, run.plan, connection, remote, world)
  } finally {
    await connection.close()
  }
}

/** A saved plan was made from a base: once that has moved, its verdicts are of yesterday. */
const isStale = ({ origin }: Plan, past: Past | undefined): boolean =>
  origin !== undefined && past !== undefined && origin.record !== past.recorded?.id

const confront = async (
  plan: Plan,
  words: Lexicon,
  { reader }: Connection,
): Promise<PlannedRun> => {
  const readAt = systemClock.now()
  const named = plan.operations.map(({ address }) => address)
  const read = await reader.read(kindsIn(plan, words), undefined, named)
  const live = await withPlannedParts(read, plan, reader)
  return { plan, live, readAt, diagnostics: [] }
}

const staleText = (moved: readonly { readonly address: string }[]): string => {
  const addresses = [...new Set(moved.map(({ address }) => address))]
  return [
    'The saved plan no longer fits: nothing was written. These have changed in Statsig since it was made:',
    ...addresses.slice(0, 20).map((address) => `  ${address}`),
    ...(addresses.length > 20 ? [`  and ${addresses.length - 20} more`] : []),
    'Make a new plan.',
  ].join('\n')
}
