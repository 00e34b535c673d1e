// What Statsig asks to be reviewed, and how a review of it goes on, as data.
import type { Json } from '../core/json.ts'
import type { KindName } from '../kinds/index.ts'

/** Who asks for a review of a change in Statsig. */
export type ReviewDemand =
  | { readonly type: 'project' | 'resource' }
  /** Its owner, or a part of the project that the change concerns. */
  | { readonly type: 'owner' | 'part'; readonly kind: KindName; readonly name: string }

/** One review: a review holds one kind of change at a time. */
export interface ReviewStep {
  /** As Statsig names it. */
  readonly type: string
  /** The fields that it changes. Empty for an action. */
  readonly fields: readonly string[]
}

/** An operation that is carried out by reviews in Statsig, in this order. */
export interface RequiredReview {
  readonly demand: ReviewDemand
  readonly steps: readonly ReviewStep[]
  /** The values of a creation that reaches no user, until a review switches the resource on. */
  readonly createdOff?: Readonly<Record<string, Json>>
  /** Statsig has no routes for reviews: the header asks it to hold the change. */
  readonly byHeader?: true
  /** The review of the first step, where it is open already. */
  readonly opened?: ReviewReference & { readonly isAccepted: boolean }
  /** No review may be opened in this run: one that is open may be committed. */
  readonly isCommitOnly?: true
}

export interface ReviewReference {
  readonly id: string
  /** As Statsig names it. */
  readonly status: string
  /** The address of the resource in the console, where Statsig returns one. */
  readonly page?: string
}
