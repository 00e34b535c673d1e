// What became of an operation, and why, as data. What Statsig or the network said is carried as `detail`, and never read.
import type { Address } from '../source.ts'
import type { Action } from './action.ts'

/** What a person should know of an operation that is done. */
export type Note =
  | { readonly code: 'there-already' | 'so-already' | 'gone-already' }
  /** An answer was lost, and live state shows the result. */
  | { readonly code: 'answer-lost' | 'creation-answer-lost' }
  /** Statsig refused the creation as a repetition, and shows what was sent. */
  | { readonly code: 'found-as-sent' }
  | { readonly code: 'result-not-shown' }
  | { readonly code: 'shown-otherwise'; readonly label: string }

export type WaitingReason = { readonly code: 'in-review' | 'earlier-change-in-review' }

export type FailureReason =
  | Trouble
  | {
      readonly code: 'not-accepted'
      readonly detail: string
      /** Where it is not the first request of the operation: the field, or what follows a creation. */
      readonly step?:
        | { readonly of: 'field'; readonly field: string }
        | { readonly of: 'completion' }
    }
  | { readonly code: 'moved-since-plan' }
  | { readonly code: 'exists-and-differs' }
  | { readonly code: 'creation-lost-and-differs' }
  | { readonly code: 'creation-not-shown' }
  | { readonly code: 'move-not-shown'; readonly status: string }
  | { readonly code: 'decided-otherwise'; readonly field: string }
  | { readonly code: 'field-shown-otherwise'; readonly field: string }
  | { readonly code: 'still-there' }

/** What was thrown: Statsig that could not be asked, or a bug, which must not pass for one. */
export type Trouble =
  | { readonly code: 'unreadable'; readonly detail: string }
  | { readonly code: 'internal-error'; readonly detail: string }

export type SkippedReason =
  /** The operation itself is refused. */
  | { readonly code: 'refused' }
  | { readonly code: 'interrupted' | 'key-refused' }
  /** The fate of an operation that it comes after. */
  | {
      readonly code: 'after'
      readonly address: Address
      readonly action: Action
      readonly fate: 'failed' | 'pending-review' | 'refused' | 'skipped'
    }
