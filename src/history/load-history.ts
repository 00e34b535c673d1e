// What git knows of the past, for a plan: what was applied last, whose changes win, and what may go.

import {
  type AppliedRecordCommit,
  type Commit,
  GitError,
  type GitRepository,
} from '../io/git/index.ts'
import { UsageError } from '../io/statsig/console-api/index.ts'
import type { ParseCache } from '../load/index.ts'
import type { Settings } from '../load/settings/index.ts'
import { defaultTarget } from '../load/settings/select-target.ts'
import { type LoosenedSetting, stricterSettings } from '../load/settings/stricter-settings.ts'
import type { Workspace } from '../load/workspace.ts'
import type { Behind, DesiredState, Notice, Origin, PruneBlock } from '../model.ts'
import type { AppliedState } from '../plan/applied-state.ts'
import type { CommandEnvironment } from '../session/environment.ts'
import {
  type AppliedDefinitions,
  appliedAtBase,
  commitReader,
  noAppliedDefinitions,
  readAppliedDefinitions,
  strictestOtherSettings,
} from './applied-definitions.ts'
import { findDeletionProofs } from './deletion-proof.ts'
import { firstOption, parseOverwrites, unmanagedOverwriteMatcher } from './overwrite-options.ts'
import { behindReason, isAtCommit, pruneBlockedReason } from './work-tree-checks.ts'

export interface HistoryOptions {
  readonly base?: string
  readonly twoWay?: boolean
  readonly overwrite?: readonly string[]
  readonly takeOver?: readonly string[]
  readonly allowPrune?: number
  readonly emulator?: boolean
  readonly target?: string
}

/** What a plan is made with. Without a memory the files win and git is not asked. */
export interface History {
  /** In force: the stricter of what was applied and what is proposed. */
  readonly settings: Settings
  readonly notices: readonly Notice[]
  readonly appliedState?: AppliedState
  readonly origin?: Origin
  /** When it was applied, as an ISO time; absent where nothing was. */
  readonly appliedAt?: string
  readonly gitState?: GitState
}

/** What the success of an apply is recorded over. */
export interface GitState {
  readonly repository: GitRepository
  readonly target: string
  readonly appliedDefinitions: AppliedDefinitions
  /** What the plan took for applied. */
  readonly applied?: AppliedRecordCommit
  /** What is recorded: the same, unless a person named another base. */
  readonly recorded?: AppliedRecordCommit
  /** The commit that the files are of; absent where they are of none. */
  readonly commit?: Commit
  /** The definitions at that commit, where they are not those of the files. */
  readonly commitDefinitions?: DesiredState
  /** Where the work tree does not hold what was applied. */
  readonly behindReason?: Behind
}

export const loadHistory = async (
  root: string,
  workspace: Workspace,
  options: HistoryOptions,
  environment: Pick<CommandEnvironment, 'openRepository'>,
  parseCache: ParseCache,
): Promise<History> => {
  const withoutGit = { settings: workspace.settings, notices: [] }
  if (options.twoWay && options.base !== undefined)
    throw new UsageError('`--two-way` and `--base` exclude each other: give one of the two.')
  // An embedded emulator is nobody's project: nothing was ever applied to it.
  if (options.emulator) return withoutHistory(withoutGit, options)
  if (options.twoWay)
    return loadRecordOnly(
      withoutHistory(withoutGit, options),
      root,
      workspace,
      environment,
      parseCache,
    )
  const repository = await environment.openRepository(root)
  if (repository === undefined) return withoutHistory(withoutGit, options)
  return loadFromGit(repository, workspace, options, parseCache)
}

/** The workspace as it counts: what a proposed change loosens does not count yet. */
export const effectiveWorkspace = (
  { target, ...workspace }: Workspace,
  { settings }: Pick<History, 'settings'>,
): Workspace => {
  const { project, ...selected } = target ?? { name: defaultTarget }
  const projectId = settings.targets[selected.name]?.project ?? project
  return {
    ...workspace,
    settings,
    ...(target && {
      target: { ...selected, ...(projectId !== undefined && { project: projectId }) },
    }),
  }
}

const withoutHistory = (withoutGit: History, options: HistoryOptions): History => {
  const ignoredOption = firstOption({ ...options }, ['base', 'overwrite', 'takeOver', 'allowPrune'])
  if (ignoredOption !== undefined)
    throw new UsageError(
      `\`${ignoredOption}\` is about what was applied before, and nothing is remembered here: the files win everywhere.`,
    )
  return withoutGit
}

