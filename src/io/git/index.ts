// The repository as the memory of what was applied, and of what the files were.
import type { SourceTree } from '../disk/source-tree.ts'
import type { AppliedRecord } from './applied-record.ts'
import {
  type AppliedRecordCommit,
  listAppliedTargets,
  readApplied,
  recordApplied,
} from './applied-ref.ts'
import { createBlobFinder, type FindBlob } from './blobs.ts'
import type { CommitFiles } from './commit-files.ts'
import { createCommitTree, listCommitFiles } from './commit-tree.ts'
import type { EnvLookup } from './environment.ts'
import {
  type Commit,
  containsCommit,
  coversRange,
  findCommitId,
  findMergeBase,
  isShallow,
  listCommitsTouching,
  listFirstParents,
  readHead,
  resolveCommit,
} from './history.ts'
import { openGit } from './open-repository.ts'
import { findRemote, pushAppliedRef } from './push.ts'

export type { AppliedPart, AppliedRecord } from './applied-record.ts'
export type { AppliedRecordCommit } from './applied-ref.ts'
export { GitError, shortId } from './error.ts'
export type { Commit } from './history.ts'

/** Whatever it cannot do is thrown as a `GitTrouble`, whose message says what to do. */
export interface GitRepository {
  /** `undefined` where nothing was committed yet. */
  readonly head: () => Promise<Commit | undefined>
  readonly isShallow: () => Promise<boolean>
  /** The branch, tag or commit that a person named. */
  readonly resolve: (ref: string) => Promise<Commit>
  /** What the folder held that the repository was opened for. */
  readonly tree: (commit: string) => SourceTree
  /** `unknown` in a shallow clone that does not reach back. */
  readonly contains: (descendant: string, ancestor: string) => Promise<'yes' | 'no' | 'unknown'>
  /** Commits after `from` up to `to` that touched a path below the folder, oldest first. */
  readonly commitsTouching: (path: string, from: string, to: string) => Promise<readonly Commit[]>
  readonly mergeBase: (a: string, b: string) => Promise<string | undefined>
  /** The line of first parents after `from` up to `to`, oldest first; the newest 250. */
  readonly firstParents: (from: string | undefined, to: string) => Promise<readonly Commit[]>
  /** `undefined` where nothing was recorded for the target. */
  readonly readApplied: (target: string) => Promise<AppliedRecordCommit | undefined>
  /** Targets that something was recorded for. */
  readonly appliedTargets: () => Promise<readonly string[]>
  /** Fails where the record is no longer `before`. */
  readonly recordApplied: (
    target: string,
    record: AppliedRecord,
    before: AppliedRecordCommit | undefined,
  ) => Promise<AppliedRecordCommit>
  /** `origin`, or the only one. */
  readonly remote: () => Promise<string | undefined>
  readonly push: (target: string, remote: string) => Promise<{ readonly refused?: string }>
}

/** A repository that lies here, with what somebody needs to know who can get elsewhere what it lacks. */
export interface Clone extends GitRepository {
  /** The folder within the repository: empty, or with `/` at its end. */
  readonly prefix: string
  readonly hasCommit: (commit: string) => Promise<boolean>
  /** Whether it can tell all the commits after `from` up to `to`. */
  readonly coversRange: (from: string, to: string) => Promise<boolean>
  readonly listFiles: (commit: string) => Promise<CommitFiles>
  readonly findBlob: FindBlob
}

export const maxFirstParents = 250

/** `undefined` where the folder is in no repository. */
export const openRepository = (root: string, env: EnvLookup): Promise<GitRepository | undefined> =>
  openClone(root, env)

export const openClone = async (root: string, env: EnvLookup): Promise<Clone | undefined> => {
  const openedGit = await openGit(root, env)
  if (openedGit === undefined) return undefined
  const { git, prefix } = openedGit
  // Of two commits the answer is the same for ever, and asking takes several processes.
  const containsCache = new Map<string, ReturnType<GitRepository['contains']>>()
  const hasCommitCache = new Map<string, Promise<boolean>>()
  const trees = new Map<string, SourceTree>()
  return {
    head: () => readHead(git),
    isShallow: () => isShallow(git),
    resolve: (ref) => resolveCommit(git, ref),
    tree: (commit) => {
      const tree = trees.get(commit) ?? createCommitTree(git, commit, prefix)
      trees.set(commit, tree)
      return tree
    },
    contains: (descendant, ancestor) => {
      const pair = `${descendant} ${ancestor}`
      const result = containsCache.get(pair) ?? containsCommit(git, descendant, ancestor)
      containsCache.set(pair, result)
      return result
    },
    commitsTouching: (path, from, to) => listCommitsTouching(git, path, from, to),
    mergeBase: (a, b) => findMergeBase(git, a, b),
    firstParents: (from, to) => listFirstParents(git, from, to, maxFirstParents),
    readApplied: (target) => readApplied(git, target),
    appliedTargets: () => listAppliedTargets(git),
    recordApplied: (target, record, before) => recordApplied(git, target, record, before),
    remote: () => findRemote(git),
    push: (target, remote) => pushAppliedRef(git, target, remote),
    prefix,
    hasCommit: (commit) => {
      const result =
        hasCommitCache.get(commit) ?? findCommitId(git, commit).then((id) => id !== undefined)
      hasCommitCache.set(commit, result)
      return result
    },
    coversRange: (from, to) => coversRange(git, from, to),
    listFiles: (commit) => listCommitFiles(git, commit, prefix),
    findBlob: createBlobFinder(git),
  }
}
