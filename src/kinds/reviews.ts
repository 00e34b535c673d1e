// Defines how Statsig reviews changes of a kind: what asks for a review, and what a review can hold.
import type { Json } from '../core/json.ts'

export interface Reviews {
  /** The review settings of the project of which each asks for a review of a change. */
  readonly askedBy: readonly ReviewSetting[]
  /** The member of a live resource that asks for a review of its own changes: `reviewSettings.requiredReview`. */
  readonly ownSetting?: { readonly record: string; readonly member: string }
  /** The values with which a resource can be created so that it reaches no user. Absent where it cannot. */
  readonly createdOff?: Readonly<Record<string, Json>>
  /** Absent where Statsig's API cannot open a review of the kind. */
  readonly routes?: ReviewRoutes
}

export interface ReviewSetting {
  readonly setting: string
  /** Another setting of the project that limits it to some resources. */
  readonly narrowedBy?: {
    readonly setting: string
    readonly to: { readonly member: string; readonly is: readonly Json[] }
  }
}

export interface ReviewRoutes {
  /** `change`: the body has one key for the change. `type`: the body names the type, and has its arguments. */
  readonly form: 'change' | 'type'
  /** Fields that change together in one review. What is in none of them cannot be reviewed. */
  readonly fields: readonly ReviewedFields[]
  /** The actions other than creations and updates. */
  readonly actions: Readonly<Record<string, ReviewedAction>>
}

export interface ReviewedFields {
  /** The type of the review, as Statsig returns it. */
  readonly type: string
  /** The fields, and for each the key in a review. Without it: all fields of the resource that no other entry has. */
  readonly keys?: Readonly<Record<string, string>>
  /** The key of a body that holds all of them. Absent where each is a key of its own. */
  readonly under?: string
  /** Fields that the body has in any case, with the live value. */
  readonly alwaysSent?: readonly string[]
}

export interface ReviewedAction {
  readonly type: string
  /** What the body says besides the type. */
  readonly says?: Readonly<Record<string, Json>>
  /** Keys of the body, and the field with the value of each. */
  readonly values?: Readonly<Record<string, string>>
}

/** Asks for reviews of gates, configs, experiments and what else decides about users. */
export const configReviews: readonly ReviewSetting[] = [{ setting: 'is_config_review_required' }]

/** Settings of a warehouse native project. */
export const sourceReviews: readonly ReviewSetting[] = [
  { setting: 'is_whn_source_review_required' },
]

/** What a resource of a kind says about the reviews of other resources. */
export type ReviewPolicySource =
  /** Its members are the settings of the project that `askedBy` names. */
  | { readonly source: 'settings' }
  /** Each item of the list whose flag is set asks for reviews of the changes that concern it. */
  | {
      readonly source: 'items'
      readonly list: string
      readonly flag: string
      readonly name: string
    }
  /** A resource whose flag is set asks for reviews of those that name it. */
  | {
      readonly source: 'owner'
      readonly flag: string
      /** The members of other resources that name it, and the member of the owner that each has. */
      readonly namedIn: Readonly<Record<string, string>>
    }
