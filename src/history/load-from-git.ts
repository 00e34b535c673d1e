// Reads the applied state from git, the settings in force, and what may be archived or deleted.

import type { Settings } from '../load/settings/index.ts'
import { stricterSettings } from '../load/settings/stricter-settings.ts'
import type { Workspace } from '../load/workspace.ts'
import type { Origin, PruneBlock } from '../model/index.ts'
import type { AppliedState } from '../plan/applied-state.ts'
import { findDeletionProofs } from './deletion-proof.ts'
import type { GitState, History, HistoryOptions } from './history.ts'
import {
  historyNotices,
  lockNotices,
  pruningNotices,
  rootMember,
  settingNotices,
} from './history-notices.ts'
import type { LockContext } from './lease.ts'
import { readUnfinished } from './local-applies.ts'
import { parseOverwrites, unmanagedOverwriteMatcher } from './overwrite-options.ts'
import { readOtherRecords, strictestSettings } from './read-commit.ts'
import { type GitFindings, readGit, type TargetContext } from './read-git.ts'
import { pruneBlockedReason } from './work-tree-checks.ts'

export const loadFromGit = async (
  context: TargetContext,
  workspace: Workspace,
  options: HistoryOptions,
  locks: LockContext,
): Promise<History> => {
  const found = await readGit(context, workspace, options)
  const settingsBefore = await earlierSettings(context, found)
  const settings = stricterSettings(settingsBefore, workspace.settings, context.targetName)
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
  const gitState = await gitStateOf(context, found, locks)
  return {
    settings,
    notices: [
      ...lockNotices(gitState),
      ...historyNotices(context.own, found),
      ...settingNotices(settingsBefore, found.appliedDefinitions, workspace, context.targetName),
      ...(settings.prune !== 'off' && isAnyRemoved(found, workspace)
        ? pruningNotices(pruneBlock)
        : []),
    ],
    ...(found.applied && { appliedAt: found.applied.at }),
    gitState,
    ...(found.formerRecords && { formerRecords: found.formerRecords }),
    appliedState: {
      base: found.appliedDefinitions.desired,
      ...(found.behind !== undefined && { isBehind: true as const }),
      onDrift: settings.onDrift,
      ...overwritesOf(found, workspace, options),
      prunePolicy,
    },
    origin: originOf(context, found, options),
    committed: found.committed,
  }
}

const earlierSettings = async (
  { own, readCommit, repository }: TargetContext,
  { appliedDefinitions, formerRecords }: GitFindings,
): Promise<Settings | undefined> => {
  const others = async () => [
    ...(await readOtherRecords(repository, own)),
    ...(formerRecords?.fitting ?? []),
  ]
  return appliedDefinitions.settings ?? strictestSettings(await others(), readCommit)
}

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

const gitStateOf = async (
  { readCommit, repository, target }: TargetContext,
  { applied, appliedDefinitions, commit, recorded, refusals, unrecordable }: GitFindings,
  locks: LockContext,
): Promise<GitState> => ({
  repository,
  target,
  readCommit,
  appliedDefinitions,
  ...(applied && { applied }),
  ...(recorded && { recorded }),
  ...(await readUnfinished(repository, target, recorded, locks)),
  ...(commit && { commit }),
  ...(refusals[0] && { refusal: refusals[0] }),
  ...(unrecordable && { unrecordable }),
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
  { own }: TargetContext,
  { applied, commit, recorded }: GitFindings,
  { base }: HistoryOptions,
): Origin => ({
  ...(applied?.commit !== undefined && { base: applied.commit }),
  ...(base !== undefined && { isBaseExplicit: true as const }),
  ...rootMember(own),
  ...(recorded && { record: recorded.id }),
  ...(commit && { commit: commit.id }),
})
