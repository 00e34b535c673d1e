// What a plan does not change, and who changed it last. Plain JSON.
import type { Position } from '../core/diagnostic.ts'
import type { Json } from '../core/json.ts'
import type { Pointer } from '../core/pointer.ts'
import type { Address } from '../core/source.ts'
import type { Edit } from '../fields/difference.ts'
import type { KeptCause, KeptReason } from '../reasons/kept.ts'

/** A difference between a file and Statsig that the plan does not change. */
export interface KeptDifference {
  readonly address: Address
  readonly cause: KeptCause
  readonly reason: KeptReason
  readonly edits: readonly Edit[]
  readonly at?: Position
  readonly sensitive: readonly Pointer[]
  /** The plan has no operation for the resource, and its definition is the applied one: reports show one line. */
  readonly isDefinitionUnchanged?: true
  /** Who changed it last. */
  readonly author?: Author
}

/** Who changed a resource in Statsig last, according to the audit log. */
export type Author =
  | {
      /** `api-key`: changed with a Console API key, as changes by statsig-gitops are. */
      readonly type: 'person' | 'api-key'
      readonly by: string
      /** An ISO time in UTC. */
      readonly at: string
    }
  | { readonly type: 'unknown' }

/** A resource or a field that the files no longer define: it stays as it is in Statsig. */
export interface UnmanagedItem {
  readonly address: Address
  /** Absent where the whole definition was removed. */
  readonly label?: string
  /** With `*` for the items of lists. */
  readonly pattern?: Pointer
  /** The live value. */
  readonly live?: Json
  readonly sensitive: readonly Pointer[]
}

/** The state of git that the plan was made from. */
export interface Origin {
  /** The commit whose definitions were applied last. Absent before the first apply. */
  readonly base?: string
  /** The base was named with an option. */
  readonly isBaseExplicit?: true
  /** The folder of the root within the repository. Absent for the repository itself. */
  readonly root?: string
  /** The record of the applied state. Absent before the first apply. */
  readonly record?: string
  /** The commit of the definitions. Absent where the files are not committed. */
  readonly commit?: string
}

/** Whether the difference was made in Statsig after the last apply. */
export const isDrift = (cause: KeptCause): boolean => {
  switch (cause) {
    case 'drift':
    case 'restrictive':
    case 'archived':
    case 'deleted':
    case 'resalted':
      return true
    case 'ahead':
    case 'not-yet-managed':
    case 'not-pruned':
      return false
  }
}

/** Whether the change in Statsig restricts users: only `--overwrite <address>` undoes it. */
export const isRestrictiveDrift = ({ cause }: Pick<KeptDifference, 'cause'>): boolean =>
  cause === 'restrictive' || cause === 'archived'
