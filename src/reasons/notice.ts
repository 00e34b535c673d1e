// What is to be known of a plan before anything else, and what git proves, as data.

export type Notice =
  /** A setting that the change makes less strict. */
  | {
      readonly code: 'setting-not-yet'
      readonly setting: string
      readonly from: string
      readonly to: string
    }
  | { readonly code: 'nothing-recorded'; readonly target: string }
  | Behind
  | { readonly code: 'pruning-off'; readonly because: PruningDoubt }
  | { readonly code: 'too-many-changes'; readonly count: number; readonly most: number }

/** The work tree does not hold what was applied, or nobody can tell. `commit`: in full. */
export type Behind = { readonly code: 'shallow' | 'behind'; readonly commit: string }

/** Whatever leaves a doubt that a definition was deleted on purpose. */
export type PruningDoubt =
  | { readonly code: 'no-commit' }
  | { readonly code: 'nothing-recorded' }
  | { readonly code: 'behind' }
  | { readonly code: 'faulty-base'; readonly commit: string }
  | { readonly code: 'no-project-recorded' }
  | { readonly code: 'no-definitions' }
  | { readonly code: 'no-history' }
  | { readonly code: 'project-not-shown' }

/** Commits, in full: where a definition was applied, and where it was removed. */
export interface Evidence {
  readonly from: string
  readonly by: string
}
