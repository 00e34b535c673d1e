// `apply <file>`: executes a saved plan whose resources have not changed.
import { isFatal } from '../../core/diagnostic.ts'
import { UsageError } from '../../core/usage-error.ts'
import { type GitState, noOwnLeases } from '../../history/history.ts'
import { effectiveWorkspace } from '../../history/load-history.ts'
import { loadSavedPlanHistory, requireRemote } from '../../history/saved-plan-history.ts'
import { systemClock } from '../../io/statsig/console-api/index.ts'
import type { KindRegistry } from '../../kinds/registry.ts'
import type { ParseCache } from '../../load/index.ts'
import { defaultTarget } from '../../load/settings/select-target.ts'
import { registryFor } from '../../load/workspace.ts'
import type { Operation, Plan } from '../../model/index.ts'
import { hasWritten } from '../../model/outcome.ts'
import { connectToWrite } from '../../prepare/connect-to-write.ts'
import type { StatsigConnection } from '../../prepare/connection.ts'
import { lockedStop } from '../../prepare/lock-stop.ts'
import type { PlannedRun } from '../../prepare/make-plan.ts'
import { readPlanFile, writePlanFile } from '../../prepare/plan-file.ts'
import {
  findWarehouseFaults,
  preflightStop,
  recordStop,
  savedProjectMismatch,
  verifyRecordedProject,
  withoutDefinitions,
} from '../../prepare/preflight.ts'
import { withRequiredReviews } from '../../prepare/require-reviews.ts'
import { changedSincePlan, kindsToRead } from '../../prepare/stale-plan.ts'
import type { Renderer } from '../../report/renderer.ts'
import type { StopResult } from '../../report/results.ts'
import type { Clock } from '../../resources/api.ts'
import { readEntriesAfter } from '../../resources/audit-position.ts'
import { readPlannedSubResources } from '../../resources/read-sub-resources.ts'
import { readPlannedWhole } from '../../resources/read-whole.ts'
import type { ExitCode } from '../../session/exit-codes.ts'
import { openWorkspace } from '../../session/open-workspace.ts'
import { print, resolveRoot } from '../../session/output.ts'
import { printStop } from '../../session/stop.ts'
import type { WriteEnvironment } from '../../session/write-environment.ts'
import { type ApplyCommandOptions, executePlan } from './execute.ts'
import { type ApplyRecord, openApplyRecord } from './record.ts'

