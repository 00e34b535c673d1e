// `apply`: a fresh plan, or a saved one that still fits, carried out.
import { apply } from '../apply/index.ts'
import { isFatal } from '../diagnostic.ts'
import { systemClock, UsageError } from '../io/console-api/index.ts'
import type { Lexicon } from '../kinds/lexicon.ts'
import type { Known } from '../load/index.ts'
import type { Plan, Report } from '../model.ts'
import { planJson, reportJson } from '../report/json.ts'
import { diagnosticsText, outcomeLine, planText, reportText } from '../report/terminal.ts'
import { exitOf } from './apply-exit.ts'
import { defaultTarget } from './choose-target.ts'
import {
  type Connection,
  type ConnectionOptions,
  connectToWrite,
  type WritingConnection,
} from './connection.ts'
import { looking, printJson, reportInvalid, rootOf } from './output.ts'
import { withPlannedParts } from './parts.ts'
import { factsOf } from './plan.ts'
import { isRefused, makePlan, type PlannedRun, wordsOf } from './planning.ts'
import {
  lookAhead,
  onlyTarget,
  otherThanSaved,
  projectOf,
  settledPast,
  warehouseFaults,
} from './preflight.ts'
import { record } from './recording.ts'
import { inForce, type MemoryOptions, type Past, remember } from './remembering.ts'
import { rememberSaved, remoteFor } from './remembering-saved.ts'
import { kindsIn, movedSince, readPlan } from './saved.ts'
import { emulated, lackingIn, lackingText, vaultOf } from './secrets.ts'
import type { VeiledWorld } from './veiled.ts'
import { openWorkspace } from './workspace.ts'
import { type ExitCode, exits } from './world.ts'

export interface ApplyOptions extends ConnectionOptions, MemoryOptions {
  /** Push what was recorded. */
  readonly recordBase?: boolean
  readonly yes?: boolean
  /** Operations under way at once. */
  readonly parallelism?: number
}

export const applyCommand = async (
  file: string | undefined,
  options: ApplyOptions,
  world: VeiledWorld,
): Promise<ExitCode> => {
  if (!options.yes && (!world.isTerminal || options.format === 'json'))
    throw new UsageError('There is nobody to ask. Add `--yes` to apply without a question.')
  const read = file === undefined ? undefined : await readPlan(world.cwd, file)
  const saved = read?.plan
  const target = options.target ?? saved?.target
  const isNamed = options.target !== undefined || target !== defaultTarget
  const root = rootOf(options, world)
  const known: Known = new Map()
  const opened = await openWorkspace(root, [], { ...(isNamed && { target }), known })
  // A saved plan needs no definitions, but what the settings forbid holds for it too.
  const binding = saved
    ? opened.diagnostics.filter(({ code }) => code === 'invalid-settings')
    : opened.diagnostics
  if (isFatal(binding)) {
    reportInvalid(binding, options, world)
    return exits.invalid
  }
  if (saved !== undefined && saved.target !== opened.target?.name)
    throw new UsageError(`The plan was made for the target \`${saved.target}\`.`)
  const remembered = saved
    ? await rememberSaved(root, saved, opened, options, world, known)
    : await remember(root, opened, options, world, known)
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
    const before = await lookAhead(
      saved ? onlyTarget(workspace) : workspace,
      words,
      connection,
      options,
      world,
    )
    const { whereabouts } = connection
    const other =
      before ??
      (await otherThanSaved(read?.project, whereabouts, options, world)) ??
      stale(saved, past, world)
    if (other !== undefined) return other
    const settled = await settledPast(remembered, whereabouts, options, world)
    if (typeof settled === 'number') return settled
    if (past?.behind !== undefined) {
      world.err(`Refused: nothing was written: ${past.behind}, or name a base with \`--base\`.\n`)
      return exits.refused
    }
    const run = saved
      ? await confront(saved, words, connection)
      : await makePlan(workspace, words, connection.reader, systemClock, settled)
    const diagnostics = [
      ...(saved ? [] : workspace.diagnostics),
      ...run.diagnostics,
      ...(await warehouseFaults(run.plan, desired, words, connection.whereabouts)),
    ]
    if (isFatal(diagnostics)) {
      reportInvalid(diagnostics, options, world)
      return exits.invalid
    }
    const look = looking(options, world)
    if (diagnostics.length > 0 && options.format !== 'json')
      world.err(`${diagnosticsText(diagnostics, look)}\n\n`)
    const moved = saved ? movedSince(saved, run.live, words) : []
    if (moved.length > 0) {
      world.err(`${staleText(moved)}\n`)
      return exits.moved
    }
    const { code, report } = await carryOut(run, words, connection, options, world)
    if (report === undefined || past === undefined) return code
    const project = past.commit && (await projectOf(whereabouts))
    const { failed, said } = await record(
      past,
      past.definitions ?? desired,
      run.plan,
      report,
      project,
      remote,
    )
    for (const each of said) world.err(`${each}\n`)
    return code === exits.done && failed ? exits.failed : code
  } finally {
    await connection.close()
  }
}

