// The result of an operation, and why, as data. Texts of Statsig or the network are carried as `detail` and never parsed.
import type { Address } from '../core/source.ts'
import type { Action } from './action.ts'
import type { ReviewReference } from './review.ts'

/** What a reader should know of an operation that is done. */
export type Note =
  | { readonly code: 'already-exists' | 'already-set' | 'already-removed' }
  /** An answer was lost, and live state shows the result. */
  | { readonly code: 'answer-lost' | 'creation-answer-lost' }
  /** Statsig refused the creation because the name exists, and shows what was sent. */
  | { readonly code: 'found-as-sent' }
  | { readonly code: 'result-unreadable' }
  | { readonly code: 'review-committed'; readonly id: string }
  | { readonly code: 'differs-after-write'; readonly label: string }

export interface PendingReviewReason {
  readonly code:
    | 'in-review'
    /** Nothing was sent. */
    | 'earlier-change-in-review'
    | 'review-opened'
    /** A review of other content, or of a state that is no longer live, was withdrawn, and another one opened. */
    | 'review-replaced'
    /** It is accepted, and Statsig refuses that this key commits it. */
    | 'commit-refused'
    /** It is accepted, and Statsig does not show what it proposes. */
    | 'content-unreadable'
  /** Absent where Statsig holds a change and does not say in which review. */
  readonly review?: ReviewReference
  /** Words of Statsig. */
  readonly detail?: string
}

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
  /** Another client has created the same at the same time. Ids, of which the first created one is kept. */
  | { readonly code: 'created-twice'; readonly keep: string; readonly remove: readonly string[] }
  | { readonly code: 'status-unchanged'; readonly status: string }
  | { readonly code: 'decided-differently'; readonly field: string }
  | { readonly code: 'field-differs-after-write'; readonly field: string }
  | { readonly code: 'not-removed' }
  /** Reviews of the change in Statsig. */
  | {
      readonly code: 'review-rejected' | 'review-withdrawn' | 'committed-and-not-live'
      readonly review: ReviewReference
    }
  | { readonly code: 'review-not-open' | 'review-needs-approval' | 'no-review-routes' }
  /** Statsig was asked to hold the change for a review, and shows it live. */
  | { readonly code: 'written-without-review' }
  /** Statsig did not hold an earlier change of this run: nothing was sent. */
  | { readonly code: 'header-not-honoured' }
  /** Another client wrote between the last read and the request: what it wrote may be lost. */
  | { readonly code: 'changed-during-write' }
  /** The version has risen by more than one, and the audit log does not show why. */
  | { readonly code: 'maybe-changed-during-write' }
  /** The run was interrupted, or its lease ended, before the operation was complete. */
  | { readonly code: 'interrupted' | 'lease-ended' }

/** A thrown error: a read of Statsig that failed, or a bug of statsig-gitops. The two must stay distinct. */
export type OperationError =
  | { readonly code: 'read-failed'; readonly detail: string; readonly summary?: string }
  | { readonly code: 'internal-error'; readonly detail: string }
  /** Nothing was read, since Statsig had answered nothing for a while. */
  | { readonly code: 'no-answer' }

export type SkippedReason =
  /** The operation itself is refused. */
  | { readonly code: 'refused' }
  | { readonly code: 'interrupted' | 'key-refused' | 'lease-ended' | 'no-answer' }
  /** An operation that this one depends on is not done. */
  | {
      readonly code: 'prerequisite'
      readonly address: Address
      readonly action: Action
      readonly outcome: 'failed' | 'pending-review' | 'refused' | 'skipped'
    }
