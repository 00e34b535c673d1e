// What a record, and the git directory of a clone, say about applies that have begun and whose end is not recorded.

/** An apply that wrote this before its first request to Statsig. */
export interface BegunApply {
  /** Absent on the command line. */
  readonly run?: RunReference
  /** The commit that it applies. */
  readonly commit: string
  readonly at: string
  /** The newest entry of the audit log before the first write; `null` where the log was empty. Absent where it was not read. */
  readonly auditPosition?: string | null
  readonly operations: readonly BegunOperation[]
}

export interface BegunOperation {
  /** The first digits of its id. */
  readonly id: string
  readonly address: string
  /** `create`, `update`, or another action of a plan. Absent in records of earlier versions. */
  readonly action?: string
  /** The part of the resource that has a route of its own and is written there. */
  readonly subResource?: string
  /** The change goes through a review of Statsig, whose commit writes it as a whole. */
  readonly isReviewed?: true
  /** A digest of the version and the time of the last change that the resource had. Absent where it has none. */
  readonly revision?: string
}

export interface RunReference {
  readonly id: number
  readonly attempt: number
}

/** One apply at a time for a root, a target and a project. Its holder renews it, and removes it at the end. */
export interface ApplyLease {
  /** A random text of its own for each apply. */
  readonly holder: string
  /** The workflow run of the holder; absent on the command line. */
  readonly run?: RunReference
  /** The commit that is applied; absent where files are not committed. */
  readonly commit?: string
  /** An ISO time. The holder sends nothing in the last two minutes before it. */
  readonly until: string
}

/** What the git directory of this clone says about the applies of a root and target. Other clones do not have it. */
export interface LocalApplies {
  /** Applies that have begun and whose end is not recorded, oldest first. */
  readonly begun: readonly LocalBegunApply[]
  /** Of the apply that is under way in this clone. */
  readonly lease?: LocalLease
}

export interface ProcessReference {
  readonly pid: number
  /** A digest of the names of the machine and of the container. */
  readonly host: string
  /** When it was started, as the system counts: another process may get its number later. Absent where that is not known. */
  readonly start?: string
}

export interface LocalLease extends ApplyLease {
  /** Absent in one that is to be written: that of the writer. */
  readonly process?: ProcessReference
  /** Its process ran on this machine, and does not run any more. */
  readonly isHolderGone?: boolean
}

export interface LocalBegunApply extends BegunApply {
  /** The record that it followed; absent where there was none. */
  readonly record?: string
  /** A random key for its digests: without the file, guesses of what they are of cannot be tested. */
  readonly digestKey: string
}

/** A file that cannot be used makes nothing ours: another user or program may have written it. */
export interface UnusableFile {
  readonly path: string
  readonly unusable: 'damaged' | 'newer' | 'link' | 'not-private' | 'other-owner' | 'unreadable'
}

export interface LocalAppliesFile {
  readonly path: string
  readonly read: () => Promise<LocalApplies | UnusableFile>
  /** Whether the file names this holder now. */
  readonly isHeldBy: (holder: string) => Promise<boolean>
  /** The new content, where there is any: an empty one removes the file. One process at a time. Throws a `GitError`. */
  readonly update: (change: (current: LocalApplies) => LocalApplies | undefined) => Promise<void>
}
