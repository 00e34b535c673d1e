// What git knows about earlier applies, as a plan and the recording of an apply need it.
import type { Settings } from '../load/settings/index.ts'
import type { Behind, DesiredState, Notice, Origin } from '../model.ts'
import type { AppliedState } from '../plan/applied-state.ts'
import type { AppliedRecordCommit, Commit, GitRepository } from '../repository.ts'
import type { AppliedDefinitions } from './applied-definitions.ts'

export interface HistoryOptions {
  readonly base?: string
  readonly twoWay?: boolean
  readonly overwrite?: readonly string[]
  readonly overwriteUnmanaged?: readonly string[]
  readonly allowPrune?: number
  readonly emulator?: boolean
  readonly target?: string
}

/** What a plan is made with. Without a memory the files win and git is not asked. */
export interface History {
  /** In force: the stricter of what was applied and what is proposed. */
  readonly settings: Settings
  readonly notices: readonly Notice[]
  readonly appliedState?: AppliedState
  readonly origin?: Origin
  /** When it was applied, as an ISO time; absent where nothing was. */
  readonly appliedAt?: string
  readonly gitState?: GitState
}

/** What the success of an apply is recorded over. */
export interface GitState {
  readonly repository: GitRepository
  readonly target: string
  readonly appliedDefinitions: AppliedDefinitions
  /** What the plan took for applied. */
  readonly applied?: AppliedRecordCommit
  /** What is recorded: the same, unless a person named another base. */
  readonly recorded?: AppliedRecordCommit
  /** The commit that the files are of; absent where they are of none. */
  readonly commit?: Commit
  /** The definitions at that commit, where they are not those of the files. */
  readonly commitDefinitions?: DesiredState
  /** Where the work tree does not hold what was applied. */
  readonly behindReason?: Behind
}
