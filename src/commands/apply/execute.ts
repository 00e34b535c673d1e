// Shows a plan, asks for confirmation, executes the plan and records the apply.
import { apply } from '../../apply/index.ts'
import type { Diagnostic } from '../../core/diagnostic.ts'
import type { HistoryOptions } from '../../history/history.ts'
import { interruptedRecord, type RecordResult, unrecordedApply } from '../../history/record.ts'
import { systemClock } from '../../io/statsig/console-api/index.ts'
import type { KindRegistry } from '../../kinds/registry.ts'
import type { Report } from '../../model/index.ts'
import type { WriteConnection } from '../../prepare/connect-to-write.ts'
import type { ConnectionOptions } from '../../prepare/connection.ts'
import type { EmptyRootOptions } from '../../prepare/empty-root.ts'
import { fencedWriter, firstOf } from '../../prepare/hold-lease.ts'
import type { PlannedRun } from '../../prepare/make-plan.ts'
import { planDetails } from '../../prepare/plan-details.ts'
import type { Renderer } from '../../report/renderer.ts'
import { applyExitCode, reportExitCode } from '../../session/apply-exit-code.ts'
import type { CommandEnvironment } from '../../session/environment.ts'
import { type ExitCode, exitCodes } from '../../session/exit-codes.ts'
import type { SecretEnvironment } from '../../session/masked-environment.ts'
import { print } from '../../session/output.ts'
import {
  missingVariables,
  placeholderSecrets,
  secretVariablesOf,
} from '../../session/secret-variables.ts'
import { maxRecordMs, withinEnd } from '../../session/within-end.ts'
import { settingChangesIn } from '../../summary/counts.ts'
import type { ApplyRecord, BeginStop } from './record.ts'

export interface ApplyCommandOptions extends ConnectionOptions, EmptyRootOptions, HistoryOptions {
  /** Push the record of the apply. */
  readonly recordBase?: boolean
  readonly yes?: boolean
  /** Milliseconds to wait for another apply that is under way. */
  readonly lockTimeout?: number
  /** The maximum number of operations that run at once. */
  readonly parallelism?: number
}

/** The plan that an apply executes, with the warnings and notes about it. */
export interface ApplyInput {
  readonly run: PlannedRun
  readonly diagnostics: readonly Diagnostic[]
  /** Called once it is certain that the plan is executed. */
  readonly openRecord: () => Promise<ApplyRecord>
}

export const executePlan = async (
  { diagnostics, openRecord, run }: ApplyInput,
  registry: KindRegistry,
  connection: WriteConnection,
  options: ApplyCommandOptions,
  renderer: Renderer,
  environment: SecretEnvironment,
): Promise<ExitCode | BeginStop> => {
  const { plan } = run
  const planned = { plan, details: planDetails(plan, registry, connection, options), diagnostics }
  const runnable = plan.operations.filter(({ refusal }) => refusal === undefined).length
  print(environment, renderer.applyStart(planned))
  const secrets = options.emulator ? placeholderSecrets : secretVariablesOf(environment)
  const missing = missingVariables(plan, registry, secrets)
  if (missing.length > 0) {
    print(environment, renderer.applyEnd({ ...planned, missingVariables: missing }))
    return exitCodes.refused
  }
  const isLoosened = settingChangesIn(plan).some(({ effect }) => effect === 'loosens')
  if ((runnable > 0 || isLoosened) && !options.yes) {
    const answer = await environment.ask(
      `\nApply this plan to ${connection.source}?\nType \`yes\` to continue: `,
    )
    if (answer.trim() !== 'yes') {
      environment.writeError('Nothing was written.\n')
      return exitCodes.failed
    }
  }
  const record = await openRecord()
  if (runnable === 0) {
    const emptyReport: Report = { outcomes: [], nonConverged: [] }
    const recorded = await record.end(emptyReport)
    print(environment, renderer.applyEnd(planned))
    return endWith(applyExitCode(plan, emptyReport), recorded, environment)
  }
  const begun = await record.begin()
  if (begun && 'is' in begun) return begun
  const tracked = environment.trackInterrupts()
  const interrupts = begun ? { ...tracked, stop: firstOf(tracked.stop, begun.ended) } : tracked
  const clock = environment.clock ?? systemClock
  const counter = environment.progress.count(runnable)
  const report = await apply(plan, {
    api: begun ? fencedWriter(connection.writer, begun) : connection.writer,
    respectsReviews: connection.respectsReviews,
    clock,
    registry,
    live: run.live,
    readAt: run.readAt,
    parallelism: options.parallelism ?? 8,
    readSecret: secrets.read,
    interrupted: connection.followInterrupts(interrupts),
    onOutcome: (outcome) => {
      if (outcome.operation.refusal === undefined) counter.tick()
      if (outcome.status !== 'skipped' && !options.quiet)
        print(environment, renderer.outcome(outcome))
    },
  })
  counter.end()
  // Recorded before it is printed: the output may fail.
  const recording = async () => {
    await begun?.release()
    return record.end(report)
  }
  const recorded = await withinEnd(interrupts.end, maxRecordMs, recording(), () =>
    unrecordedApply(interruptedRecord, report),
  )
  print(environment, renderer.applyEnd({ ...planned, report }))
  return endWith(reportExitCode(report), recorded, environment)
}

const endWith = (
  code: ExitCode,
  { failed, messages }: RecordResult,
  environment: Pick<CommandEnvironment, 'writeError'>,
): ExitCode => {
  for (const each of messages) environment.writeError(`${each}\n`)
  return code === exitCodes.success && failed ? exitCodes.failed : code
}
