// Why an operation is not run, as data. Texts of kinds are carried as `detail` and `advice` and never parsed.

import type { Position } from '../core/diagnostic.ts'
import type { Address } from '../core/source.ts'
import type { KindName } from '../kinds/index.ts'
import type { Action } from './action.ts'
import type { Mixture } from './mixture.ts'
import type { ReviewDemand } from './review.ts'

export type Refusal = Conflict | Unsupported | GuardRefusal

/** The file and live state have both changed since the base. */
export type Conflict = { readonly isConflict: true } & (
  | {
      readonly code: 'changed-in-both'
      /** Labels of the edits in conflict. */
      readonly labels: readonly string[]
    }
  /** Both changes together would give users what neither side gives them. */
  | {
      readonly code: 'mixed-result'
      /** What the file changed, and where. */
      readonly file: readonly { readonly label: string; readonly at?: Position }[]
      /** Labels of what was changed in Statsig, and of which resource, where it is another one. */
      readonly live: {
        readonly labels: readonly string[]
        readonly of?: Address
        /** The file has changed it, and that is refused. */
        readonly isRefused?: true
      }
      readonly mixture: Mixture
      /** The resource whose users they are, where it is another one. */
      readonly usersOf?: Address
    }
  | { readonly code: 'deleted-and-changed' }
  /** The definition was removed. `changed`: labels of what was changed in Statsig, where that is known. */
  | { readonly code: 'removed-and-changed'; readonly changed: readonly string[] }
  /** Another clone may have applied it. */
  | { readonly code: 'changed-by-key'; readonly target: string; readonly root?: string }
)

/** The API does not support the change from the present live state. */
export type Unsupported =
  | { readonly code: 'id-unreadable'; readonly isSecret: boolean }
  | { readonly code: 'cannot-create'; readonly kind: KindName }
  | {
      readonly code: 'immutable'
      readonly fields: readonly string[]
      readonly detail: string
      readonly advice?: string
    }
  | {
      readonly code: 'only-at-creation'
      readonly fields: readonly string[]
      /** The name that users see. */
      readonly name: string
      readonly detail?: string
      /** `{name}` is replaced with the name. */
      readonly advice?: string
    }
  | {
      readonly code: 'illegal-transition'
      readonly field: string
      readonly from: string
      readonly to: string
      /** The next status on the way to the wanted one. */
      readonly next?: string
      /** Statuses that it can change to now. */
      readonly targets: readonly string[]
      /** Fields that the request for the change needs and the file lacks. */
      readonly missing?: readonly string[]
    }
  | {
      readonly code: 'no-route-for-field'
      readonly field: string
      readonly kind: KindName
      /** The member that decides it, and its value. */
      readonly by: string
      readonly value: string
    }
  /** Another resource of the kind has the name or the id. */
  | {
      readonly code: 'name-in-use'
      readonly member: string
      readonly value: string
      readonly by: Address
    }
  /** A list that would be sent has two items of one name. */
  | { readonly code: 'duplicate-item-name'; readonly list: string; readonly name: string }
  | { readonly code: 'cannot-archive' | 'cannot-delete'; readonly kind: KindName }
  | {
      readonly code: 'not-decided'
      readonly status: string
      readonly action: 'archive' | 'delete'
    }

/** A guardrail, a guard or a setting forbids it. */
export type GuardRefusal =
  | { readonly code: 'prevent-destroy' }
  | { readonly code: 'still-referenced'; readonly by: readonly Address[] }
  | { readonly code: 'too-many-removals'; readonly count: number; readonly most: number }
  | {
      readonly code: 'too-large-share'
      readonly count: number
      readonly kind: KindName
      readonly removed: number
      readonly total: number
      readonly percent: number
    }
  | {
      readonly code: 'allowed-count-differs'
      readonly count: number
      readonly allowed: number
    }
  | { readonly code: 'archive-not-allowed'; readonly action: Action }
  | { readonly code: 'not-reviewed' }
  | StatsigReviewRefusal

/** Statsig asks for a review, or may ask for one, and no review can hold the change. */
export type StatsigReviewRefusal =
  | { readonly code: 'review-settings-unreadable'; readonly kinds: readonly KindName[] }
  | { readonly code: 'no-review-routes'; readonly demand: ReviewDemand; readonly kind: KindName }
  | {
      readonly code: 'creation-needs-review'
      readonly demand: ReviewDemand
      /** Switches that the file leaves out: with them, the resource could be created off and switched on by a review. */
      readonly undeclared: readonly string[]
    }
  | {
      readonly code: 'not-in-reviews'
      readonly demand: ReviewDemand
      readonly fields: readonly string[]
    }
  | {
      readonly code: 'no-safe-review-order'
      readonly demand: ReviewDemand
      /** The types of the reviews, as Statsig names them. */
      readonly types: readonly string[]
    }

export const isConflict = (refusal: Refusal | undefined): refusal is Conflict =>
  refusal !== undefined && 'isConflict' in refusal
