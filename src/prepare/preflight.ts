// Checks before a plan: that the key belongs to the project of the settings, and that the project has a warehouse
// where the definitions need one. Sends no request where no definition or setting depends on the answer.
import { type Diagnostic, error, isFatal, sortDiagnostics } from '../core/diagnostic.ts'
import { pick } from '../core/json.ts'
import { formatPointer, topLevelName } from '../core/pointer.ts'
import { warehouseOnlyPointers } from '../fields/warehouse-only.ts'
import type { History } from '../history/history.ts'
import { ApiError } from '../io/statsig/console-api/index.ts'
import type { KindName } from '../kinds/index.ts'
import { kindText } from '../kinds/kind-name.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import type { SelectedTarget } from '../load/settings/select-target.ts'
import type { Workspace } from '../load/workspace.ts'
import type { Definition, DesiredState, Operation, Plan } from '../model/index.ts'
import { recordRefusalText } from '../report/sentences/notice.ts'
import { type ProjectInfo, ReadError, type Reader } from '../resources/api.ts'
import { readProjectId } from '../resources/project-id.ts'
import type { Stop } from '../session/stop.ts'
import type { ConnectionOptions, StatsigConnection } from './connection.ts'

export interface PreflightResult {
  /** Why nothing is planned or written, as a sentence. */
  readonly refused?: string
  readonly diagnostics: readonly Diagnostic[]
}

interface PreflightConnection extends Pick<StatsigConnection, 'projectInfo'> {
  readonly reader: Pick<Reader, 'read'>
}

export const runPreflight = async (
  target: SelectedTarget | undefined,
  desired: DesiredState,
  registry: KindRegistry,
  { projectInfo, reader }: PreflightConnection,
): Promise<PreflightResult> => {
  const refused = await targetProjectMismatch(target, projectInfo)
  if (refused !== undefined) return { refused, diagnostics: [] }
  const warehouseDefinitions = [...desired.values()].filter(
    ({ kind, lifecycle }) => registry(kind).kind.projectType === 'warehouse' && !lifecycle.retired,
  )
  if (warehouseDefinitions.length === 0 || (await projectInfo.hasWarehouse()))
    return { diagnostics: [] }
  const shown = await kindsShown(new Set(warehouseDefinitions.map(({ kind }) => kind)), reader)
  const faulty = warehouseDefinitions.filter(({ kind }) => !shown.has(kind))
  return { diagnostics: sortDiagnostics(faulty.map(needsWarehouse)) }
}

/**
 * The kinds of which Statsig shows a resource. Cloud projects may have metric sources: early access to events of
 * Amplitude (weak evidence). An empty list is no proof, since a project without them may answer with one.
 */
const kindsShown = async (
  kinds: ReadonlySet<KindName>,
  { read }: Pick<Reader, 'read'>,
): Promise<ReadonlySet<KindName>> => {
  const isShown = (kind: KindName): Promise<boolean> =>
    read(new Set([kind])).then(
      ({ resources }) => resources.size > 0,
      (error: unknown) => {
        if (isRefusedRequest(error)) return false
        throw error
      },
    )
  const shown = await Promise.all(
    [...kinds].map(async (kind) => ((await isShown(kind)) ? [kind] : [])),
  )
  return new Set(shown.flat())
}

/** Whether Statsig answers 4xx for another reason than the key. */
const isRefusedRequest = (error: unknown): boolean =>
  error instanceof ReadError &&
  !error.isKeyRefused &&
  error.cause instanceof ApiError &&
  error.cause.status !== undefined &&
  error.cause.status >= 400 &&
  error.cause.status < 500

/** Runs after the plan is made: only fields that an apply would send are checked. */
export const findWarehouseFaults = async (
  { operations }: Plan,
  desired: DesiredState,
  registry: KindRegistry,
  projectInfo: ProjectInfo,
): Promise<readonly Diagnostic[]> => {
  const found = operations.flatMap((each) =>
    warehouseFieldFaults(each, registry, desired.get(each.address)),
  )
  return found.length === 0 || (await projectInfo.hasWarehouse()) ? [] : sortDiagnostics(found)
}

/** The reason to stop before a plan; `undefined` where there is none. */
export const preflightStop = async (
  { desired, diagnostics, target }: Workspace,
  registry: KindRegistry,
  connection: PreflightConnection,
  options: ConnectionOptions,
): Promise<Stop | undefined> => {
  // An embedded emulator has no project of the settings.
  const expected = options.emulator ? undefined : target
  const found = await runPreflight(expected, desired, registry, connection)
  if (found.refused !== undefined) return { is: 'refused', reason: found.refused }
  if (!isFatal(found.diagnostics)) return undefined
  return { is: 'invalid', diagnostics: [...diagnostics, ...found.diagnostics] }
}

