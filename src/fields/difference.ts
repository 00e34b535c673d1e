// One difference between what is there and what is wanted, and what the fields on its way say about it.
import type { Json } from '../json.ts'
import type { Pointer } from '../pointer.ts'
import type { Immutability } from './mutability.ts'

/** One difference inside a resource. An absent side means that nothing is there. */
export interface Edit {
  /** Where the author of the file can change it; for what the file does not hold, the nearest place that it does. */
  readonly pointer: Pointer
  /** The place as people say it: `rules[Staff].passPercentage`. */
  readonly label: string
  readonly before?: Json
  readonly after?: Json
  /** A whole item of a list, or its order. */
  readonly item?: 'added' | 'removed' | 'order'
  /** Text of several lines, better shown as a unified diff. */
  readonly multiline?: true
  /** In place of the values, where there are too many to read, or where nobody should. */
  readonly counts?: ChangeCounts
}

export interface ChangeCounts {
  readonly added: number
  readonly removed: number
  /** How many there will be. */
  readonly total: number
  /** What they are: `ids`. */
  readonly unit: string
}

/** An edit together with what the fields on its way say about it. */
export interface Difference {
  readonly edit: Edit
  /** The place with `*` for the items of lists. */
  readonly pattern: Pointer
  readonly immutable?: Immutability
  /** What happens to users when this new item is really one that was there under another name. */
  readonly unmatchedEffect?: string
}

export interface DiffPlace {
  readonly pointer: Pointer
  readonly pattern: Pointer
  readonly label: string
}
