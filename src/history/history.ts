// What git knows about earlier applies, as a plan and the recording of an apply need it.
import type { Settings } from '../load/settings/index.ts'
import type { BegunApply, LocalAppliesFile, UnusableFile } from '../model/begun-apply.ts'
import type { DesiredState, Notice, Origin, RecordRefusal, Unrecordable } from '../model/index.ts'
import type { RecordName } from '../model/record-name.ts'
import type { AppliedRecordCommit, Commit, GitRepository } from '../model/repository.ts'
import type { AppliedState } from '../plan/applied-state.ts'
import type { AppliedDefinitions, ReadCommit } from './applied-definitions.ts'
import type { FormerRecords } from './former-records.ts'
import type { ApplyLock, LockContext } from './lease.ts'

export interface HistoryOptions {
  readonly base?: string
  readonly twoWay?: boolean
  readonly overwrite?: readonly string[]
  readonly overwriteUnmanaged?: readonly string[]
  readonly allowPrune?: number
  readonly emulator?: boolean
  readonly target?: string
  /** The record of a former root or target that the run continues. */
  readonly formerRecord?: RecordName
  /** Leases that do not lock: those that were watched, and those of the own run. */
  readonly ownLeases?: Omit<LockContext, 'now'>
}

export const noOwnLeases: Omit<LockContext, 'now'> = { watched: new Set() }

/** Without `appliedState` a plan compares the files with Statsig only. */
export interface History {
  /** The stricter of the applied settings and the settings in the files. */
  readonly settings: Settings
  readonly notices: readonly Notice[]
  readonly appliedState?: AppliedState
  readonly origin?: Origin
  /** The time of the last apply, as an ISO time; absent before the first apply. */
  readonly appliedAt?: string
  readonly gitState?: GitState
  /** Where there is no record: those that this root or target may have had before. */
  readonly formerRecords?: FormerRecords
  /** The definitions at the commit of the work tree, also where files differ from it. Absent without git. */
  readonly committed?: DesiredState
}

/** What is needed to record an apply. */
export interface GitState {
  readonly repository: GitRepository
  readonly target: string
  readonly readCommit: ReadCommit
  readonly appliedDefinitions: AppliedDefinitions
  /** The applied state that the plan was made from. */
  readonly applied?: AppliedRecordCommit
  /** The record of the last apply: the same, unless `--base` names another commit. */
  readonly recorded?: AppliedRecordCommit
  /**
   * Applies of this root and target that have begun and whose end is not recorded, oldest first. What they have written is
   * not a change of other people. Of a record without a valid seal there are none.
   */
  readonly unfinished: readonly UnfinishedApply[]
  /** The file of this clone with its own. Absent where records are not kept in a clone. */
  readonly localApplies?: LocalAppliesFile
  /** Another apply that is under way. */
  readonly lock?: ApplyLock
  /** That file, where it cannot be used. */
  readonly unusableFile?: UnusableFile
  /** The commit whose files are in the work tree; absent where the files differ from it. */
  readonly commit?: Commit
  /** The definitions at that commit, where they differ from the files. */
  readonly commitDefinitions?: DesiredState
  /** Why an apply is refused. */
  readonly refusal?: RecordRefusal
  /** A file that cannot be recorded. */
  readonly unrecordable?: Unrecordable
}

export interface UnfinishedApply extends BegunApply {
  /** Makes the digests of its operations. Absent where the key is not known here. */
  readonly digest?: (revision: string) => string
}