/** The files win and git is not asked who changed what; what is applied is recorded all the same, where it can be. */
const loadRecordOnly = async (
  withoutGit: History,
  root: string,
  workspace: Workspace,
  environment: Pick<CommandEnvironment, 'openRepository'>,
  parseCache: ParseCache,
): Promise<History> => {
  try {
    const repository = await environment.openRepository(root)
    if (repository === undefined) return withoutGit
    const {
      readCommit,
      target,
      wanted: targetName,
    } = targetContext(repository, workspace, parseCache)
    const [recorded, head] = await Promise.all([repository.readApplied(target), repository.head()])
    const commit = head && (await isAtCommit(head, workspace, readCommit)) ? head : undefined
    const applied = recorded?.commit
    const previousSettings =
      applied === undefined ? undefined : (await readCommit(applied)).settings
    const { loosened, settings } = stricterSettings(
      previousSettings,
      workspace.settings,
      targetName,
    )
    return {
      settings,
      notices: loosened.map(pendingSettingNotice),
      gitState: {
        repository,
        target,
        appliedDefinitions: noAppliedDefinitions,
        ...(recorded && { applied: recorded, recorded }),
        ...(commit && { commit }),
      },
    }
  } catch (error) {
    if (error instanceof GitError) return withoutGit
    throw error
  }
}

const targetContext = (
  repository: GitRepository,
  { target }: Workspace,
  parseCache: ParseCache,
) => {
  const name = target?.name ?? defaultTarget
  const targetName = name === defaultTarget ? undefined : name
  return {
    target: name,
    wanted: targetName,
    readCommit: commitReader(repository, targetName, parseCache),
  }
}

const loadFromGit = async (
  repository: GitRepository,
  workspace: Workspace,
  options: HistoryOptions,
  parseCache: ParseCache,
): Promise<History> => {
  const {
    readCommit,
    target,
    wanted: targetName,
  } = targetContext(repository, workspace, parseCache)
  const [recorded, head] = await Promise.all([repository.readApplied(target), repository.head()])
  const applied =
    options.base === undefined ? recorded : await appliedAtBase(repository, options.base, recorded)
  const [appliedDefinitions, isClean, behind] = await Promise.all([
    applied ? readAppliedDefinitions(applied, readCommit) : noAppliedDefinitions,
    head ? isAtCommit(head, workspace, readCommit) : false,
    behindReason(repository, applied, head),
  ])
  const commit = isClean ? head : undefined
  const previousSettings =
    appliedDefinitions.settings ?? (await strictestOtherSettings(repository, target, readCommit))
  const { loosened, settings } = stricterSettings(previousSettings, workspace.settings, targetName)
  const pruneBlock: PruneBlock | undefined =
    commit === undefined
      ? { code: 'no-commit' }
      : await pruneBlockedReason(
          repository,
          applied,
          appliedDefinitions,
          workspace.desired,
          behind,
          head,
        )
  const mode = pruneBlock === undefined ? settings.prune : 'off'
  const proofFor = await findDeletionProofs(
    repository,
    appliedDefinitions,
    workspace.desired,
    head,
    mode !== 'off',
  )
  const isAnyRemoved = [...appliedDefinitions.desired.keys()].some(
    (each) => !workspace.desired.has(each),
  )
  return {
    settings,
    notices: [
      ...loosened.map(pendingSettingNotice),
      ...(applied === undefined ? [{ code: 'no-applied-state', target } as const] : []),
      ...(behind === undefined ? [] : [behind]),
      ...(pruneBlock !== undefined && settings.prune !== 'off' && isAnyRemoved
        ? [{ code: 'pruning-off', block: pruneBlock } as const]
        : []),
    ],
    ...(applied && { appliedAt: applied.at }),
    gitState: {
      repository,
      target,
      appliedDefinitions,
      ...(applied && { applied }),
      ...(recorded && { recorded }),
      ...(commit && { commit }),
      ...(behind !== undefined && options.base === undefined && { behindReason: behind }),
    },
    appliedState: {
      base: appliedDefinitions.desired,
      onDrift: settings.onDrift,
      overwrites: parseOverwrites(options.overwrite ?? [], [
        ...workspace.desired.keys(),
        ...appliedDefinitions.desired.keys(),
      ]),
      overwritesUnmanaged: unmanagedOverwriteMatcher(options.takeOver ?? [], workspace.desired),
      prunePolicy: {
        mode,
        ...settings.guardrails.prune,
        ...(options.allowPrune !== undefined && { allowed: options.allowPrune }),
        findDeletionProof: proofFor,
      },
    },
    origin: {
      ...(applied?.commit !== undefined && { base: applied.commit }),
      ...(options.base !== undefined && { isBaseExplicit: true as const }),
      ...(recorded && { record: recorded.id }),
      ...(commit && { commit: commit.id }),
    },
  }
}

const pendingSettingNotice = (loosened: LoosenedSetting): Notice => ({
  code: 'setting-pending',
  ...loosened,
})
