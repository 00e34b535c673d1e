// Reads what git says about the files and about the last apply of a root and target.
import type { ParseCache } from '../load/index.ts'
import { defaultTarget } from '../load/settings/select-target.ts'
import type { Workspace } from '../load/workspace.ts'
import type { Behind } from '../model/index.ts'
import type { RecordName } from '../model/record-name.ts'
import type { AppliedRecordCommit, Commit, GitRepository } from '../model/repository.ts'
import {
  type AppliedDefinitions,
  noAppliedDefinitions,
  type ReadCommit,
  readAppliedDefinitions,
} from './applied-definitions.ts'
import { type FormerRecords, findFormerRecords, readFormerRecord } from './former-records.ts'
import type { HistoryOptions } from './history.ts'
import { appliedAtBase, commitReader } from './read-commit.ts'
import { behindReason, isAtCommit } from './work-tree-checks.ts'

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
  readonly appliedDefinitions: AppliedDefinitions
  readonly head: Commit | undefined
  /** The commit whose files are in the work tree; absent where the files differ from it. */
  readonly commit: Commit | undefined
  readonly behind: Behind | undefined
}

export const readGit = async (
  context: TargetContext,
  workspace: Workspace,
  { base, formerRecord }: HistoryOptions,
): Promise<GitFindings> => {
  const { own, readCommit, repository } = context
  const [recorded, head] = await Promise.all([readRecord(context, formerRecord), repository.head()])
  const formerRecords =
    recorded === undefined && base === undefined
      ? await findFormerRecords(repository, own, workspace, head, readCommit)
      : undefined
  const applied = base === undefined ? recorded : await appliedAtBase(repository, base, recorded)
  const [appliedDefinitions, isClean, behind] = await Promise.all([
    applied ? readAppliedDefinitions(applied, own, own, readCommit) : noAppliedDefinitions,
    head ? isAtCommit(head, workspace, readCommit) : false,
    behindReason(repository, applied, head),
  ])
  const commit = isClean ? head : undefined
  return { applied, recorded, formerRecords, appliedDefinitions, head, commit, behind }
}

const readRecord = async (
  { own, readCommit, repository }: TargetContext,
  formerRecord: RecordName | undefined,
): Promise<AppliedRecordCommit | undefined> =>
  formerRecord === undefined
    ? repository.readApplied(own.target)
    : (await readFormerRecord(repository, formerRecord, own, readCommit))?.applied
