// Loads the history for a saved plan, and finds the remote that the record is pushed to.

import { UsageError } from '../core/usage-error.ts'
import type { ParseCache } from '../load/index.ts'
import { defaultTarget } from '../load/settings/select-target.ts'
import { stricterSettings } from '../load/settings/stricter-settings.ts'
import type { Workspace } from '../load/workspace.ts'
import type { Plan } from '../model/index.ts'
import type { RepositoryOpener } from '../model/repository.ts'
import { noAppliedDefinitions, readAppliedDefinitions } from './applied-definitions.ts'
import { findFormerRecord } from './former-records.ts'
import { type GitState, type History, type HistoryOptions, noOwnLeases } from './history.ts'
import { readUnfinished } from './local-applies.ts'
import { firstOption } from './overwrite-options.ts'
import { commitReader } from './read-commit.ts'
import { behindReason } from './work-tree-checks.ts'

/** The plan is fixed: its history is only needed to record the apply. */
export const loadSavedPlanHistory = async (
  root: string,
  { origin, target }: Plan,
  workspace: Workspace,
  options: HistoryOptions,
  { openRepository, wallTime }: RepositoryOpener,
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
    throw new UsageError(
      `\`${fixedOption}\` does not change a saved plan. Pass it to \`plan --out\`.`,
    )
  const withoutGit = { settings: workspace.settings, notices: [] }
  const repository =
    origin === undefined || options.emulator ? undefined : await openRepository(root)
  if (origin === undefined || repository === undefined) return withoutGit
  const madeIn = origin.root ?? ''
  if (repository.root !== madeIn)
    throw new UsageError(
      `The plan was made for ${madeIn === '' ? 'the root of the repository' : `the folder \`${madeIn}\``}. Run the command there, or pass \`-C\`.`,
    )
  const targetName = target === defaultTarget ? undefined : target
  const readCommit = commitReader(repository, target, parseCache)
  const own = { root: repository.root, target }
  const current = await repository.readApplied(target)
  const former =
    origin.record === undefined || origin.record === current?.id
      ? undefined
      : await findFormerRecord(repository, own, origin.record, current, readCommit)
  const recorded = former ?? current
  const appliedDefinitions = recorded
    ? await readAppliedDefinitions(recorded, own, own, readCommit)
    : noAppliedDefinitions
  const commit = origin.commit === undefined ? undefined : await repository.resolve(origin.commit)
  const committed = commit && (await readCommit(commit.id))
  const head = commit ?? (await repository.head())
  const behind = origin.isBaseExplicit
    ? undefined
    : await behindReason(repository, own, recorded, head)
  const locks = { now: wallTime(), ...(options.ownLeases ?? noOwnLeases) }
  return {
    settings: stricterSettings(appliedDefinitions.settings, workspace.settings, targetName),
    notices: [],
    gitState: {
      ...(behind !== undefined && { refusal: behind }),
      repository,
      target,
      readCommit,
      appliedDefinitions,
      ...(recorded && { applied: recorded, recorded }),
      ...(await readUnfinished(repository, target, recorded, locks)),
      ...(commit && { commit }),
      ...(committed && { commitDefinitions: committed.desired }),
    },
  }
}

/** Called before anything is written, so that a missing remote is found in time. */
export const requireRemote = async (
  gitState: Pick<GitState, 'repository'> | undefined,
): Promise<string> => {
  if (gitState === undefined)
    throw new UsageError(
      '`--record-base` needs a git work tree, and an apply is not recorded here.',
    )
  const remote = await gitState.repository.remote()
  if (remote === undefined)
    throw new UsageError('`--record-base` pushes to a remote, and this repository has none.')
  return remote
}
