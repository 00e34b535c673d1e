// Defines the applied state that a plan merges with, and the options that say which changes it overwrites.

import type { JsonObject } from '../core/json.ts'
import type { Address, Definition, DeletionProof, DesiredState } from '../model/index.ts'

export interface AppliedState {
  /** The definitions that were applied last. */
  readonly base: DesiredState
  /** The files are older than the base: what they lack was not removed from them. */
  readonly isBehind?: true
  /** Whether the plan overwrites drift. A restrictive change is overwritten only through `overwrites`. */
  readonly onDrift: 'keep' | 'overwrite'
  /** Resources or fields that the plan overwrites whatever was changed in Statsig. */
  readonly overwrites: readonly Overwrite[]
  /** Whether the plan overwrites an existing resource that was never applied from this repository. */
  readonly overwritesUnmanaged: (address: Address) => boolean
  readonly prunePolicy: PrunePolicy
  /**
   * Values that members of a resource have had in Statsig since the last apply, each as far as one change set them.
   * Absent where nothing shows that the resource was changed.
   */
  readonly findReachedValues?: (address: Address) => readonly JsonObject[]
}

export interface Overwrite {
  readonly address: Address
  /** A pointer into the file, or a label such as `rules[Staff].passPercentage`. Absent for the whole resource. */
  readonly fieldPath?: string
}

/** What a plan does with resources whose definitions were removed. */
export interface PrunePolicy {
  readonly mode: 'off' | 'archive' | 'delete'
  /** The largest number of removals in one run. */
  readonly most: number
  /** The largest share of the live resources of a kind, in per cent. It applies to kinds with at least ten. */
  readonly percent: number
  /** Exactly this number of removals is allowed, whatever the two limits are. */
  readonly allowed?: number
  /** The commits that defined and removed it. Absent where git does not show that it was deleted. */
  readonly findDeletionProof: (definition: Definition) => DeletionProof | undefined
}
