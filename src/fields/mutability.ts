// When a field is sent, and when it can no longer be changed.

/** Which request carries a field. */
export type SentIn =
  /** Creation and updates alike. */
  | 'always'
  /** Creation alone; settled afterwards. */
  | 'create'
  /** Updates alone; a creation that mentions it is followed by an update. */
  | 'update'
  /** A move of the resource's status alone (`moves` of the kind). */
  | 'transition'
  /** A request of its own before the creation (`before` of the routes). */
  | 'pre-request'
  /** None, but the value that Statsig holds is handed back when the item around it is sent. It serves for matching. */
  | 'match-only'

/** Why a field cannot be changed once the resource exists, although an update would carry it. */
export interface Immutability {
  /** A sentence for people. `{name}` stands for the resource's name. */
  readonly reason: string
  readonly hint?: string
  /** Frozen only after the resource has left the statuses that the kind's `moves` call a draft. */
  readonly since?: 'start'
  /** What may still be done: a number may rise; items of a list may be added. */
  readonly allows?: 'increase' | 'add'
}
