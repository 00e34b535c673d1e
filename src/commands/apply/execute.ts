// A settled plan, shown, confirmed, carried out and recorded.
import { apply } from '../../apply/index.ts'
import type { GitState, HistoryOptions } from '../../history/load-history.ts'
import { writeRecord } from '../../history/record.ts'
import { systemClock } from '../../io/statsig/console-api/index.ts'
import type { KindRegistry } from '../../kinds/registry.ts'
import type { DesiredState, Plan, Report } from '../../model.ts'
import type { ConnectionOptions, WriteConnection } from '../../prepare/connection.ts'
import type { PlannedRun } from '../../prepare/make-plan.ts'
import { planJson, reportJson } from '../../report/json.ts'
import { outcomeLine, planText, reportText } from '../../report/text/plan.ts'
import { applyExitCode, reportExitCode } from '../../session/apply-exit-code.ts'
import { type CommandEnvironment, type ExitCode, exitCodes } from '../../session/environment.ts'
import type { SecretEnvironment } from '../../session/masked-environment.ts'
import { printJson, textStyle } from '../../session/output.ts'
import {
  missingVariables,
  missingVariablesText,
  placeholderSecrets,
  secretVariablesOf,
} from '../../session/secret-variables.ts'
import { planDetails } from '../plan/index.ts'

export interface ApplyCommandOptions extends ConnectionOptions, HistoryOptions {
  /** Push what was recorded. */
  readonly recordBase?: boolean
  readonly yes?: boolean
  /** Operations under way at once. */
  readonly parallelism?: number
}

export interface ExecutionResult {
  readonly code: ExitCode
  /** Absent where nothing was tried. */
  readonly report?: Report
}

export const executePlan = async (
  run: PlannedRun,
  registry: KindRegistry,
  connection: WriteConnection,
  options: ApplyCommandOptions,
  environment: SecretEnvironment,
): Promise<ExecutionResult> => {
  const style = textStyle(options, environment)
  const details = planDetails(run.plan, registry, connection, options)
  const isText = options.format !== 'json'
  const runnable = run.plan.operations.filter(({ refusal }) => refusal === undefined).length
  if (isText) environment.writeOutput(`${planText(run.plan, style, details)}\n`)
  const secrets = options.emulator ? placeholderSecrets : secretVariablesOf(environment)
  const missing = missingVariables(run.plan, registry, secrets)
  if (missing.length > 0) {
    if (!isText)
      printJson(environment, { plan: planJson(run.plan, details), outcomes: [], leaks: [] })
    environment.writeError(missingVariablesText(missing))
    return { code: exitCodes.refused }
  }
  if (runnable > 0 && !options.yes) {
    const answer = await environment.ask(
      `\nApply this to ${connection.source}? Only \`yes\` is taken for a yes: `,
    )
    if (answer.trim() !== 'yes') {
      environment.writeError('Nothing was written.\n')
      return { code: exitCodes.failed }
    }
  }
  if (runnable === 0) {
    if (!isText)
      printJson(environment, { plan: planJson(run.plan, details), outcomes: [], leaks: [] })
    const emptyReport: Report = { outcomes: [], nonConverged: [] }
    return { code: applyExitCode(run.plan, emptyReport), report: emptyReport }
  }
  const report = await apply(run.plan, {
    api: connection.writer,
    clock: systemClock,
    registry,
    live: run.live,
    readAt: run.readAt,
    parallelism: options.parallelism ?? 8,
    readSecret: secrets.read,
    isInterrupted: environment.trackInterrupts(),
    onOutcome: (outcome) => {
      if (isText && !options.quiet && environment.isTerminal)
        environment.writeError(`${outcomeLine(outcome, style)}\n`)
    },
  })
  if (isText) environment.writeOutput(`\n${reportText(report, style)}\n`)
  else printJson(environment, { plan: planJson(run.plan, details), ...reportJson(report) })
  return { code: reportExitCode(report), report }
}

/** The code that an apply ends with once its success is recorded. */
export const recordResult = async (
  { code, report }: ExecutionResult,
  gitState: GitState | undefined,
  desired: DesiredState,
  plan: Plan,
  { projectInfo }: Pick<WriteConnection, 'projectInfo'>,
  remote: string | undefined,
  environment: Pick<CommandEnvironment, 'writeError'>,
): Promise<ExitCode> => {
  if (report === undefined || gitState === undefined) return code
  const { failed, messages } = await writeRecord(
    gitState,
    desired,
    plan,
    report,
    projectInfo,
    remote,
  )
  for (const each of messages) environment.writeError(`${each}\n`)
  return code === exitCodes.success && failed ? exitCodes.failed : code
}
