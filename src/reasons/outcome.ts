// The result of an operation, and why, as data. Texts of Statsig or the network are carried as `detail` and never parsed.
import type { Address } from '../core/source.ts'
import type { Action } from './action.ts'

/** What a reader should know of an operation that is done. */
export type Note =
  | { readonly code: 'already-exists' | 'already-set' | 'already-removed' }
  /** An answer was lost, and live state shows the result. */
  | { readonly code: 'answer-lost' | 'creation-answer-lost' }
  /** Statsig refused the creation because the name exists, and shows what was sent. */
  | { readonly code: 'found-as-sent' }
  | { readonly code: 'result-unreadable' }
  | { readonly code: 'differs-after-write'; readonly label: string }

export type PendingReviewReason = { readonly code: 'in-review' | 'earlier-change-in-review' }

export type FailureReason =
  | OperationError
  | {
      readonly code: 'not-accepted'
      readonly detail: string
      /** The detail without words of Statsig's answer. */
      readonly summary?: string
      /** Absent for the first request of the operation. */
      readonly step?:
        | { readonly type: 'field'; readonly field: string }
        | { readonly type: 'follow-up' }
    }
  | { readonly code: 'changed-since-plan' }
  | { readonly code: 'exists-and-differs' }
  | { readonly code: 'creation-lost-and-differs' }
  | { readonly code: 'created-but-not-found' }
  | { readonly code: 'status-unchanged'; readonly status: string }
  | { readonly code: 'decided-differently'; readonly field: string }
  | { readonly code: 'field-differs-after-write'; readonly field: string }
  | { readonly code: 'not-removed' }

/** A thrown error: a read of Statsig that failed, or a bug of statsig-gitops. The two must stay distinct. */
export type OperationError =
  | { readonly code: 'read-failed'; readonly detail: string; readonly summary?: string }
  | { readonly code: 'internal-error'; readonly detail: string }

export type SkippedReason =
  /** The operation itself is refused. */
  | { readonly code: 'refused' }
  | { readonly code: 'interrupted' | 'key-refused' }
  /** An operation that this one depends on is not done. */
  | {
      readonly code: 'prerequisite'
      readonly address: Address
      readonly action: Action
      readonly outcome: 'failed' | 'pending-review' | 'refused' | 'skipped'
    }
