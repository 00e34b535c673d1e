// Why an operation is not run, as data. Texts that kinds bring are carried as `detail` and `advice`, and never read.
import type { KindName } from '../kinds/index.ts'
import type { Address } from '../source.ts'
import type { Action } from './action.ts'

export type Refusal = Conflict | Impossible | Guarded

/** The file and live state have both changed since the base. */
export type Conflict = { readonly isConflict: true } & (
  | {
      readonly code: 'changed-in-both'
      /** As edits are labelled. */
      readonly labels: readonly string[]
    }
  | { readonly code: 'deleted-and-changed' }
  /** Its definition is gone; `changed`: what was changed in Statsig, by labels, where that is known. */
  | { readonly code: 'removed-and-changed'; readonly changed: readonly string[] }
  /** Another clone may have applied it. */
  | { readonly code: 'changed-by-key'; readonly target: string }
)

/** The API cannot do it from the present live state. */
export type Impossible =
  | { readonly code: 'id-not-shown'; readonly isSecret: boolean }
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
      /** What people call the resource. */
      readonly name: string
      readonly detail?: string
      /** `{name}` stands for the name. */
      readonly advice?: string
    }
  | {
      readonly code: 'illegal-move'
      readonly field: string
      readonly from: string
      readonly to: string
      /** A status on the way to the wanted one. */
      readonly next?: string
      /** What it can become now. */
      readonly targets: readonly string[]
    }
  | {
      readonly code: 'no-route-for-field'
      readonly field: string
      readonly kind: KindName
      /** The member that decides it, and its value. */
      readonly by: string
      readonly value: string
    }
  | { readonly code: 'cannot-archive' | 'cannot-delete'; readonly kind: KindName }
  | { readonly code: 'undecided'; readonly status: string }

/** A guard or a setting forbids it. */
export type Guarded =
  | { readonly code: 'prevent-destroy' }
  | { readonly code: 'still-referred-to'; readonly by: readonly Address[] }
  | { readonly code: 'too-many-removals'; readonly count: number; readonly most: number }
  | {
      readonly code: 'too-large-a-share'
      readonly count: number
      readonly kind: KindName
      readonly going: number
      readonly all: number
      readonly percent: number
    }
  | { readonly code: 'other-count-allowed'; readonly count: number; readonly allowed: number }
  | { readonly code: 'archive-not-allowed'; readonly action: Action }
  | { readonly code: 'not-reviewed' }

export const isConflict = (refusal: Refusal | undefined): refusal is Conflict =>
  refusal !== undefined && 'isConflict' in refusal
