// Why something that differs is left alone, as data.
import type { KindName } from '../kinds/index.ts'
import type { Address } from '../source.ts'

export type HeldReason =
  | { readonly code: 'made-by-statsig' }
  | { readonly code: 'archived' }
  /** The kind leaves it alone in this state, and says why. */
  | { readonly code: 'held-by-kind'; readonly detail: string }
  | { readonly code: 'status-ahead'; readonly live: string; readonly file: string }
  | { readonly code: 'decided'; readonly status: string }
  | { readonly code: 'retired-at-first-contact' }
  | { readonly code: 'in-use-again' }
  | { readonly code: 'deleted' }
  | { readonly code: 'drift' }
  /** The change took users away from something. */
  | { readonly code: 'restrictive' }
  /** The same at first contact, where the files win otherwise. */
  | { readonly code: 'careful' }
  | { readonly code: 'not-yet-managed' }
  /** Nothing is remembered, so that an apply would put it back. */
  | { readonly code: 'without-git' }
  | StaysReason

/** Why it stays although its definition is gone. */
export type StaysReason =
  | { readonly code: 'renamed'; readonly to: Address }
  | { readonly code: 'only-deletable'; readonly kind: KindName }
  | {
      readonly code: 'no-route'
      readonly action: 'archive' | 'delete'
      readonly kind: KindName
    }
  | { readonly code: 'not-proven' }
