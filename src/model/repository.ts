// The port to git: what the stages ask of a repository, and the record of what was applied.
import type { SourceFile } from '../core/source.ts'
import type { ApplyLease, BegunApply, LocalAppliesFile } from './begun-apply.ts'
import type { RecordName } from './record-name.ts'

export interface SourceTree {
  /** `undefined` where there is no file. */
  readonly readFile: (
    path: string,
    maxBytes?: number,
    advice?: string,
  ) => Promise<SourceFile | undefined>
  /** The files that match the patterns, sorted by path. */
  readonly readFiles: (
    patterns: readonly string[],
    maxBytes?: number,
  ) => Promise<readonly SourceFile[]>
  readonly hasFolder: (path: string) => Promise<boolean>
}

/** Each resource has its own base: `parts` name the resources that were applied at later commits, oldest first. */
export interface AppliedRecord extends AppliedPlace {
  readonly version: 1
  /** The commit whose definitions are all applied; absent before the first complete apply. */
  readonly commit?: string
  /** The id of the Statsig project; absent where Statsig did not return it. */
  readonly project?: string
  /** The ids of applied resources that are known by name, by address: a person may rename them in Statsig. */
  readonly ids?: Readonly<Record<string, string>>
  readonly parts: readonly AppliedPart[]
  /** Applies that have begun and whose end is not recorded, oldest first: their approvals are spent. */
  readonly begun?: readonly BegunApply[]
  /** The workflow runs whose confirmation of a plan hash is spent, oldest first. */
  readonly confirmedRuns?: readonly number[]
  /** Of an apply that is under way: until it ends, no other one may write. */
  readonly lease?: ApplyLease
  /** Absent where no secret was at hand. */
  readonly seal?: RecordSeal
}

/** Proves that a holder of the seal secret wrote the record, and after which one. */
export interface RecordSeal {
  /** The record that it follows; absent for the first one. */
  readonly previous?: string
  /** Increases by one with each sealed record. */
  readonly sequence: number
  /** When it was sealed: an ISO time, which counts as the time of the record. */
  readonly at: string
  /** The HMAC of all other members. */
  readonly hmac: string
}

/** Where the definitions of a commit lie and which target they are of; absent where the ref of the record says so. */
export interface AppliedPlace {
  readonly root?: string
  readonly target?: string
}

export interface AppliedPart extends AppliedPlace {
  readonly commit: string
  readonly addresses: readonly string[]
  /** The ids of the operations. */
  readonly operations: readonly string[]
}

export interface AppliedRecordCommit extends AppliedRecord {
  /** The commit of the record, or a plain commit that a person moved the ref to. */
  readonly id: string
  /** The record of a former root or target, that the next one continues. Its ref stays. */
  readonly isFormer?: true
  /** The older record of the own root and target, where the definitions came back to it. */
  readonly ownId?: string
  readonly at: string
  /** The parents of the commit of the record. */
  readonly parents?: readonly string[]
  /** Why the next apply writes it again, with the current seal. `previous`: it has the seal of the secret before. */
  readonly needsSeal?: 'unsealed' | 'foreign' | 'previous' | 'confirmed'
  /** Set where the ref points to another record, whose seal is not valid: this one is the newest sealed one before it. */
  readonly untrusted?: UntrustedRecord
}

export interface UntrustedRecord {
  /** The commit that the ref points to. */
  readonly id: string
  readonly why: 'unsealed' | 'foreign'
}

export class GitError extends Error {
  override readonly name: string = 'GitError'
}

/** Another run recorded an apply since the record was read. */
export class RecordRaceError extends GitError {
  override readonly name = 'RecordRaceError'
}

export const shortId = (id: string): string => id.slice(0, 7)

/** What git does with a file of the work tree whose text is not that of the commit. */
export interface WorkTreeFile {
  readonly path: string
  /** The submodule or symbolic link of the commit that the file is or lies behind. */
  readonly submodule?: string
  readonly link?: string
  /** The value of the attribute of git. */
  readonly filter?: string
  readonly encoding?: string
  readonly isIdent: boolean
  /** Marks of the index: git does not look at the file. */
  readonly isAssumedUnchanged: boolean
  readonly isSkipped: boolean
  /** What `git status` says. Files with a filter are not looked at. */
  readonly status: 'unchanged' | 'changed' | 'ignored'
}

