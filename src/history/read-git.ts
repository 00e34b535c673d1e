// Reads what git says about the files and about the last apply of a root and target.
import type { ParseCache } from '../load/index.ts'
import { defaultTarget } from '../load/settings/select-target.ts'
import type { Workspace } from '../load/workspace.ts'
import type { Behind, DesiredState, RecordRefusal, Unrecordable } from '../model/index.ts'
import type { RecordName } from '../model/record-name.ts'
import type { AppliedRecordCommit, Commit, GitRepository } from '../model/repository.ts'
import type { RecordNotFetched } from '../reasons/notice.ts'
import {
  type AppliedDefinitions,
  noAppliedDefinitions,
  type ReadCommit,
  readAppliedDefinitions,
} from './applied-definitions.ts'
import {
  type FormerRecords,
  findContinuation,
  findFormerRecords,
  readFormerRecord,
} from './former-records.ts'
import type { HistoryOptions } from './history.ts'
import { appliedAtBase, commitReader } from './read-commit.ts'
import { differingFiles, findUnrecordable } from './unrecordable.ts'
import { behindReason } from './work-tree-checks.ts'

export interface TargetContext {
  readonly repository: GitRepository
  /** The name of the target, also where the settings have no targets. */
  readonly target: string
  /** The name of the target in the settings; absent where the settings have no targets. */
  readonly targetName: string | undefined
  /** The root and the target of the record. */
  readonly own: RecordName
  readonly readCommit: ReadCommit
}

export const targetContext = (
  repository: GitRepository,
  { target: selected }: Workspace,
  parseCache: ParseCache,
): TargetContext => {
  const target = selected?.name ?? defaultTarget
  const targetName = target === defaultTarget ? undefined : target
  const readCommit = commitReader(repository, target, parseCache)
  return { repository, target, targetName, own: { root: repository.root, target }, readCommit }
}

/** What git says about the files and about the last apply. */
export interface GitFindings {
  readonly formerRecords: FormerRecords | undefined
  /** What counts as applied: the record, or the commit that `--base` names. */
  readonly applied: AppliedRecordCommit | undefined
  readonly recorded: AppliedRecordCommit | undefined
  /** The root and target of the record, where they are former ones. */
  readonly former: RecordName | undefined
  readonly appliedDefinitions: AppliedDefinitions
  readonly head: Commit | undefined
  /** The commit whose files are in the work tree; absent where the files differ from it. */
  readonly commit: Commit | undefined
  /** The definitions at the commit of the work tree, also where files differ from it. */
  readonly committed: DesiredState
  /** Absent where an option names the base. */
  readonly behind: Behind | undefined
  readonly unrecordable: Unrecordable | undefined
  /** Why an apply is refused, the most important reason first. */
  readonly refusals: readonly RecordRefusal[]
}

export const readGit = async (
  context: TargetContext,
  workspace: Workspace,
  { base, formerRecord }: HistoryOptions,
): Promise<GitFindings> => {
  const { own, readCommit, repository } = context
  const [current, head] = await Promise.all([readRecord(context, formerRecord), repository.head()])
  const continuation =
    current !== undefined && !current.isFormer && base === undefined && head !== undefined
      ? await findContinuation(repository, own, current, workspace, head, readCommit)
      : undefined
  const recorded = continuation?.applied ?? current
  const formerRecords =
    recorded === undefined && base === undefined
      ? await findFormerRecords(repository, own, workspace, head, readCommit)
      : undefined
  const applied = base === undefined ? recorded : await appliedAtBase(repository, base, recorded)
  const [appliedDefinitions, differing, behind] = await Promise.all([
    applied ? readAppliedDefinitions(applied, own, own, readCommit) : noAppliedDefinitions,
    head ? differingFiles(head, workspace, readCommit) : [],
    base === undefined ? behindReason(repository, own, applied, head) : undefined,
  ])
  const notFetched = applied === undefined ? await findNotFetched(repository, own) : undefined
  const unrecordable = head && (await findUnrecordable(repository, head, differing))
  return {
    applied,
    recorded,
    former: continuation?.name ?? formerRecord,
    formerRecords,
    appliedDefinitions,
    head,
    commit: differing.length === 0 ? head : undefined,
    committed: head ? (await readCommit(head.id)).desired : new Map(),
    behind,
    unrecordable,
    refusals: [behind, notFetched, unrecordable].filter((each) => each !== undefined),
  }
}

const findNotFetched = async (
  repository: GitRepository,
  { target }: RecordName,
): Promise<RecordNotFetched | undefined> => {
  const found = await repository.findRemoteRecord(target)
  return found && { code: 'record-not-fetched', ...found }
}

const readRecord = async (
  { own, readCommit, repository }: TargetContext,
  formerRecord: RecordName | undefined,
): Promise<AppliedRecordCommit | undefined> =>
  formerRecord === undefined
    ? repository.readApplied(own.target)
    : (await readFormerRecord(repository, formerRecord, own, readCommit))?.applied
