// Everything up to a plan, the same for whoever shows it, carries it out or looks for drift in it.
import { type Diagnostic, isFatal } from '../diagnostic.ts'
import { inForce, type MemoryOptions, type Remembered, remember } from '../history/load-history.ts'
import { systemClock } from '../io/statsig/console-api/index.ts'
import type { Lexicon } from '../kinds/registry.ts'
import type { Known } from '../load/index.ts'
import { openWorkspace, type Workspace } from '../load/workspace.ts'
import type { Memory } from '../plan/applied-state.ts'
import type { World } from '../session/environment.ts'
import { rootOf } from '../session/output.ts'
import type { Stop } from '../session/stop.ts'
import type { Connection, ConnectionOptions, Repository } from './connection.ts'
import { makePlan, type PlannedRun, wordsOf } from './make-plan.ts'
import { lookAhead, settledPast, warehouseFaults } from './preflight.ts'

export interface Ready<C extends Connection> {
  readonly root: string
  readonly workspace: Workspace
  readonly remembered: Remembered
  readonly words: Lexicon
  readonly connection: C
  readonly run: PlannedRun
  /** Warnings and notes. */
  readonly diagnostics: readonly Diagnostic[]
}

export interface Preparations<C extends Connection, W extends World> {
  readonly connect: (options: ConnectionOptions, repository: Repository, world: W) => Promise<C>
  /** What is remembered, where it is not what git says. */
  readonly memoryOf?: (remembered: Remembered, workspace: Workspace) => Memory | undefined
  /** What keeps it from being planned. */
  readonly refuses?: (remembered: Remembered) => Stop | undefined
  /** Faults as they may be told, where they name what is in Statsig alone. */
  readonly telling?: (seen: Seen, faults: readonly Diagnostic[]) => readonly Diagnostic[]
}

/** What a plan was made from. */
export type Seen = Pick<Ready<Connection>, 'remembered' | 'run' | 'workspace'>

/** The connection is closed when the work is done. */
export const whileReady = async <C extends Connection, W extends World, T>(
  options: ConnectionOptions & MemoryOptions,
  world: W,
  { connect, memoryOf, refuses, telling }: Preparations<C, W>,
  work: (ready: Ready<C>) => Promise<T>,
): Promise<Stop | T> => {
  const root = rootOf(options, world)
  const known: Known = new Map()
  const opened = await openWorkspace(root, [], { target: options.target, known })
  if (isFatal(opened.diagnostics)) return { is: 'invalid', diagnostics: opened.diagnostics }
  const recalled = await remember(root, opened, options, world, known)
  const workspace = inForce(opened, recalled)
  const { desired, settings } = workspace
  const words = wordsOf(workspace)
  const connection = await connect(options, { desired, reviews: settings.reviews, words }, world)
  try {
    const { whereabouts } = connection
    const stop = await lookAhead(workspace, words, connection, options)
    if (stop) return stop
    const remembered = await settledPast(recalled, whereabouts)
    if ('is' in remembered) return remembered
    const refused = refuses?.(remembered)
    if (refused) return refused
    const memory = memoryOf ? memoryOf(remembered, workspace) : remembered.memory
    const run = await makePlan(workspace, words, connection.reader, systemClock, {
      ...remembered,
      ...(memory && { memory }),
    })
    const diagnostics = [
      ...workspace.diagnostics,
      ...run.diagnostics,
      ...(await warehouseFaults(run.plan, desired, words, whereabouts)),
    ]
    if (isFatal(diagnostics)) {
      const told = telling?.({ remembered, run, workspace }, diagnostics) ?? diagnostics
      return { is: 'invalid', diagnostics: told }
    }
    return await work({ root, workspace, remembered, words, connection, run, diagnostics })
  } finally {
    await connection.close()
  }
}
