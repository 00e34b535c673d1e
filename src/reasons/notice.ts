// Facts about a whole plan that a reader must know first, and the proof of a deletion in git, as data.

export type Notice =
  /** A setting that this change makes less strict: the stricter value still applies. */
  | {
      readonly code: 'setting-pending'
      readonly setting: string
      readonly from: string
      readonly to: string
    }
  | {
      readonly code: 'no-applied-state'
      readonly target: string
      /** The folder of the root within the repository; absent for the repository itself. */
      readonly root?: string
    }
  /** The run continues the record of a former root or target. Both are refs. */
  | { readonly code: 'former-record'; readonly ref: string; readonly own: string }
  /** Records that a root or target without one may have had before. */
  | { readonly code: 'possible-records'; readonly refs: readonly string[]; readonly own: string }
  | Behind
  | { readonly code: 'pruning-off'; readonly block: PruneBlock }
  | { readonly code: 'too-many-changes'; readonly count: number; readonly most: number }

/**
 * The work tree does not contain the commit that was applied last (`behind`), or a shallow clone cannot show whether it
 * does (`shallow`). `commit` is the full hash.
 */
export type Behind = { readonly code: 'shallow' | 'behind'; readonly commit: string }

/** Why the run archives and deletes nothing: git does not prove that definitions were removed on purpose. */
export type PruneBlock =
  | { readonly code: 'no-commit' }
  | { readonly code: 'no-applied-state' }
  | { readonly code: 'behind' }
  | { readonly code: 'invalid-base'; readonly commit: string }
  | { readonly code: 'no-project-recorded' }
  | { readonly code: 'no-definitions' }
  | { readonly code: 'no-history' }
  | { readonly code: 'project-unreadable' }

/** Full hashes of commits: the one that was applied with the definition, and the one that removed it. */
export interface DeletionProof {
  readonly definedIn: string
  readonly removedIn: string
}
