// What a page needs for its heading and its links. Nothing is fetched.

export interface PageContext {
  /** Absent where the repository has no targets. */
  readonly target?: string
  /** `acme/flags`; absent where the page belongs to no repository on GitHub. */
  readonly repository?: string
  /** `https://github.com`. */
  readonly server?: string
  /** The full id of the commit that links lead to. */
  readonly head?: string
  readonly base?: { readonly ref: string; readonly id: string }
  /** The folder of the definitions within the repository: empty, or `config/`. */
  readonly root: string
  /** The run that wrote the page; absent where the command line did. */
  readonly run?: PageRun
}

export interface PageRun {
  readonly number: number
  readonly url: string
}

/** A page that a run of the Action writes. */
export type RunPageContext = PageContext & { readonly run: PageRun }
