// What is read from GitHub and written to it: the nouns, and what each client may do with them.

export interface GitHubOptions {
  readonly apiUrl: string
  /** Found from `apiUrl` where it is not given. */
  readonly graphqlUrl?: string
  readonly token: string
  readonly owner: string
  readonly name: string
}

export interface Comment {
  readonly id: number
  readonly nodeId: string
  readonly author: string
  readonly body: string
  readonly url: string
}

export interface PullRequest {
  readonly number: number
  readonly state: 'open' | 'closed'
  readonly isMerged: boolean
  /** What its merge made of the base branch; absent before the merge. */
  readonly mergeCommit?: string
  readonly author: string
  /** The repository is `owner/name`, and absent where the fork was deleted. */
  readonly head: { readonly sha: string; readonly ref: string; readonly repository?: string }
  readonly base: { readonly sha: string; readonly ref: string }
  readonly url: string
}

export interface Issue {
  readonly number: number
  readonly nodeId: string
  readonly author: string
  readonly title: string
  readonly body: string
  readonly state: 'open' | 'closed'
  readonly closedAt?: string
  readonly createdAt: string
  readonly url: string
}

/** Reads alone. Whatever fails is thrown as a `GitHubError`, in every client here. */
export interface GitHubReader {
  /** Who the token is. */
  readonly login: () => Promise<string>
  readonly isPublic: () => Promise<boolean>
  readonly defaultBranch: () => Promise<string>
  readonly pull: (number: number) => Promise<PullRequest>
  /** The pull requests that brought a commit, or that hold it. */
  readonly pullsOf: (commit: string) => Promise<readonly PullRequest[]>
  /** From a branch of this repository. */
  readonly openPullFrom: (branch: string) => Promise<PullRequest | undefined>
  /** All of an issue or pull request, oldest first. */
  readonly comments: (number: number) => Promise<readonly Comment[]>
  /** Opened by somebody, in all states, newest first; pull requests are left out. */
  readonly issuesBy: (login: string) => Promise<readonly Issue[]>
  readonly issue: (number: number) => Promise<Issue>
}

export interface CommentWriter {
  /** Sent once: after a failure it may be there all the same, so that one lists again. */
  readonly createComment: (number: number, body: string) => Promise<Comment>
  readonly updateComment: (id: number, body: string) => Promise<Comment>
  /** A comment that is gone already is no failure. */
  readonly deleteComment: (id: number) => Promise<void>
  /** Hides it as outdated. */
  readonly minimize: (nodeId: string) => Promise<void>
}

export interface NewIssue {
  readonly title: string
  readonly body: string
  readonly labels: readonly string[]
  readonly assignees: readonly string[]
}

export interface IssueEdit {
  readonly title?: string
  readonly body?: string
  readonly state?: 'open' | 'closed'
}

export interface IssueWriter {
  /** Sent once. */
  readonly createIssue: (issue: NewIssue) => Promise<Issue>
  /** Fails where GitHub keeps the text that was there, as it does in silence with one that is too long. */
  readonly updateIssue: (number: number, edit: IssueEdit) => Promise<Issue>
  /** Sent once. */
  readonly createComment: (number: number, body: string) => Promise<Comment>
}

export interface NewCommit {
  readonly branch: string
  /** The commit that the files are laid over. */
  readonly parent: string
  readonly files: readonly { readonly path: string; readonly text: string }[]
  readonly message: string
}

export interface NewPullRequest {
  readonly title: string
  readonly body: string
  readonly head: string
  readonly base: string
}

export interface PullRequestEdit {
  readonly state?: 'closed'
  readonly title?: string
  readonly body?: string
}

export interface BranchWriter {
  /**
   * One commit, which the branch is created at or moved to by force. Its id, or `undefined` where the branch already holds
   * exactly that over that parent. Fails where somebody else has committed to the branch.
   */
  readonly commit: (commit: NewCommit) => Promise<string | undefined>
  /** Sent once. */
  readonly createPull: (pull: NewPullRequest) => Promise<PullRequest>
  readonly updatePull: (number: number, edit: PullRequestEdit) => Promise<PullRequest>
}
