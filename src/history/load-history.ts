// What git knows of the past, for a plan: what was applied last, whose changes win, and what may go.

import { type Applied, type Commit, GitTrouble, type Repository } from '../io/git/index.ts'
import { UsageError } from '../io/statsig/console-api/index.ts'
import type { Known } from '../load/index.ts'
import type { Settings } from '../load/settings/index.ts'
import { defaultTarget } from '../load/settings/select-target.ts'
import { type Loosened, stricter } from '../load/settings/stricter-settings.ts'
import type { Workspace } from '../load/workspace.ts'
import type { Behind, Desired, Notice, Origin, PruningDoubt } from '../model.ts'
import type { Memory } from '../plan/applied-state.ts'
import type { World } from '../session/environment.ts'
import {
  type Bases,
  basesOf,
  namedBase,
  nothingApplied,
  readingThen,
  settingsElsewhere,
} from './applied-definitions.ts'
import { evidenceFor } from './deletion-proof.ts'
import { firstGiven, overwritesIn, takerOver } from './overwrite-options.ts'
import { behindWhat, isOf, whyNothingGoes } from './work-tree-checks.ts'

export interface MemoryOptions {
  readonly base?: string
  readonly twoWay?: boolean
  readonly overwrite?: readonly string[]
  readonly takeOver?: readonly string[]
  readonly allowPrune?: number
  readonly emulator?: boolean
  readonly target?: string
}

/** What a plan is made with. Without a memory the files win and git is not asked. */
export interface Remembered {
  /** In force: the stricter of what was applied and what is proposed. */
  readonly settings: Settings
  readonly notices: readonly Notice[]
  readonly memory?: Memory
  readonly origin?: Origin
  /** When it was applied, as an ISO time; absent where nothing was. */
  readonly since?: string
  readonly past?: Past
}

/** What the success of an apply is recorded over. */
export interface Past {
  readonly repository: Repository
  readonly target: string
  readonly bases: Bases
  /** What the plan took for applied. */
  readonly applied?: Applied
  /** What is recorded: the same, unless a person named another base. */
  readonly recorded?: Applied
  /** The commit that the files are of; absent where they are of none. */
  readonly commit?: Commit
  /** The definitions at that commit, where they are not those of the files. */
  readonly definitions?: Desired
  /** Where the work tree does not hold what was applied. */
  readonly behind?: Behind
}

export const remember = async (
  root: string,
  workspace: Workspace,
  options: MemoryOptions,
  world: Pick<World, 'repositoryAt'>,
  known: Known,
): Promise<Remembered> => {
  const plain = { settings: workspace.settings, notices: [] }
  if (options.twoWay && options.base !== undefined)
    throw new UsageError('`--two-way` and `--base` exclude each other: give one of the two.')
  // An embedded emulator is nobody's project: nothing was ever applied to it.
  if (options.emulator) return withoutPast(plain, options)
  if (options.twoWay)
    return onlyToRecord(withoutPast(plain, options), root, workspace, world, known)
  const repository = await world.repositoryAt(root)
  if (repository === undefined) return withoutPast(plain, options)
  return recall(repository, workspace, options, known)
}

/** The workspace as it counts: what a proposed change loosens does not count yet. */
export const inForce = (
  { target, ...workspace }: Workspace,
  { settings }: Pick<Remembered, 'settings'>,
): Workspace => {
  const { project, ...chosen } = target ?? { name: defaultTarget }
  const meant = settings.targets[chosen.name]?.project ?? project
  return {
    ...workspace,
    settings,
    ...(target && { target: { ...chosen, ...(meant !== undefined && { project: meant }) } }),
  }
}

const withoutPast = (plain: Remembered, options: MemoryOptions): Remembered => {
  const vain = firstGiven({ ...options }, ['base', 'overwrite', 'takeOver', 'allowPrune'])
  if (vain !== undefined)
    throw new UsageError(
      `\`${vain}\` is about what was applied before, and nothing is remembered here: the files win everywhere.`,
    )
  return plain
}

