// `apply`: executes a new plan, or a saved plan whose resources have not changed.

import { UsageError } from '../../core/usage-error.ts'
import { noOwnLeases } from '../../history/history.ts'
import { requireRemote } from '../../history/saved-plan-history.ts'
import { systemClock } from '../../io/statsig/console-api/index.ts'
import { connectToWrite, type WriteConnection } from '../../prepare/connect-to-write.ts'
import { type PrepareOptions, withPreparedRun } from '../../prepare/index.ts'
import { recordStop } from '../../prepare/preflight.ts'
import type { Renderer } from '../../report/renderer.ts'
import type { StopResult } from '../../report/results.ts'
import type { ExitCode } from '../../session/exit-codes.ts'
import { print, rendererFor } from '../../session/output.ts'
import type { WriteEnvironment } from '../../session/write-environment.ts'
import { type ApplyCommandOptions, executePlan } from './execute.ts'
import { withLockTimeout } from './lock-timeout.ts'
import { openApplyRecord } from './record.ts'
import { applySavedPlan } from './saved-plan.ts'

export const applyCommand = async (
  file: string | undefined,
  options: ApplyCommandOptions,
  environment: WriteEnvironment,
): Promise<ExitCode> => {
  const renderer = rendererFor(options, environment)
  if (!options.yes && !environment.isTerminal)
    throw new UsageError(
      'apply cannot ask for confirmation: standard input is not a terminal. Pass `--yes`.',
    )
  if (!options.yes && !renderer.isInteractive)
    throw new UsageError(
      'apply cannot ask for confirmation: the output format is for programs. Pass `--yes`.',
    )
  return withLockTimeout(options, environment, renderer, (patientOptions, patient) =>
    file === undefined
      ? applyFreshPlan(patientOptions, renderer, patient)
      : applySavedPlan(file, patientOptions, renderer, patient),
  )
}

const applyFreshPlan = async (
  options: ApplyCommandOptions,
  renderer: Renderer,
  environment: WriteEnvironment,
): Promise<ExitCode | StopResult> => {
  const preparations = {
    connect: connectToWrite,
    stopFor: recordStop,
    stopsAtLock: true,
  } satisfies PrepareOptions<WriteConnection, WriteEnvironment>
  return withPreparedRun(options, environment, preparations, async (prepared) => {
    const { connection, diagnostics, history, run, registry, workspace } = prepared
    const { gitState } = history
    const remote = options.recordBase ? await requireRemote(gitState) : undefined
    print(environment, renderer.warnings(diagnostics))
    const { desired } = workspace
    const { leaseClock: clock = systemClock, wallTime } = environment
    const ownLeases = options.ownLeases ?? noOwnLeases
    const openRecord = () =>
      openApplyRecord({
        gitState,
        desired,
        run,
        registry,
        connection,
        remote,
        clock,
        wallTime,
        ownLeases,
      })
    return executePlan(
      { run, diagnostics, openRecord },
      registry,
      connection,
      options,
      renderer,
      environment,
    )
  })
}
