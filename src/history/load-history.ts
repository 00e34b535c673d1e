// Loads what git knows about earlier applies: from the record, from `--base`, or not at all.

import { UsageError } from '../core/usage-error.ts'
import type { ParseCache } from '../load/index.ts'
import { defaultTarget } from '../load/settings/select-target.ts'
import { stricterSettings } from '../load/settings/stricter-settings.ts'
import type { Workspace } from '../load/workspace.ts'
import { GitError, type OpenRepository, type RepositoryOpener } from '../model/repository.ts'
import { findPlace, noAppliedDefinitions, withRecordedIds } from './applied-definitions.ts'
import { type History, type HistoryOptions, noOwnLeases } from './history.ts'
import { settingNotices } from './history-notices.ts'
import type { LockContext } from './lease.ts'
import { loadFromGit } from './load-from-git.ts'
import { readUnfinished } from './local-applies.ts'
import { firstOption } from './overwrite-options.ts'
import { type TargetContext, targetContext } from './read-git.ts'
import { differingFiles, findUnrecordable } from './unrecordable.ts'

export const loadHistory = async (
  root: string,
  workspace: Workspace,
  options: HistoryOptions,
  { openRepository, wallTime }: RepositoryOpener,
  parseCache: ParseCache,
): Promise<History> => {
  if (options.twoWay && options.base !== undefined)
    throw new UsageError('`--two-way` and `--base` exclude each other. Pass one of them.')
  const locks = { now: wallTime(), ...(options.ownLeases ?? noOwnLeases) }
  const withoutGit = () => withoutHistory(workspace, options)
  // An embedded emulator is a new project: nothing was applied to it.
  if (options.emulator) return withoutGit()
  if (options.twoWay)
    return loadRecordOnly(withoutGit(), root, workspace, openRepository, parseCache, locks)
  const repository = await openRepository(root)
  if (repository === undefined) return withoutGit()
  return loadFromGit(targetContext(repository, workspace, parseCache), workspace, options, locks)
}

/** The workspace with the ids at the last apply and with the settings in force: a setting that a change loosens is in force after the next apply. */
export const effectiveWorkspace = (
  { target, ...workspace }: Workspace,
  { appliedState, gitState, settings }: Pick<History, 'appliedState' | 'gitState' | 'settings'>,
): Workspace => {
  const { project, ...selected } = target ?? { name: defaultTarget }
  const projectId = settings.targets[selected.name]?.project ?? project
  return {
    ...workspace,
    // Without an applied state the files are compared with Statsig alone.
    ...(appliedState && {
      desired: withRecordedIds(workspace.desired, gitState?.applied?.ids),
    }),
    settings,
    ...(target && {
      target: { ...selected, ...(projectId !== undefined && { project: projectId }) },
    }),
  }
}

const withoutHistory = ({ settings }: Workspace, options: HistoryOptions): History => {
  const ignoredOption = firstOption({ ...options }, [
    'base',
    'overwrite',
    'overwriteUnmanaged',
    'allowPrune',
  ])
  if (ignoredOption !== undefined)
    throw new UsageError(
      `\`${ignoredOption}\` needs the record of the last apply, and this mode reads none (no git, \`--two-way\` or \`--emulator\`): every difference is changed to what the files say.`,
    )
  return { settings, notices: [] }
}

/** For `--two-way`: the plan does not use the record, and an apply writes it where git allows that. */
const loadRecordOnly = async (
  withoutGit: History,
  root: string,
  workspace: Workspace,
  openRepository: OpenRepository,
  parseCache: ParseCache,
  locks: LockContext,
): Promise<History> => {
  try {
    const repository = await openRepository(root)
    if (repository === undefined) return withoutGit
    return await readRecordOnly(targetContext(repository, workspace, parseCache), workspace, locks)
  } catch (error) {
    if (error instanceof GitError) return withoutGit
    throw error
  }
}

const readRecordOnly = async (
  { own, readCommit, repository, target, targetName }: TargetContext,
  workspace: Workspace,
  locks: LockContext,
): Promise<History> => {
  const [recorded, head] = await Promise.all([repository.readApplied(target), repository.head()])
  const differing = head ? await differingFiles(head, workspace, readCommit) : []
  const commit = differing.length === 0 ? head : undefined
  const unrecordable = head && (await findUnrecordable(repository, head, differing))
  const applied = recorded?.commit
  const { desired = new Map(), settings: settingsBefore } =
    recorded === undefined || applied === undefined
      ? {}
      : await readCommit(applied, await findPlace(recorded, own, readCommit))
  return {
    settings: stricterSettings(settingsBefore, workspace.settings, targetName),
    notices: settingNotices(settingsBefore, { desired }, workspace, targetName),
    gitState: {
      repository,
      target,
      readCommit,
      appliedDefinitions: noAppliedDefinitions,
      ...(recorded && { applied: recorded, recorded }),
      ...(await readUnfinished(repository, target, recorded, locks)),
      ...(commit && { commit }),
      ...(unrecordable && { unrecordable }),
    },
  }
}