/** The files win and git is not asked who changed what; what is applied is recorded all the same, where it can be. */
const onlyToRecord = async (
  plain: Remembered,
  root: string,
  workspace: Workspace,
  world: Pick<World, 'repositoryAt'>,
  known: Known,
): Promise<Remembered> => {
  try {
    const repository = await world.repositoryAt(root)
    if (repository === undefined) return plain
    const { at, target, wanted } = placeOf(repository, workspace, known)
    const [recorded, head] = await Promise.all([repository.applied(target), repository.head()])
    const commit = head && (await isOf(head, workspace, at)) ? head : undefined
    const applied = recorded?.commit
    const before = applied === undefined ? undefined : (await at(applied)).settings
    const { loosened, settings } = stricter(before, workspace.settings, wanted)
    return {
      settings,
      notices: loosened.map(notYet),
      past: {
        repository,
        target,
        bases: nothingApplied,
        ...(recorded && { applied: recorded, recorded }),
        ...(commit && { commit }),
      },
    }
  } catch (error) {
    if (error instanceof GitTrouble) return plain
    throw error
  }
}

const placeOf = (repository: Repository, { target }: Workspace, known: Known) => {
  const name = target?.name ?? defaultTarget
  const wanted = name === defaultTarget ? undefined : name
  return { target: name, wanted, at: readingThen(repository, wanted, known) }
}

const recall = async (
  repository: Repository,
  workspace: Workspace,
  options: MemoryOptions,
  known: Known,
): Promise<Remembered> => {
  const { at, target, wanted } = placeOf(repository, workspace, known)
  const [recorded, head] = await Promise.all([repository.applied(target), repository.head()])
  const applied =
    options.base === undefined ? recorded : await namedBase(repository, options.base, recorded)
  const [bases, isClean, behind] = await Promise.all([
    applied ? basesOf(applied, at) : nothingApplied,
    head ? isOf(head, workspace, at) : false,
    behindWhat(repository, applied, head),
  ])
  const commit = isClean ? head : undefined
  const before = bases.settings ?? (await settingsElsewhere(repository, target, at))
  const { loosened, settings } = stricter(before, workspace.settings, wanted)
  const why: PruningDoubt | undefined =
    commit === undefined
      ? { code: 'no-commit' }
      : await whyNothingGoes(repository, applied, bases, workspace.desired, behind, head)
  const mode = why === undefined ? settings.prune : 'off'
  const evidence = await evidenceFor(repository, bases, workspace.desired, head, mode !== 'off')
  const isAnyGone = [...bases.desired.keys()].some((each) => !workspace.desired.has(each))
  return {
    settings,
    notices: [
      ...loosened.map(notYet),
      ...(applied === undefined ? [{ code: 'nothing-recorded', target } as const] : []),
      ...(behind === undefined ? [] : [behind]),
      ...(why !== undefined && settings.prune !== 'off' && isAnyGone
        ? [{ code: 'pruning-off', because: why } as const]
        : []),
    ],
    ...(applied && { since: applied.at }),
    past: {
      repository,
      target,
      bases,
      ...(applied && { applied }),
      ...(recorded && { recorded }),
      ...(commit && { commit }),
      ...(behind !== undefined && options.base === undefined && { behind }),
    },
    memory: {
      base: bases.desired,
      onDrift: settings.onDrift,
      overwrites: overwritesIn(options.overwrite ?? [], [
        ...workspace.desired.keys(),
        ...bases.desired.keys(),
      ]),
      takesOver: takerOver(options.takeOver ?? [], workspace.desired),
      pruning: {
        mode,
        ...settings.guardrails.prune,
        ...(options.allowPrune !== undefined && { allowed: options.allowPrune }),
        evidence,
      },
    },
    origin: {
      ...(applied?.commit !== undefined && { base: applied.commit }),
      ...(options.base !== undefined && { isNamed: true as const }),
      ...(recorded && { record: recorded.id }),
      ...(commit && { commit: commit.id }),
    },
  }
}

const notYet = (loosened: Loosened): Notice => ({ code: 'setting-not-yet', ...loosened })
