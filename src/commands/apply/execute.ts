// A settled plan, shown, confirmed, carried out and recorded.
import { apply } from '../../apply/index.ts'
import type { MemoryOptions, Past } from '../../history/load-history.ts'
import { record } from '../../history/record.ts'
import { systemClock } from '../../io/statsig/console-api/index.ts'
import type { Lexicon } from '../../kinds/registry.ts'
import type { Desired, Plan, Report } from '../../model.ts'
import type { ConnectionOptions, WritingConnection } from '../../prepare/connection.ts'
import type { PlannedRun } from '../../prepare/make-plan.ts'
import { planJson, reportJson } from '../../report/json.ts'
import { outcomeLine, planText, reportText } from '../../report/text/plan.ts'
import { exitAfter, exitOf } from '../../session/apply-exit-code.ts'
import { type ExitCode, exits, type World } from '../../session/environment.ts'
import type { VeiledWorld } from '../../session/masked-environment.ts'
import { looking, printJson } from '../../session/output.ts'
import { emulated, lackingIn, lackingText, vaultOf } from '../../session/secret-variables.ts'
import { factsOf } from '../plan/index.ts'

export interface ApplyOptions extends ConnectionOptions, MemoryOptions {
  /** Push what was recorded. */
  readonly recordBase?: boolean
  readonly yes?: boolean
  /** Operations under way at once. */
  readonly parallelism?: number
}

export interface CarriedOut {
  readonly code: ExitCode
  /** Absent where nothing was tried. */
  readonly report?: Report
}

export const carryOut = async (
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
    const nothing: Report = { outcomes: [], leaks: [] }
    return { code: exitAfter(run.plan, nothing), report: nothing }
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

/** The code that an apply ends with once its success is recorded. */
export const recorded = async (
  { code, report }: CarriedOut,
  past: Past | undefined,
  desired: Desired,
  plan: Plan,
  { whereabouts }: Pick<WritingConnection, 'whereabouts'>,
  remote: string | undefined,
  world: Pick<World, 'err'>,
): Promise<ExitCode> => {
  if (report === undefined || past === undefined) return code
  const { failed, said } = await record(past, desired, plan, report, whereabouts, remote)
  for (const each of said) world.err(`${each}\n`)
  return code === exits.done && failed ? exits.failed : code
}
