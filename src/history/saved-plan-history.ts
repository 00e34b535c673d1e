// What an apply needs of git besides: for a saved plan, what it was made from; for a push, where to.
import { UsageError } from '../io/statsig/console-api/index.ts'
import type { Known } from '../load/index.ts'
import { defaultTarget } from '../load/settings/select-target.ts'
import { stricter } from '../load/settings/stricter-settings.ts'
import type { Workspace } from '../load/workspace.ts'
import type { Plan } from '../model.ts'
import type { World } from '../session/environment.ts'
import { basesOf, nothingApplied, readingThen } from './applied-definitions.ts'
import type { MemoryOptions, Past, Remembered } from './load-history.ts'
import { firstGiven } from './overwrite-options.ts'
import { behindWhat } from './work-tree-checks.ts'

/** A saved plan says all that is to be done: what is remembered is only what its success is recorded over. */
export const rememberSaved = async (
  root: string,
  { origin, target }: Plan,
  workspace: Workspace,
  options: MemoryOptions,
  { repositoryAt }: Pick<World, 'repositoryAt'>,
  known: Known,
): Promise<Remembered> => {
  const settled = firstGiven({ ...options }, [
    'base',
    'twoWay',
    'overwrite',
    'takeOver',
    'allowPrune',
  ])
  if (settled !== undefined)
    throw new UsageError(`\`${settled}\` belongs to \`plan --out\`: a saved plan is settled.`)
  const plain = { settings: workspace.settings, notices: [] }
  const repository = origin === undefined || options.emulator ? undefined : await repositoryAt(root)
  if (origin === undefined || repository === undefined) return plain
  const named = target === defaultTarget ? undefined : target
  const at = readingThen(repository, named, known)
  const recorded = await repository.applied(target)
  const bases = recorded ? await basesOf(recorded, at) : nothingApplied
  const commit = origin.commit === undefined ? undefined : await repository.resolve(origin.commit)
  const then = commit && (await at(commit.id))
  const head = commit ?? (await repository.head())
  const behind = origin.isNamed ? undefined : await behindWhat(repository, recorded, head)
  const { settings } = stricter(bases.settings, workspace.settings, named)
  return {
    settings,
    notices: [],
    past: {
      ...(behind !== undefined && { behind }),
      repository,
      target,
      bases,
      ...(recorded && { applied: recorded, recorded }),
      ...(commit && { commit }),
      ...(then && { definitions: then.desired }),
    },
  }
}

/** Asked before anything is written: a push without a place to go to would be found out too late. */
export const remoteFor = async (past: Past | undefined): Promise<string> => {
  if (past === undefined)
    throw new UsageError('`--record-base` needs a git work tree: nothing is recorded here.')
  const remote = await past.repository.remote()
  if (remote === undefined)
    throw new UsageError('`--record-base` pushes to a remote, and this repository has none.')
  return remote
}
