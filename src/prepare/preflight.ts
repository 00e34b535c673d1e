// Before a plan: whether the key is of the project that the settings mean, and whether that project has a warehouse
// where the definitions need one. Neither is asked where nothing depends on the answer.
import { type Diagnostic, error, isFatal, sortDiagnostics } from '../diagnostic.ts'
import { warehouseOnlyPointers } from '../fields/warehouse-only.ts'
import type { History } from '../history/history.ts'
import { pick } from '../json.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import type { SelectedTarget } from '../load/settings/select-target.ts'
import type { Workspace } from '../load/workspace.ts'
import type { Definition, DesiredState, Operation, Plan } from '../model.ts'
import { formatPointer, topLevelName } from '../pointer.ts'
import { behindText } from '../report/sentences/notice.ts'
import type { ProjectInfo } from '../resources/api.ts'
import { readProjectId } from '../resources/project-id.ts'
import type { Stop } from '../session/stop.ts'
import type { ConnectionOptions, StatsigConnection } from './connection.ts'

export interface PreflightResult {
  /** Why nothing may be planned or written. */
  readonly refused?: string
  readonly diagnostics: readonly Diagnostic[]
}

export const runPreflight = async (
  target: SelectedTarget | undefined,
  desired: DesiredState,
  registry: KindRegistry,
  projectInfo: ProjectInfo,
): Promise<PreflightResult> => {
  const refused = await targetProjectMismatch(target, projectInfo)
  if (refused !== undefined) return { refused, diagnostics: [] }
  const warehouseDefinitions = [...desired.values()].filter(
    ({ kind, lifecycle }) => registry(kind).kind.projectType === 'warehouse' && !lifecycle.retired,
  )
  const hasWarehouse = warehouseDefinitions.length === 0 || (await projectInfo.hasWarehouse())
  return {
    diagnostics: hasWarehouse ? [] : sortDiagnostics(warehouseDefinitions.map(needsWarehouse)),
  }
}

/** Asked after the plan is made: what live state holds already passes as it is, and is not sent. */
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

/** What is found before there is a plan; nothing where all is well. */
export const preflightStop = async (
  { desired, diagnostics, target }: Workspace,
  registry: KindRegistry,
  { projectInfo }: Pick<StatsigConnection, 'projectInfo'>,
  options: ConnectionOptions,
): Promise<Stop | undefined> => {
  // An embedded emulator is nobody's project.
  const expected = options.emulator ? undefined : target
  const found = await runPreflight(expected, desired, registry, projectInfo)
  if (found.refused !== undefined) return { is: 'refused', reason: found.refused }
  if (!isFatal(found.diagnostics)) return undefined
  return { is: 'invalid', diagnostics: [...diagnostics, ...found.diagnostics] }
}

/** A saved plan is for the project that it was made for; nothing where it is that one. */
export const savedProjectMismatch = async (
  project: string | undefined,
  projectInfo: ProjectInfo,
): Promise<Stop | undefined> => {
  if (project === undefined) return undefined
  const found = await readProjectId(projectInfo)
  if (found === project) return undefined
  const actual = found === undefined ? 'another one that cannot be told' : `\`${found}\``
  const reason = `Refused: nothing was written. The plan was made for the project \`${project}\`, and the key is of ${actual}.`
  return { is: 'refused', reason }
}

/**
 * What was recorded was applied to one project: to any other one its changes mean nothing, and where Statsig does not say
 * which one the key is of, nothing goes.
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
    const reason = `Refused: nothing was planned or written. These definitions were applied to the project \`${expected}\`, and the key is of \`${found}\`. For another project, name a target of its own in \`statsig.yaml\`.`
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

/** Why nothing is written: what came with the commits that are missing would be undone. */
export const behindStop = ({
  gitState,
}: Pick<History, 'gitState'>): Extract<Stop, { is: 'refused' }> | undefined =>
  gitState?.behindReason === undefined
    ? undefined
    : {
        is: 'refused',
        reason: `Refused: nothing was written: ${behindText(gitState.behindReason)}, or name a base with \`--base\`.`,
      }

/** For what is not about the definitions: the project alone is looked at. */
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
    : `Refused: nothing was planned or written. The target \`${target.name}\` is the project \`${target.project}\` in \`statsig.yaml\`, and the key is of the project \`${found}\`.`
}

const hint = 'Delete it, or use the key of a warehouse native project.'

const needsWarehouse = ({ kind, positions }: Definition): Diagnostic =>
  error(
    'needs-warehouse',
    `Only warehouse native projects have ${kind.replaceAll('_', ' ')}s, and this one is a cloud project.`,
    { at: positions.key(''), hint },
  )

/** One for each place that would be sent and that a cloud project does not have. */
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
