// What an apply needs of git besides: for a saved plan, what it was made from; for a push, where to.

import type { ParseCache } from '../load/index.ts'
import { defaultTarget } from '../load/settings/select-target.ts'
import { stricterSettings } from '../load/settings/stricter-settings.ts'
import type { Workspace } from '../load/workspace.ts'
import type { Plan } from '../model.ts'
import type { RepositoryOpener } from '../repository.ts'
import { UsageError } from '../usage-error.ts'
import {
  commitReader,
  noAppliedDefinitions,
  readAppliedDefinitions,
} from './applied-definitions.ts'
import type { GitState, History, HistoryOptions } from './history.ts'
import { firstOption } from './overwrite-options.ts'
import { behindReason } from './work-tree-checks.ts'

/** A saved plan says all that is to be done: what is remembered is only what its success is recorded over. */
export const loadSavedPlanHistory = async (
  root: string,
  { origin, target }: Plan,
  workspace: Workspace,
  options: HistoryOptions,
  { openRepository }: RepositoryOpener,
  parseCache: ParseCache,
): Promise<History> => {
  const fixedOption = firstOption({ ...options }, [
    'base',
    'twoWay',
    'overwrite',
    'overwriteUnmanaged',
    'allowPrune',
  ])
  if (fixedOption !== undefined)
    throw new UsageError(`\`${fixedOption}\` belongs to \`plan --out\`: a saved plan is settled.`)
  const withoutGit = { settings: workspace.settings, notices: [] }
  const repository =
    origin === undefined || options.emulator ? undefined : await openRepository(root)
  if (origin === undefined || repository === undefined) return withoutGit
  const targetName = target === defaultTarget ? undefined : target
  const readCommit = commitReader(repository, targetName, parseCache)
  const recorded = await repository.readApplied(target)
  const appliedDefinitions = recorded
    ? await readAppliedDefinitions(recorded, readCommit)
    : noAppliedDefinitions
  const commit = origin.commit === undefined ? undefined : await repository.resolve(origin.commit)
  const committed = commit && (await readCommit(commit.id))
  const head = commit ?? (await repository.head())
  const behind = origin.isBaseExplicit ? undefined : await behindReason(repository, recorded, head)
  const { settings } = stricterSettings(appliedDefinitions.settings, workspace.settings, targetName)
  return {
    settings,
    notices: [],
    gitState: {
      ...(behind !== undefined && { behindReason: behind }),
      repository,
      target,
      appliedDefinitions,
      ...(recorded && { applied: recorded, recorded }),
      ...(commit && { commit }),
      ...(committed && { commitDefinitions: committed.desired }),
    },
  }
}

/** Asked before anything is written: a push without a place to go to would be found out too late. */
export const requireRemote = async (gitState: GitState | undefined): Promise<string> => {
  if (gitState === undefined)
    throw new UsageError('`--record-base` needs a git work tree: nothing is recorded here.')
  const remote = await gitState.repository.remote()
  if (remote === undefined)
    throw new UsageError('`--record-base` pushes to a remote, and this repository has none.')
  return remote
}
