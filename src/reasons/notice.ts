// Facts about a whole plan that a reader must know first, and the proof of a deletion in git, as data.
import type { Address } from '../core/source.ts'
import type { SettingChange } from './setting-change.ts'

export type Notice =
  | ({ readonly code: 'setting-changed' } & SettingChange)
  | {
      readonly code: 'no-applied-state'
      readonly target: string
      /** The folder of the root within the repository; absent for the repository itself. */
      readonly root?: string
    }
  /** The run continues the record of a former root or target. Both are refs. */
  | { readonly code: 'former-record'; readonly ref: string; readonly own: string }
  /** Records that a root or target without one may have had before. */
  | { readonly code: 'possible-records'; readonly refs: readonly string[]; readonly own: string }
  | RecordRefusal
  | { readonly code: 'pruning-off'; readonly block: PruneBlock }
  /** Pointers of `lifecycle.sensitive` that the files add to or remove from what was applied. */
  | {
      readonly code: 'becomes-sensitive' | 'no-longer-sensitive'
      readonly address: Address
      readonly pointers: readonly string[]
    }
  /** What Statsig shows of a resource that governs, and what no field describes. Pointers, with `*` for list items. */
  | {
      readonly code: 'unknown-access'
      readonly address: Address
      readonly pointers: readonly string[]
    }
  /** An apply of the Action stops, until a person has confirmed the record. */
  | { readonly code: 'record-unsealed'; readonly why: 'unsealed' | 'foreign' }
  /** An apply began them and did not end, and what is in Statsig has changed since: a merge does not approve them. */
  | {
      readonly code: 'begun-and-changed'
      readonly addresses: readonly Address[]
      readonly runs: readonly number[]
    }
  /** An apply whose end is not recorded, and how many of its operations are done, in this plan, and changed by people. */
  | {
      readonly code: 'unfinished-apply'
      readonly commit: string
      /** An ISO time. */
      readonly at: string
      /** The id of its workflow run; absent on the command line. */
      readonly run?: number
      readonly done: number
      readonly planned: number
      /** Resources that people have written since, or may have. */
      readonly people: readonly Address[]
    }
  | ApplyUnderWay
  /** The pull request is not merged into the branch that is applied from. */
  | { readonly code: 'other-base-branch'; readonly base: string; readonly applied: string }
  /** By the setting `reviews`, changes do not wait for the reviews that Statsig asks for. */
  | { readonly code: 'reviews-bypassed' }
  /** Reviews that an apply has opened, and whose changes the files no longer want. */
  | { readonly code: 'reviews-left-open'; readonly addresses: readonly Address[] }
  | { readonly code: 'too-many-changes'; readonly count: number; readonly most: number }
  /** Statsig has values of the member for these resources, which no file declares, so that they are not compared. */
  | {
      readonly code: 'undeclared-member'
      readonly member: string
      readonly addresses: readonly Address[]
    }
  /** The key may not read the audit log, which alone tells of other salts. */
  | { readonly code: 'audit-log-unreadable' }
  /** Older entries were not read. */
  | { readonly code: 'audit-log-cut'; readonly entries: number }
  /** Since the last apply, the audit log has an action of a later date than its document about the resource. */
  | {
      readonly code: 'unknown-action'
      readonly action: string
      readonly address: Address
      /** The person. Absent for a Console API key. */
      readonly by?: string
      readonly at?: string
    }

/** Another apply holds the lease: until it ends, no other one may write. Times are ISO times. */
export interface ApplyUnderWay {
  readonly code: 'apply-under-way'
  /** The full hash. Absent where the files of the apply are not committed. */
  readonly commit?: string
  readonly at?: string
  readonly run?: number
  readonly until: string
}

/** Why an apply would write what it should not, or could not be recorded: it is refused, and a plan says so first. */
export type RecordRefusal = Behind | RecordNotFetched | Unrecordable

/**
 * The work tree does not contain the commit that was applied last: it is older (`behind`), the history was changed
 * (`diverged`), or a shallow clone cannot show it (`shallow`). `commit` is the full hash, `ref` that of the record.
 */
export type Behind = {
  readonly code: 'shallow' | 'behind' | 'diverged'
  readonly commit: string
  readonly ref?: string
}

/** This clone has no record, and the remote repository has one. */
export type RecordNotFetched = {
  readonly code: 'record-not-fetched'
  readonly remote: string
  readonly ref: string
}

/** Git calls the file unchanged, and its text is not that of the commit. */
export type Unrecordable = {
  readonly code: 'unrecordable'
  readonly path: string
  readonly cause: UnrecordableCause
}

export type UnrecordableCause =
  | { readonly code: 'filter'; readonly name: string }
  | { readonly code: 'encoding'; readonly name: string }
  | { readonly code: 'submodule' | 'link'; readonly path: string }
  | { readonly code: 'ident' | 'ignored' | 'assumed-unchanged' | 'skipped' | 'unknown' }

/** Why the run archives and deletes nothing: git does not prove that definitions were removed on purpose. */
export type PruneBlock =
  | { readonly code: 'no-commit' }
  | { readonly code: 'no-applied-state' }
  | { readonly code: 'behind' }
  | { readonly code: 'invalid-base'; readonly commit: string }
  | { readonly code: 'no-project-recorded' }
  | { readonly code: 'no-definitions' }
  | { readonly code: 'no-history' }
  | { readonly code: 'project-unreadable' }

/** Full hashes of commits: the one that was applied with the definition, and the one that removed it. */
export interface DeletionProof {
  readonly definedIn: string
  readonly removedIn: string
}

export const isRecordRefusal = (notice: Notice): notice is RecordRefusal => {
  switch (notice.code) {
    case 'shallow':
    case 'behind':
    case 'diverged':
    case 'record-not-fetched':
    case 'unrecordable':
      return true
    case 'apply-under-way':
    case 'setting-changed':
    case 'no-applied-state':
    case 'former-record':
    case 'possible-records':
    case 'pruning-off':
    case 'becomes-sensitive':
    case 'no-longer-sensitive':
    case 'record-unsealed':
    case 'begun-and-changed':
    case 'unfinished-apply':
    case 'other-base-branch':
    case 'reviews-bypassed':
    case 'reviews-left-open':
    case 'too-many-changes':
    case 'undeclared-member':
    case 'audit-log-unreadable':
    case 'audit-log-cut':
    case 'unknown-action':
    case 'unknown-access':
      return false
  }
}
