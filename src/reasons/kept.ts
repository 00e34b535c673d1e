// Why a plan does not change a difference, as data: a cause that reports group by, and a reason that says more.

import type { Address } from '../core/source.ts'
import type { KindName } from '../kinds/index.ts'

/** The group that a kept difference belongs to. */
export type KeptCause =
  /** Statsig does not allow the change in the present state: for example, a status never goes back. */
  | 'ahead'
  /** It was changed in Statsig and not in git. */
  | 'drift'
  /** The same, and the change restricts users: only `--overwrite` with the address undoes it. */
  | 'restrictive'
  /** The resource was archived in Statsig after it was applied. Archiving restricts users, too. */
  | 'archived'
  /** Git defines the resource, and it was deleted in Statsig. */
  | 'deleted'
  /** It has another salt since the last apply: no field differs. Only `drift` finds it. */
  | 'resalted'
  /** The resource, or a key of it, has a value in Statsig and was never applied from this repository. */
  | 'not-yet-managed'
  /** The definition was removed from the files, and the resource is neither archived nor deleted. */
  | 'not-pruned'

export type KeptReason =
  | { readonly code: 'generated-by-statsig' }
  /** It was archived in Statsig. `isManaged`: after it was applied from here. */
  | { readonly code: 'archived'; readonly isManaged: boolean }
  /** The kind ignores the field in this state, and `detail` is the kind's reason. */
  | { readonly code: 'ignored-in-state'; readonly detail: string }
  | { readonly code: 'status-ahead'; readonly live: string; readonly file: string }
  /** The status is the wanted one, but the values that came with the transition differ. */
  | { readonly code: 'already-decided'; readonly status: string }
  | { readonly code: 'retired-not-yet-managed' }
  /** It was retired by an apply and is in use in Statsig again. */
  | { readonly code: 'in-use-again' }
  | { readonly code: 'deleted' }
  | { readonly code: 'drift' }
  /** `isUncertain`: the audit log has names only, and another resource may have this one. */
  | { readonly code: 'resalted'; readonly isUncertain: boolean }
  /** The change in Statsig restricts users. */
  | { readonly code: 'restrictive' }
  /** The live value restricts users, and the resource was never applied from here. */
  | { readonly code: 'restrictive-not-yet-managed' }
  | { readonly code: 'not-yet-managed' }
  /** The files declare a key that they did not before, and Statsig holds a value of it. */
  | { readonly code: 'key-not-yet-managed' }
  /** No state is recorded, so that an apply would overwrite the difference. */
  | { readonly code: 'without-git' }
  | NotPrunedReason

/** Why a resource whose definition was removed is neither archived nor deleted. */
export type NotPrunedReason =
  /** `to`: a new definition with the same content. */
  | { readonly code: 'renamed'; readonly to: Address }
  | { readonly code: 'only-deletable'; readonly kind: KindName }
  | {
      readonly code: 'no-route'
      readonly action: 'archive' | 'delete'
      readonly kind: KindName
    }
  | { readonly code: 'no-deletion-proof' }

export const keptCause = (reason: KeptReason): KeptCause => {
  switch (reason.code) {
    case 'generated-by-statsig':
    case 'ignored-in-state':
    case 'status-ahead':
    case 'already-decided':
      return 'ahead'
    case 'archived':
      return reason.isManaged ? 'archived' : 'ahead'
    case 'drift':
    case 'in-use-again':
    case 'without-git':
      return 'drift'
    case 'restrictive':
    case 'restrictive-not-yet-managed':
      return 'restrictive'
    case 'deleted':
      return 'deleted'
    case 'resalted':
      return 'resalted'
    case 'not-yet-managed':
    case 'key-not-yet-managed':
    case 'retired-not-yet-managed':
      return 'not-yet-managed'
    case 'renamed':
    case 'only-deletable':
    case 'no-route':
    case 'no-deletion-proof':
      return 'not-pruned'
  }
}
