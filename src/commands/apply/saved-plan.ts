// `apply <file>`: a plan that was saved and still fits, carried out.
import { isFatal } from '../../diagnostic.ts'
import { effectiveWorkspace, type GitState } from '../../history/load-history.ts'
import { loadSavedPlanHistory, requireRemote } from '../../history/saved-plan-history.ts'
import { systemClock, UsageError } from '../../io/statsig/console-api/index.ts'
import type { KindRegistry } from '../../kinds/registry.ts'
import type { ParseCache } from '../../load/index.ts'
import { defaultTarget } from '../../load/settings/select-target.ts'
import { openWorkspace } from '../../load/workspace.ts'
import type { Plan } from '../../model.ts'
import { connectToWrite, type StatsigConnection } from '../../prepare/connection.ts'
import { type PlannedRun, registryFor } from '../../prepare/make-plan.ts'
import { changedSincePlan, kindsToRead, readPlanFile } from '../../prepare/plan-file.ts'
import {
  behindStop,
  findWarehouseFaults,
  preflightStop,
  savedProjectMismatch,
  verifyRecordedProject,
  withoutDefinitions,
} from '../../prepare/preflight.ts'
import { diagnosticsText } from '../../report/text/plan.ts'
import { readPlannedSubResources } from '../../resources/read-sub-resources.ts'
import { type ExitCode, exitCodes } from '../../session/environment.ts'
import type { SecretEnvironment } from '../../session/masked-environment.ts'
import { printInvalid, resolveRoot, textStyle } from '../../session/output.ts'
import { printStop } from '../../session/stop.ts'
import { type ApplyCommandOptions, executePlan, recordResult } from './execute.ts'

export const applySavedPlan = async (
  file: string,
  options: ApplyCommandOptions,
  environment: SecretEnvironment,
): Promise<ExitCode> => {
  const { plan: saved, project } = await readPlanFile(environment.cwd, file)
  const target = options.target ?? saved.target
  const isTargetNamed = options.target !== undefined || target !== defaultTarget
  const root = resolveRoot(options, environment)
  const parseCache: ParseCache = new Map()
  const opened = await openWorkspace(root, [], { ...(isTargetNamed && { target }), parseCache })
  // It needs no definitions, but what the settings forbid holds for it too.
  const settingsFaults = opened.diagnostics.filter(({ code }) => code === 'invalid-settings')
  if (isFatal(settingsFaults)) {
    printInvalid(settingsFaults, options, environment)
    return exitCodes.invalid
  }
  if (saved.target !== opened.target?.name)
    throw new UsageError(`The plan was made for the target \`${saved.target}\`.`)
  const history = await loadSavedPlanHistory(root, saved, opened, options, environment, parseCache)
  const { gitState } = history
  const remote = options.recordBase ? await requireRemote(gitState) : undefined
  const workspace = effectiveWorkspace(opened, history)
  const registry = registryFor(workspace)
  const { desired, settings } = workspace
  const connection = await connectToWrite(
    options,
    { desired, reviews: settings.reviews, registry },
    environment,
  )
  try {
    const { projectInfo } = connection
    const mismatch =
      (await preflightStop(withoutDefinitions(workspace), registry, connection, options)) ??
      (await savedProjectMismatch(project, projectInfo))
    if (mismatch) return printStop(mismatch, options, environment)
    if (isStale(saved, gitState)) {
      environment.writeError(
        'The saved plan no longer fits: nothing was written. Something was applied since it was made. Make a new plan.\n',
      )
      return exitCodes.stale
    }
    const verified = await verifyRecordedProject(history, projectInfo)
    if ('is' in verified) return printStop(verified, options, environment)
    const behind = behindStop(history)
    if (behind) {
      environment.writeError(`${behind.reason}\n`)
      return exitCodes.refused
    }
    const run = await rereadForPlan(saved, registry, connection)
    const diagnostics = await findWarehouseFaults(run.plan, desired, registry, projectInfo)
    if (isFatal(diagnostics)) {
      printInvalid(diagnostics, options, environment)
      return exitCodes.invalid
    }
    if (diagnostics.length > 0 && options.format !== 'json')
      environment.writeError(`${diagnosticsText(diagnostics, textStyle(options, environment))}\n\n`)
    const changed = changedSincePlan(saved, run.live, registry)
    if (changed.length > 0) {
      environment.writeError(`${staleText(changed)}\n`)
      return exitCodes.stale
    }
    const execution = await executePlan(run, registry, connection, options, environment)
    const definitions = gitState?.commitDefinitions ?? desired
    return await recordResult(
      execution,
      gitState,
      definitions,
      run.plan,
      connection,
      remote,
      environment,
    )
  } finally {
    await connection.close()
  }
}

/** A saved plan was made from a base: once that has moved, its verdicts are of yesterday. */
const isStale = ({ origin }: Plan, gitState: GitState | undefined): boolean =>
  origin !== undefined && gitState !== undefined && origin.record !== gitState.recorded?.id

const rereadForPlan = async (
  plan: Plan,
  registry: KindRegistry,
  { reader }: StatsigConnection,
): Promise<PlannedRun> => {
  const readAt = systemClock.now()
  const addressesToRead = plan.operations.map(({ address }) => address)
  const read = await reader.read(kindsToRead(plan, registry), undefined, addressesToRead)
  const live = await readPlannedSubResources(read, plan, reader)
  return { plan, live, readAt, diagnostics: [] }
}

const staleText = (changed: readonly { readonly address: string }[]): string => {
  const addresses = [...new Set(changed.map(({ address }) => address))]
  return [
    'The saved plan no longer fits: nothing was written. These have changed in Statsig since it was made:',
    ...addresses.slice(0, 20).map((address) => `  ${address}`),
    ...(addresses.length > 20 ? [`  and ${addresses.length - 20} more`] : []),
    'Make a new plan.',
  ].join('\n')
}
