// Loads, connects, checks and plans: the same steps for `plan`, `apply`, `drift` and the GitHub Action.
import { type Diagnostic, isFatal, sortDiagnostics } from '../core/diagnostic.ts'
import { chooseFormerRecord } from '../history/former-records.ts'
import type { History, HistoryOptions } from '../history/history.ts'
import { effectiveWorkspace, loadHistory } from '../history/load-history.ts'
import { findSharedDefinitions } from '../history/shared-definitions.ts'
import { systemClock } from '../io/statsig/console-api/index.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import type { ParseCache } from '../load/index.ts'
import { registryFor, type Workspace } from '../load/workspace.ts'
import type { RecordName } from '../model/record-name.ts'
import type { AppliedState } from '../plan/applied-state.ts'
import type { ProjectInfo } from '../resources/api.ts'
import { type AuditPosition, readAuditPosition } from '../resources/audit-position.ts'
import { readProjectId } from '../resources/project-id.ts'
import type { CommandEnvironment } from '../session/environment.ts'
import { openWorkspace } from '../session/open-workspace.ts'
import { resolveRoot } from '../session/output.ts'
import type { Stop } from '../session/stop.ts'
import type { ConnectionContext, ConnectionOptions, StatsigConnection } from './connection.ts'
import { type EmptyRootOptions, emptyRootFaults } from './empty-root.ts'
import { lockedStop } from './lock-stop.ts'
import { makePlan, type PlannedRun } from './make-plan.ts'
import { findWarehouseFaults, preflightStop, verifyRecordedProject } from './preflight.ts'
import { withRequiredReviews } from './require-reviews.ts'

export interface PreparedRun<C extends StatsigConnection> {
  readonly root: string
  readonly workspace: Workspace
  readonly history: History
  readonly registry: KindRegistry
  readonly connection: C
  readonly run: PlannedRun
  /** Absent where it was not asked for, or the audit log cannot be read. */
  readonly auditPosition: AuditPosition | undefined
  /** Warnings and notes. */
  readonly diagnostics: readonly Diagnostic[]
}

export interface PrepareOptions<C extends StatsigConnection, W extends CommandEnvironment> {
  readonly connect: (
    options: ConnectionOptions,
    context: ConnectionContext,
    environment: W,
  ) => Promise<C>
  /** Replaces the applied state that git has. */
  readonly appliedStateFor?: (history: History, workspace: Workspace) => AppliedState | undefined
  /** Stops while another apply is under way, before Statsig is read. */
  readonly stopsAtLock?: boolean
  /** Stops before the plan is made. */
  readonly stopFor?: (history: History) => Stop | undefined
  /** Remembers how far the audit log went before live state is read. */
  readonly marksAuditPosition?: boolean
  /** Redacts faults that name values which are only in Statsig. */
  readonly redactFaults?: (
    inputs: PlanInputs,
    faults: readonly Diagnostic[],
  ) => readonly Diagnostic[]
}

/** The record of a former root or target that the run continues. Settings count as before: the first load has them all. */
const formerRecordOf = async (
  { formerRecords }: History,
  projectInfo: ProjectInfo,
): Promise<RecordName | undefined> =>
  formerRecords === undefined || formerRecords.fitting.length === 0
    ? undefined
    : chooseFormerRecord(formerRecords, await readProjectId(projectInfo))?.name

/** The applied state that the plan was made from. */
const withResolvedState = (history: History, { appliedState }: PlannedRun): History =>
  history.appliedState && appliedState ? { ...history, appliedState } : history

/** The inputs of a plan. */
export type PlanInputs = Pick<PreparedRun<StatsigConnection>, 'history' | 'run' | 'workspace'>

/** Closes the connection after the work. */
export const withPreparedRun = async <C extends StatsigConnection, W extends CommandEnvironment, T>(
  options: ConnectionOptions & HistoryOptions & EmptyRootOptions,
  environment: W,
  {
    connect,
    appliedStateFor,
    marksAuditPosition,
    stopFor,
    stopsAtLock,
    redactFaults,
  }: PrepareOptions<C, W>,
  work: (ready: PreparedRun<C>) => Promise<T>,
): Promise<Stop | T> => {
  const root = resolveRoot(options, environment)
  const parseCache: ParseCache = new Map()
  const opened = await openWorkspace(root, [], { target: options.target, parseCache })
  const empty = await emptyRootFaults(root, opened, options, environment)
  const found = sortDiagnostics([...opened.diagnostics, ...empty])
  if (isFatal(found)) return { is: 'invalid', diagnostics: found }
  const first = await loadHistory(root, opened, options, environment, parseCache)
  const lock = stopsAtLock ? first.gitState?.lock : undefined
  if (lock) return lockedStop(lock)
  const registry = registryFor(opened)
  const connection = await connect(
    options,
    {
      desired: opened.desired,
      reviews: effectiveWorkspace(opened, first).settings.reviews,
      registry,
    },
    environment,
  )
  try {
    const { projectInfo } = connection
    const stop = await preflightStop(
      effectiveWorkspace(opened, first),
      registry,
      connection,
      options,
    )
    if (stop) return stop
    const formerRecord = await formerRecordOf(first, projectInfo)
    const loaded =
      formerRecord === undefined
        ? first
        : await loadHistory(root, opened, { ...options, formerRecord }, environment, parseCache)
    const workspace = effectiveWorkspace(opened, loaded)
    const { desired } = workspace
    const history = await verifyRecordedProject(loaded, projectInfo)
    if ('is' in history) return history
    const refusal = stopFor?.(history)
    if (refusal) return refusal
    const shared =
      history.gitState === undefined
        ? []
        : await findSharedDefinitions(history.gitState, workspace, () => readProjectId(projectInfo))
    if (isFatal(shared))
      return { is: 'invalid', diagnostics: [...workspace.diagnostics, ...shared] }
    const appliedState = appliedStateFor
      ? appliedStateFor(history, workspace)
      : history.appliedState
    const auditPosition = marksAuditPosition
      ? await readAuditPosition(connection.reader)
      : undefined
    const planned = await makePlan(
      workspace,
      registry,
      connection.reader,
      environment.clock ?? systemClock,
      {
        ...history,
        ...(appliedState && { appliedState }),
      },
    )
    const { reviews } = workspace.settings
    const run = await withRequiredReviews(
      planned,
      { desired, registry, reviews },
      connection.reader,
    )
    const diagnostics = [
      ...found,
      ...run.diagnostics,
      ...(await findWarehouseFaults(run.plan, desired, registry, projectInfo)),
    ]
    if (isFatal(diagnostics)) {
      const redacted = redactFaults?.({ history, run, workspace }, diagnostics) ?? diagnostics
      return { is: 'invalid', diagnostics: redacted }
    }
    return await work({
      root,
      workspace,
      history: withResolvedState(history, run),
      registry,
      connection,
      run,
      auditPosition,
      diagnostics,
    })
  } finally {
    await connection.close()
  }
}
