// Reads the applied state from git, the settings in force, and what may be archived or deleted.

import type { ParseCache } from '../load/index.ts'
import { defaultTarget } from '../load/settings/select-target.ts'
import { type LoosenedSetting, stricterSettings } from '../load/settings/stricter-settings.ts'
import type { Workspace } from '../load/workspace.ts'
import type { Behind, Notice, Origin, PruneBlock } from '../model/index.ts'
import type { AppliedRecordCommit, Commit, GitRepository } from '../model/repository.ts'
import type { AppliedState } from '../plan/applied-state.ts'
import {
  type AppliedDefinitions,
  appliedAtBase,
  commitReader,
  noAppliedDefinitions,
  type ReadCommit,
  readAppliedDefinitions,
  strictestOtherSettings,
} from './applied-definitions.ts'
import { findDeletionProofs } from './deletion-proof.ts'
import type { GitState, History, HistoryOptions } from './history.ts'
import { parseOverwrites, unmanagedOverwriteMatcher } from './overwrite-options.ts'
import { behindReason, isAtCommit, pruneBlockedReason } from './work-tree-checks.ts'

export interface TargetContext {
  readonly repository: GitRepository
  /** The name of the target, also where the settings have no targets. */
  readonly target: string
  /** The name of the target in the settings; absent where the settings have no targets. */
  readonly targetName: string | undefined
  readonly readCommit: ReadCommit
}

export const targetContext = (
  repository: GitRepository,
  { target: selected }: Workspace,
  parseCache: ParseCache,
): TargetContext => {
  const target = selected?.name ?? defaultTarget
  const targetName = target === defaultTarget ? undefined : target
  const readCommit = commitReader(repository, targetName, parseCache)
  return { repository, target, targetName, readCommit }
}

export const loadFromGit = async (
  context: TargetContext,
  workspace: Workspace,
  options: HistoryOptions,
): Promise<History> => {
  const found = await readGit(context, workspace, options)
  const { loosened, settings } = await effectiveSettings(context, found, workspace)
  const pruneBlock = await findPruneBlock(context, found, workspace)
  const mode = pruneBlock === undefined ? settings.prune : 'off'
  const findDeletionProof = await findDeletionProofs(
    context.repository,
    found.appliedDefinitions,
    workspace.desired,
    found.head,
    mode !== 'off',
  )
  const prunePolicy = {
    mode,
    ...settings.guardrails.prune,
    ...(options.allowPrune !== undefined && { allowed: options.allowPrune }),
    findDeletionProof,
  }
  return {
    settings,
    notices: [
      ...loosened.map(pendingSettingNotice),
      ...historyNotices(context, found),
      ...(settings.prune !== 'off' && isAnyRemoved(found, workspace)
        ? pruningNotices(pruneBlock)
        : []),
    ],
    ...(found.applied && { appliedAt: found.applied.at }),
    gitState: gitStateOf(context, found, options),
    appliedState: {
      base: found.appliedDefinitions.desired,
      onDrift: settings.onDrift,
      ...overwritesOf(found, workspace, options),
      prunePolicy,
    },
    origin: originOf(context, found, options),
  }
}

/** What git says about the files and about the last apply. */
interface GitFindings {
  /** What counts as applied: the record, or the commit that `--base` names. */
  readonly applied: AppliedRecordCommit | undefined
  readonly recorded: AppliedRecordCommit | undefined
  readonly appliedDefinitions: AppliedDefinitions
  readonly head: Commit | undefined
  /** The commit whose files are in the work tree; absent where the files differ from it. */
  readonly commit: Commit | undefined
  readonly behind: Behind | undefined
}

const readGit = async (
  { readCommit, repository, target }: TargetContext,
  workspace: Workspace,
  { base }: HistoryOptions,
): Promise<GitFindings> => {
  const [recorded, head] = await Promise.all([repository.readApplied(target), repository.head()])
  const applied = base === undefined ? recorded : await appliedAtBase(repository, base, recorded)
  const [appliedDefinitions, isClean, behind] = await Promise.all([
    applied ? readAppliedDefinitions(applied, readCommit) : noAppliedDefinitions,
    head ? isAtCommit(head, workspace, readCommit) : false,
    behindReason(repository, applied, head),
  ])
  const commit = isClean ? head : undefined
  return { applied, recorded, appliedDefinitions, head, commit, behind }
}

const effectiveSettings = async (
  { readCommit, repository, target, targetName }: TargetContext,
  { appliedDefinitions }: GitFindings,
  { settings }: Workspace,
) =>
  stricterSettings(
    appliedDefinitions.settings ?? (await strictestOtherSettings(repository, target, readCommit)),
    settings,
    targetName,
  )

const findPruneBlock = async (
  { repository }: TargetContext,
  { applied, appliedDefinitions, behind, commit, head }: GitFindings,
  { desired }: Workspace,
): Promise<PruneBlock | undefined> =>
  commit === undefined
    ? { code: 'no-commit' }
    : pruneBlockedReason(repository, applied, appliedDefinitions, desired, behind, head)

const isAnyRemoved = ({ appliedDefinitions }: GitFindings, { desired }: Workspace): boolean =>
  [...appliedDefinitions.desired.keys()].some((each) => !desired.has(each))

const historyNotices = (
  { repository: { root }, target }: TargetContext,
  { applied, behind }: GitFindings,
): readonly Notice[] => [
  ...(applied === undefined
    ? [{ code: 'no-applied-state', target, ...withRoot(root) } as const]
    : []),
  ...(behind === undefined ? [] : [behind]),
]

const pruningNotices = (pruneBlock: PruneBlock | undefined): readonly Notice[] =>
  pruneBlock === undefined ? [] : [{ code: 'pruning-off', block: pruneBlock }]

const gitStateOf = (
  { repository, target }: TargetContext,
  { applied, appliedDefinitions, behind, commit, recorded }: GitFindings,
  { base }: HistoryOptions,
): GitState => ({
  repository,
  target,
  appliedDefinitions,
  ...(applied && { applied }),
  ...(recorded && { recorded }),
  ...(commit && { commit }),
  ...(behind !== undefined && base === undefined && { behindReason: behind }),
})

const overwritesOf = (
  { appliedDefinitions }: GitFindings,
  { desired }: Workspace,
  { overwrite = [], overwriteUnmanaged = [] }: HistoryOptions,
): Pick<AppliedState, 'overwrites' | 'overwritesUnmanaged'> => ({
  overwrites: parseOverwrites(overwrite, [...desired.keys(), ...appliedDefinitions.desired.keys()]),
  overwritesUnmanaged: unmanagedOverwriteMatcher(overwriteUnmanaged, desired),
})

const originOf = (
  { repository: { root } }: TargetContext,
  { applied, commit, recorded }: GitFindings,
  { base }: HistoryOptions,
): Origin => ({
  ...(applied?.commit !== undefined && { base: applied.commit }),
  ...(base !== undefined && { isBaseExplicit: true as const }),
  ...withRoot(root),
  ...(recorded && { record: recorded.id }),
  ...(commit && { commit: commit.id }),
})

const withRoot = (root: string): { readonly root?: string } => (root === '' ? {} : { root })

export const pendingSettingNotice = (loosened: LoosenedSetting): Notice => ({
  code: 'setting-pending',
  ...loosened,
})
