// `drift`: what was changed in Statsig and not in git. Reads; with `--adopt` it writes files, and never Statsig.

import { isFatal } from '../diagnostic.ts'
import { systemClock } from '../io/console-api/index.ts'
import type { Known } from '../load/index.ts'
import type { Desired, Plan } from '../model.ts'
import type { Memory } from '../plan/memory.ts'
import { driftIn, driftJson, driftText } from '../report/drift.ts'
import { driftMarkdown } from '../report/drift-markdown.ts'
import { diagnosticsText } from '../report/terminal.ts'
import { adopt } from './adopt.ts'
import { type ConnectionOptions, connect } from './connection.ts'
import { looking, printJson, reportInvalid, rootOf } from './output.ts'
import { makePlan, wordsOf } from './planning.ts'
import { lookAhead, settledPast, warehouseFaults } from './preflight.ts'
import { inForce, type MemoryOptions, remember } from './remembering.ts'
import type { MaskedWorld } from './veiled.ts'
import { openWorkspace } from './workspace.ts'
import { type ExitCode, exits } from './world.ts'

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
  const root = rootOf(options, world)
  const known: Known = new Map()
  const opened = await openWorkspace(root, [], { target: options.target, known })
  if (isFatal(opened.diagnostics)) {
    reportInvalid(opened.diagnostics, options, world)
    return exits.invalid
  }
  const remembered = await remember(root, opened, options, world, known)
  const workspace = inForce(opened, remembered)
  const { desired, settings } = workspace
  const words = wordsOf(workspace)
  const connection = await connect(options, { desired, reviews: settings.reviews, words }, world)
  try {
    const before =
      (await lookAhead(workspace, words, connection, options, world)) ??
      (await settledPast(remembered, connection.whereabouts, options, world))
    if (typeof before === 'number') return before
    const memory = remembered.memory ?? withoutGit(desired)
    const run = await makePlan(workspace, words, connection.reader, systemClock, {
      ...remembered,
      memory,
    })
    const diagnostics = [
      ...workspace.diagnostics,
      ...run.diagnostics,
      ...(await warehouseFaults(run.plan, desired, words, connection.whereabouts)),
    ]
    if (isFatal(diagnostics)) {
      reportInvalid(diagnostics, options, world)
      return exits.invalid
    }
    const look = looking(options, world)
    if (diagnostics.length > 0 && format !== 'json')
      world.err(`${diagnosticsText(diagnostics, look)}\n\n`)
    const drift = driftIn(remembered.memory ? run.plan : undecided(run.plan), desired.size)
    if (given.adopt !== undefined) {
      const { sources } = workspace
      const around = { desired, live: run.live, memory, words, settings, sources }
      return await adopt(given.adopt, drift, around, root, options.format, world)
    }
    const source = `Compared with ${connection.source}.`
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
  } finally {
    await connection.close()
  }
}

/** Without git the files are all there is: whatever differs from them was changed in Statsig. */
const withoutGit = (desired: Desired): Memory => ({
  base: desired,
  onDrift: 'keep',
  overwrites: [],
  takesOver: () => false,
  pruning: { mode: 'off', most: 0, percent: 0, evidence: () => undefined },
})

/** Where nothing is remembered nothing is held: the next apply puts back what the files say. */
const undecided = (plan: Plan): Plan => ({
  ...plan,
  held: plan.held.map((each) => ({
    ...each,
    reason: 'differs from the file, which an apply without git puts back',
  })),
})
