// The port to git: what the stages ask of a repository, and the record of what was applied.
import type { SourceFile } from './source.ts'

export interface SourceTree {
  /** `undefined` where nothing stands. */
  readonly readFile: (
    path: string,
    maxBytes?: number,
    advice?: string,
  ) => Promise<SourceFile | undefined>
  /** The files that patterns name, by path. */
  readonly readFiles: (
    patterns: readonly string[],
    maxBytes?: number,
  ) => Promise<readonly SourceFile[]>
  readonly hasFolder: (path: string) => Promise<boolean>
}

/** The base is per resource: `parts` say which resources were applied at which later commit, oldest first. */
export interface AppliedRecord {
  readonly version: 1
  /** The commit whose definitions are all applied; absent before the first full apply. */
  readonly commit?: string
  /** The id of the Statsig project; absent where Statsig did not say. */
  readonly project?: string
  readonly parts: readonly AppliedPart[]
}

export interface AppliedPart {
  readonly commit: string
  readonly addresses: readonly string[]
  /** Ids of the operations. */
  readonly operations: readonly string[]
}

export interface AppliedRecordCommit extends AppliedRecord {
  /** The commit of the record, or the plain commit that somebody moved the ref to by hand. */
  readonly id: string
  readonly at: string
}

export class GitError extends Error {
  override readonly name = 'GitError'
}

export const shortId = (id: string): string => id.slice(0, 7)

export interface Commit {
  readonly id: string
  /** ISO time, UTC. */
  readonly at: string
}

/** Whatever it cannot do is thrown as a `GitError`, whose message says what to do. */
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

/** `undefined` where the folder is in no repository. */
export type OpenRepository = (root: string) => Promise<GitRepository | undefined>

export interface RepositoryOpener {
  readonly openRepository: OpenRepository
}
