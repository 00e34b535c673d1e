// `apply`: a fresh plan, or a saved one that still fits, carried out.
import { apply } from '../apply/index.ts'
import { isFatal } from '../diagnostic.ts'
import { systemClock, UsageError } from '../io/console-api/index.ts'
import type { Lexicon } from '../kinds/lexicon.ts'
import type { Outcome, Plan, Report } from '../model.ts'
import { planJson, reportJson } from '../report/json.ts'
import { diagnosticsText, outcomeLine, planText, reportText } from '../report/terminal.ts'
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
import { lookAhead, onlyTarget, otherThanSaved, warehouseFaults } from './preflight.ts'
import { kindsIn, movedSince, readPlan } from './saved.ts'
import { emulated, lackingIn, lackingText, vaultOf } from './secrets.ts'
import type { VeiledWorld } from './veiled.ts'
import { openWorkspace } from './workspace.ts'
import { type ExitCode, exits } from './world.ts'

export interface ApplyOptions extends ConnectionOptions {
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
  const workspace = await openWorkspace(rootOf(options, world), [], isNamed ? { target } : {})
  // A saved plan needs no definitions, but what the settings forbid holds for it too.
  const binding = saved
    ? workspace.diagnostics.filter(({ code }) => code === 'invalid-settings')
    : workspace.diagnostics
  if (isFatal(binding)) {
    reportInvalid(binding, options, world)
    return exits.invalid
  }
  if (saved !== undefined && saved.target !== workspace.target?.name)
    throw new UsageError(`The plan was made for the target \`${saved.target}\`.`)
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
    const other =
      before ?? (await otherThanSaved(read?.project, connection.whereabouts, options, world))
    if (other !== undefined) return other
    const run = saved
      ? await confront(saved, words, connection)
      : await makePlan(workspace, words, connection.reader, systemClock)
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
    return await carryOut(run, words, connection, options, world)
  } finally {
    await connection.close()
  }
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

const carryOut = async (
  run: PlannedRun,
  words: Lexicon,
  connection: WritingConnection,
  options: ApplyOptions,
  world: VeiledWorld,
): Promise<ExitCode> => {
  const look = looking(options, world)
  const facts = factsOf(run.plan, words, connection)
  const isText = options.format !== 'json'
  const runnable = run.plan.operations.filter(({ refused }) => refused === undefined).length
  if (isText) world.out(`${planText(run.plan, look, facts)}\n`)
  const vault = options.emulator ? emulated : vaultOf(world)
  const lacking = lackingIn(run.plan, words, vault)
  if (lacking.length > 0) {
    if (!isText) printJson(world, { plan: planJson(run.plan, facts), outcomes: [], leaks: [] })
    world.err(lackingText(lacking))
    return exits.refused
  }
  if (runnable > 0 && !options.yes) {
    const answer = await world.ask(
      `\nApply this to ${connection.source}? Only \`yes\` is taken for a yes: `,
    )
    if (answer.trim() !== 'yes') {
      world.err('Nothing was written.\n')
      return exits.failed
    }
  }
  if (runnable === 0) {
    if (!isText) printJson(world, { plan: planJson(run.plan, facts), outcomes: [], leaks: [] })
    return isRefused(run.plan) ? exits.refused : exits.done
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
  return exitOf(report)
}

export const exitOf = ({ leaks, outcomes, unverified }: Report): ExitCode => {
  const wrote = outcomes.some(hasWritten)
  const fates = new Map(outcomes.map((outcome) => [outcome.operation.id, outcome]))
  const isComplete = outcomes.every(
    (outcome) => outcome.status === 'done' || isAwaiting(outcome, fates),
  )
  if (isComplete) return leaks.length > 0 || unverified !== undefined ? exits.failed : exits.done
  if (wrote) return exits.unfinished
  if (outcomes.some(({ operation }) => operation.refused !== undefined)) return exits.refused
  return outcomes.some((outcome) => outcome.status === 'failed' && outcome.moved)
    ? exits.moved
    : exits.failed
}

const hasWritten = (outcome: Outcome): boolean =>
  (outcome.status === 'done' && outcome.wrote !== 'no') ||
  outcome.status === 'waiting' ||
  (outcome.status === 'failed' && outcome.wrote !== 'no')

/** Waits for a review, or for nothing but operations that do. */
const isAwaiting = (outcome: Outcome, fates: ReadonlyMap<string, Outcome>): boolean => {
  if (outcome.status === 'waiting') return true
  const { operation, status } = outcome
  if (status !== 'skipped' || operation.refused !== undefined) return false
  const open = operation.after
    .flatMap((id) => fates.get(id) ?? [])
    .filter((before) => before.status !== 'done')
  return open.length > 0 && open.every((before) => isAwaiting(before, fates))
}