/** A saved plan was made from a base: once that has moved, its verdicts are of yesterday. */
const stale = (
  saved: Plan | undefined,
  past: Past | undefined,
  world: VeiledWorld,
): ExitCode | undefined => {
  if (saved?.origin === undefined || past === undefined) return undefined
  if (saved.origin.record === past.recorded?.id) return undefined
  world.err(
    'The saved plan no longer fits: nothing was written. Something was applied since it was made. Make a new plan.\n',
  )
  return exits.moved
}

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

interface CarriedOut {
  readonly code: ExitCode
  /** Absent where nothing was tried. */
  readonly report?: Report
}

const carryOut = async (
  run: PlannedRun,
  words: Lexicon,
  connection: WritingConnection,
  options: ApplyOptions,
  world: VeiledWorld,
): Promise<CarriedOut> => {
  const look = looking(options, world)
  const facts = factsOf(run.plan, words, connection, options)
  const isText = options.format !== 'json'
  const runnable = run.plan.operations.filter(({ refused }) => refused === undefined).length
  if (isText) world.out(`${planText(run.plan, look, facts)}\n`)
  const vault = options.emulator ? emulated : vaultOf(world)
  const lacking = lackingIn(run.plan, words, vault)
  if (lacking.length > 0) {
    if (!isText) printJson(world, { plan: planJson(run.plan, facts), outcomes: [], leaks: [] })
    world.err(lackingText(lacking))
    return { code: exits.refused }
  }
  if (runnable > 0 && !options.yes) {
    const answer = await world.ask(
      `\nApply this to ${connection.source}? Only \`yes\` is taken for a yes: `,
    )
    if (answer.trim() !== 'yes') {
      world.err('Nothing was written.\n')
      return { code: exits.failed }
    }
  }
  if (runnable === 0) {
    if (!isText) printJson(world, { plan: planJson(run.plan, facts), outcomes: [], leaks: [] })
    return {
      code: isRefused(run.plan) ? exits.refused : exits.done,
      report: { outcomes: [], leaks: [] },
    }
  }
  const report = await apply(run.plan, {
    api: connection.writer,
    clock: systemClock,
    words,
    live: run.live,
    readAt: run.readAt,
    width: options.parallelism ?? 8,
    secret: vault.read,
    isInterrupted: world.noteInterrupts(),
    tell: (outcome) => {
      if (isText && !options.quiet && world.isTerminal) world.err(`${outcomeLine(outcome, look)}\n`)
    },
  })
  if (isText) world.out(`\n${reportText(report, look)}\n`)
  else printJson(world, { plan: planJson(run.plan, facts), ...reportJson(report) })
  return { code: exitOf(report), report }
}
