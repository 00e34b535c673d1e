// What a plan leaves alone, why, and who has a hand in it. Plain JSON.
import type { Position } from './diagnostic.ts'
import type { Edit } from './fields/difference.ts'
import type { Json } from './json.ts'
import type { Pointer } from './pointer.ts'
import type { HeldReason } from './reasons/kept.ts'
import type { Address } from './source.ts'

/** Why something that differs is left alone. */
export type KeptReason =
  /** Live state is ahead of the file: nothing moves back. */
  | 'ahead'
  /** It was changed in Statsig and not in git. */
  | 'drift'
  /** The same, and the change takes users away from something: it is undone by name alone. */
  | 'restrictive'
  /** Somebody has archived it in Statsig. Protective, too. */
  | 'archived'
  /** Git defines it, and Statsig has lost it. */
  | 'deleted'
  /** There is no base: nobody can tell whose change it is. */
  | 'not-yet-managed'
  /** Its definition is gone, and it is not archived or deleted all the same. */
  | 'not-pruned'

/** Something that differs and is deliberately left alone. */
export interface KeptDifference {
  readonly address: Address
  readonly cause: KeptReason
  readonly reason: HeldReason
  readonly edits: readonly Edit[]
  readonly at?: Position
  readonly sensitive: readonly Pointer[]
  /** Nothing else is to be done about the resource, and its definition is the one that was applied: a line is enough. */
  readonly isDefinitionUnchanged?: true
  /** Who changed it last. */
  readonly author?: Author
}

/** Who changed a resource in Statsig last; nobody knows unless the audit log tells. */
export type Author =
  | {
      /** `client`: made with a Console API key, as this tool's own changes are. */
      readonly type: 'person' | 'api-key'
      readonly by: string
      /** An ISO time in UTC. */
      readonly at: string
    }
  | { readonly type: 'unknown' }

/** What git no longer manages: it stays as it is in Statsig. */
export interface UnmanagedItem {
  readonly address: Address
  /** Absent where the whole definition is gone. */
  readonly label?: string
  /** With `*` for the items of lists. */
  readonly pattern?: Pointer
  /** What is live. */
  readonly live?: Json
  readonly sensitive: readonly Pointer[]
}

/** The state of git that the plan was made from. */
export interface Origin {
  /** The commit whose definitions were applied last; absent where there is none yet. */
  readonly base?: string
  /** A person named the base. */
  readonly isBaseExplicit?: true
  /** The record of what was applied; absent where there is none yet. */
  readonly record?: string
  /** The commit that the definitions are of; absent where they are of none. */
  readonly commit?: string
}
