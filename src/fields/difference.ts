// Defines a difference between a live value and a wanted one, with the options of the fields that lead to it.
import type { Json } from '../core/json.ts'
import type { Pointer } from '../core/pointer.ts'
import type { Immutability } from './field-options.ts'

/** One difference inside a resource. `before` is the value in Statsig, `after` the value in the file. */
export interface Edit {
  /** Where it is in the file; for a value that is not in the file, the nearest enclosing value that is. */
  readonly pointer: Pointer
  /** The place as it is shown: `rules[Staff].passPercentage`. */
  readonly label: string
  readonly before?: Json
  readonly after?: Json
  /** A whole item of a list, or the order of its items. */
  readonly item?: 'added' | 'removed' | 'order'
  /** Text of several lines, shown as a unified diff. */
  readonly multiline?: true
  /** In place of the values, where there are too many to list or where they must not be shown. */
  readonly counts?: ChangeCounts
}

export interface ChangeCounts {
  readonly added: number
  readonly removed: number
  /** How many items the wanted value has. */
  readonly total: number
  /** The noun for the items: `ids`. */
  readonly unit: string
}

/** An edit, with the options of the fields that lead to it. */
export interface Difference {
  readonly edit: Edit
  /** The pointer with `*` for the items of lists. */
  readonly pattern: Pointer
  readonly immutable?: Immutability
  /** What happens to users if this new item is a live item that was renamed and not recognised. */
  readonly unmatchedEffect?: string
  /** Items of a list in another order that may be others of the same content, whose names they have now. */
  readonly ambiguousItems?: readonly {
    readonly pointer: Pointer
    readonly label: string
    /** What happens to users if they are. */
    readonly detail: string
  }[]
}

export interface DiffPlace {
  readonly pointer: Pointer
  readonly pattern: Pointer
  readonly label: string
}