export interface RemoteRecord {
  readonly remote: string
  readonly ref: string
}

export interface Commit {
  readonly id: string
  /** ISO time, UTC. */
  readonly at: string
}

export interface PushResult {
  /** The reason, as a sentence. Absent after success. */
  readonly refused?: string
  /** The remote has another record, which this one does not follow. */
  readonly isOutdated?: true
}

/** Throws a `GitError` for everything that git cannot do. The message says what to do. */
export interface GitRepository {
  /** What this clone alone knows of applies to a target, of its own root. Absent where records are not kept in a clone. */
  readonly localApplies?: (target: string) => LocalAppliesFile
  /** Whether a record that it returns has a valid seal, or says that it has none. */
  readonly checksSeals?: true
  /** The folder within the repository that it was opened for, without `/` at its end; empty for the repository itself. */
  readonly root: string
  /** `undefined` before the first commit. */
  readonly head: () => Promise<Commit | undefined>
  readonly isShallow: () => Promise<boolean>
  /** The branch, tag or commit that a person named. */
  readonly resolve: (ref: string) => Promise<Commit>
  /** The files of a commit below a root. The default is the root that the repository was opened for. */
  readonly tree: (commit: string, root?: string) => SourceTree
  /** Files of the work tree, compared with a commit. */
  readonly inspectFiles: (
    commit: string,
    paths: readonly string[],
  ) => Promise<readonly WorkTreeFile[]>
  /** The record at the remote, where this clone has none. `undefined` where there is none, or it cannot be asked. */
  readonly findRemoteRecord: (target: string) => Promise<RemoteRecord | undefined>
  /** `unknown` in a shallow clone without the ancestor. */
  readonly contains: (descendant: string, ancestor: string) => Promise<'yes' | 'no' | 'unknown'>
  /** Commits after `from` up to `to` that touched a path below the root, oldest first. */
  readonly commitsTouching: (
    path: string,
    from: string,
    to: string,
    root?: string,
  ) => Promise<readonly Commit[]>
  readonly mergeBase: (a: string, b: string) => Promise<string | undefined>
  /** The first parents after `from` up to `to`, oldest first; at most the newest 250. */
  readonly firstParents: (from: string | undefined, to: string) => Promise<readonly Commit[]>
  /** `undefined` where there is no record of the root for the target. The default is the root that it was opened for. */
  readonly readApplied: (target: string, root?: string) => Promise<AppliedRecordCommit | undefined>
  /** The record at a commit; `undefined` where the commit is none. */
  readonly readRecord: (name: RecordName, id: string) => Promise<AppliedRecordCommit | undefined>
  /** The records that exist, of all roots and targets. */
  readonly appliedRecords: () => Promise<readonly RecordName[]>
  /** Fails where the current record is not `before`, or where there is one and `before` is a former one. */
  readonly recordApplied: (
    target: string,
    record: AppliedRecord,
    before: AppliedRecordCommit | undefined,
  ) => Promise<AppliedRecordCommit>
  /** Makes `before` the record again, where `written` still is it: it was not pushed. Absent where records are not pushed. */
  readonly undoRecord?: (
    target: string,
    written: AppliedRecordCommit,
    before: AppliedRecordCommit | undefined,
  ) => Promise<void>
  /** A digest with the key of the seal: the same for all that have the secret. Absent without one. */
  readonly digest?: (text: string) => string
  /** Takes the record of the remote over where it follows that of this clone. Absent where records are not pushed. */
  readonly fetchRecord?: (target: string, remote: string) => Promise<void>
  /** `origin`, or the only remote. */
  readonly remote: () => Promise<string | undefined>
  readonly push: (target: string, remote: string) => Promise<PushResult>
}

/** `undefined` where the folder is in no repository. */
export type OpenRepository = (root: string) => Promise<GitRepository | undefined>

export interface RepositoryOpener {
  readonly openRepository: OpenRepository
  /** The time of day in milliseconds since 1970. */
  readonly wallTime: () => number
}