/** The reason to stop where a saved plan was made for another project. */
export const savedProjectMismatch = async (
  project: string | undefined,
  projectInfo: ProjectInfo,
): Promise<Stop | undefined> => {
  if (project === undefined) return undefined
  const found = await readProjectId(projectInfo)
  if (found === project) return undefined
  const actual =
    found === undefined
      ? 'Statsig does not return the project id of this key'
      : `the key belongs to the project \`${found}\``
  const reason = `Refused: nothing was written. The plan was made for the project \`${project}\`, and ${actual}.`
  return { is: 'refused', reason }
}

/**
 * Stops where the record of the last apply names another project. Where Statsig does not return the project id, nothing is
 * archived or deleted.
 */
export const verifyRecordedProject = async (
  history: History,
  projectInfo: ProjectInfo,
): Promise<Stop | History> => {
  const { appliedState, notices, gitState } = history
  const expected = gitState?.applied?.project
  if (expected === undefined) return history
  const found = await readProjectId(projectInfo)
  if (found !== undefined && found !== expected) {
    const reason = `Refused: nothing was planned or written. These definitions were applied to the project \`${expected}\`, and the key belongs to the project \`${found}\`. Add a target for the other project to \`statsig.yaml\`.`
    return { is: 'refused', reason }
  }
  if (found !== undefined || appliedState === undefined || appliedState.prunePolicy.mode === 'off')
    return history
  return {
    ...history,
    appliedState: { ...appliedState, prunePolicy: { ...appliedState.prunePolicy, mode: 'off' } },
    notices: [...notices, { code: 'pruning-off', block: { code: 'project-unreadable' } }],
  }
}

/** The reason to stop before a write that git does not allow: it would undo the last apply, or could not be recorded. */
export const recordStop = ({
  gitState,
}: Pick<History, 'gitState'>): Extract<Stop, { is: 'refused' }> | undefined =>
  gitState?.refusal === undefined
    ? undefined
    : {
        is: 'refused',
        reason: `Refused: nothing was written: ${recordRefusalText(gitState.refusal)}.`,
      }

/** Drift is a difference from the last apply: without it, or from before it, nothing is known. */
export const unknownDriftStop = ({
  gitState,
}: Pick<History, 'gitState'>): Extract<Stop, { is: 'refused' }> | undefined =>
  gitState?.refusal === undefined || gitState.refusal.code === 'unrecordable'
    ? undefined
    : {
        is: 'refused',
        reason: `Refused: nothing was compared: ${recordRefusalText(gitState.refusal)}.`,
      }

/** For commands that check the project only. */
export const withoutDefinitions = (workspace: Workspace): Workspace => ({
  ...workspace,
  desired: new Map(),
})

const targetProjectMismatch = async (
  target: SelectedTarget | undefined,
  projectInfo: ProjectInfo,
): Promise<string | undefined> => {
  if (target?.project === undefined) return undefined
  const found = await projectInfo.readProjectId()
  return found === target.project
    ? undefined
    : `Refused: nothing was planned or written. In \`statsig.yaml\` the target \`${target.name}\` is the project \`${target.project}\`, and the key belongs to the project \`${found}\`.`
}

const hint = 'Delete it, or use the key of a warehouse native project.'

const needsWarehouse = ({ kind, positions }: Definition): Diagnostic =>
  error(
    'needs-warehouse',
    `Only warehouse native projects have ${kindText(kind)}s, and this one is a cloud project.`,
    { at: positions.key(''), hint },
  )

/** One diagnostic for each field that would be sent and that a cloud project does not have. */
const warehouseFieldFaults = (
  { action, at, edits, kind, members }: Operation,
  registry: KindRegistry,
  definition: Definition | undefined,
): readonly Diagnostic[] => {
  const { kind: descriptor, root } = registry(kind)
  if (descriptor.projectType === 'warehouse' || (action !== 'create' && action !== 'update'))
    return []
  const changed = new Set(edits.map(({ pointer }) => topLevelName(pointer)))
  const sentMembers = action === 'create' ? members : pick(members, (name) => changed.has(name))
  return warehouseOnlyPointers(root, sentMembers).map((pointer) =>
    error(
      'needs-warehouse',
      `Only warehouse native projects have \`${formatPointer(pointer)}\`, and this one is a cloud project.`,
      { at: definition?.positions.key(pointer) ?? at, hint },
    ),
  )
}
