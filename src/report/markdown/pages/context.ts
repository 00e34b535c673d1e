// Where a page stands and what it is of. Nothing is fetched.

export interface PageContext {
  /** Absent where the repository has none to tell apart. */
  readonly target?: string
  /** `acme/flags`. */
  readonly repository: string
  /** `https://github.com`. */
  readonly server: string
  /** The commit in full that links lead to. */
  readonly head?: string
  readonly base?: { readonly ref: string; readonly id: string }
  /** The folder of the definitions within the repository: empty, or `config/`. */
  readonly root: string
  readonly run: { readonly number: number; readonly url: string }
}
