// The action that one operation of a plan takes on a resource, and the apply that it finishes.
import type { Transition } from '../kinds/kind.ts'

export type Action = 'create' | 'update' | Transition['action'] | 'delete'

/** An apply whose end is not recorded, by what it says of one resource. Its definition has not changed since. */
export interface FinishedApply {
  readonly commit: string
  /** The first digits of the ids of its operations on the resource that have not arrived, as its record has them. */
  readonly operations: readonly string[]
  /** Some of it has arrived: what is left may be another operation. */
  readonly isStarted?: true
}