export const applySavedPlan = async (
  file: string,
  options: ApplyCommandOptions,
  renderer: Renderer,
  environment: WriteEnvironment,
): Promise<ExitCode | StopResult> => {
  const planFile = await readPlanFile(environment.cwd, file)
  const { isApplied, plan: saved, project } = planFile
  if (isApplied) return printStale('applied', renderer, environment)
  const target = options.target ?? saved.target
  const isTargetNamed = options.target !== undefined || target !== defaultTarget
  const root = resolveRoot(options, environment)
  const parseCache: ParseCache = new Map()
  const opened = await openWorkspace(root, [], { ...(isTargetNamed && { target }), parseCache })
  // A saved plan needs no definitions, but the settings apply to it, too.
  const settingsFaults = opened.diagnostics.filter(({ code }) => code === 'invalid-settings')
  if (isFatal(settingsFaults))
    return printStop({ is: 'invalid', diagnostics: settingsFaults }, renderer, environment)
  if (saved.target !== opened.target?.name)
    throw new UsageError(`The plan was made for the target \`${saved.target}\`.`)
  const history = await loadSavedPlanHistory(root, saved, opened, options, environment, parseCache)
  const { gitState } = history
  if (gitState?.lock) return lockedStop(gitState.lock)
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
    if (mismatch) return printStop(mismatch, renderer, environment)
    if (isStale(saved, gitState)) return printStale('other-apply', renderer, environment)
    const verified = await verifyRecordedProject(history, projectInfo)
    if ('is' in verified) return printStop(verified, renderer, environment)
    const behind = recordStop(history)
    if (behind) return printStop(behind, renderer, environment)
    const clock = environment.clock ?? systemClock
    const run = await withRequiredReviews(
      await rereadForPlan(withoutReviews(saved), registry, connection, clock),
      { desired, registry, reviews: settings.reviews },
      connection.reader,
    )
    const diagnostics = await findWarehouseFaults(run.plan, desired, registry, projectInfo)
    if (isFatal(diagnostics))
      return printStop({ is: 'invalid', diagnostics }, renderer, environment)
    print(environment, renderer.warnings(diagnostics))
    const laterEntries = await readEntriesAfter(planFile.auditPosition, connection.reader)
    const changed = changedSincePlan(planFile, run.live, laterEntries, registry)
    if (changed.length > 0) return printStale('written-in-statsig', renderer, environment, changed)
    const writeMark = (applied: boolean) =>
      writePlanFile(environment.cwd, file, { ...planFile, isApplied: applied })
    const record = {
      gitState,
      desired: gitState?.commitDefinitions ?? desired,
      run,
      registry,
      connection,
      remote,
      clock: environment.leaseClock ?? systemClock,
      wallTime: environment.wallTime,
      ownLeases: options.ownLeases ?? noOwnLeases,
    }
    return await executePlan(
      {
        run,
        diagnostics,
        openRecord: async () => markedRecord(await openApplyRecord(record), writeMark),
      },
      registry,
      connection,
      options,
      renderer,
      environment,
    )
  } finally {
    await connection.close()
  }
}

/** The plan is marked as applied while it is, and stays so: where nothing was written, it may be tried again. */
const markedRecord = (
  record: ApplyRecord,
  writeMark: (isApplied: boolean) => Promise<void>,
): ApplyRecord => ({
  begin: async () => {
    await writeMark(true)
    const begun = await record.begin()
    // A mark that stays is safe.
    if (begun && 'is' in begun) await writeMark(false).catch(() => {})
    return begun
  },
  end: async (report) => {
    const recorded = await record.end(report)
    if (report.outcomes.length > 0 && !report.outcomes.some(hasWritten))
      await writeMark(false).catch(() => {})
    return recorded
  },
})

const printStale = (
  cause: Extract<StopResult, { is: 'stale' }>['cause'],
  renderer: Renderer,
  environment: WriteEnvironment,
  changed: readonly Operation[] = [],
): ExitCode => {
  const addresses = [...new Set(changed.map(({ address }) => address))]
  return printStop({ is: 'stale', cause, addresses }, renderer, environment)
}

/** Whether something was applied after the plan was made. */
const isStale = ({ origin }: Plan, gitState: GitState | undefined): boolean =>
  origin !== undefined && gitState !== undefined && origin.record !== gitState.recorded?.id

/** What Statsig asks to be reviewed may have changed since the plan was saved. */
const withoutReviews = (plan: Plan): Plan => ({
  ...plan,
  notices: plan.notices.filter(
    ({ code }) => code !== 'reviews-bypassed' && code !== 'reviews-left-open',
  ),
  operations: plan.operations.map(({ review: _, ...operation }) => ({
    ...operation,
    cautions: operation.cautions.filter(({ code }) => code !== 'needs-statsig-review'),
  })),
})

const rereadForPlan = async (
  plan: Plan,
  registry: KindRegistry,
  { reader }: StatsigConnection,
  { now }: Clock,
): Promise<PlannedRun> => {
  const readAt = now()
  const addressesToRead = plan.operations.map(({ address }) => address)
  const read = await reader.read(kindsToRead(plan, registry), undefined, addressesToRead)
  const live = await readPlannedSubResources(
    await readPlannedWhole(read, plan.operations, registry, reader),
    plan,
    registry,
    reader,
  )
  return { plan, live, readAt, diagnostics: [] }
}
