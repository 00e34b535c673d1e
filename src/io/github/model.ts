// The types of GitHub's resources, and the interfaces of its readers and writers.

export interface GitHubOptions {
  readonly apiUrl: string
  /** Default: derived from `apiUrl`. */
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
  /** When it was created or last edited: an ISO time of GitHub's clock. */
  readonly updatedAt: string
}

/** A review that approves a pull request, of a person who belongs to the repository. */
export interface ApprovingReview {
  /** The commit that was reviewed. */
  readonly commit?: string
  /** An ISO time of GitHub's clock. */
  readonly at: string
}

export interface PullRequest {
  readonly number: number
  readonly state: 'open' | 'closed'
  readonly isMerged: boolean
  /** The commit of the merge on the base branch; absent before the merge. */
  readonly mergeCommit?: string
  readonly author: string
  /** `repository` is `owner/name`; absent if the fork was deleted. */
  readonly head: { readonly sha: string; readonly ref: string; readonly repository?: string }
  readonly base: { readonly sha: string; readonly ref: string }
  /** Its head is in another repository. */
  readonly isFork: boolean
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

/** Has no way to write. All clients throw failures as `GitHubError`. */
export interface GitHubReader {
  /** The login of the token. */
  readonly login: () => Promise<string>
  readonly isPublic: () => Promise<boolean>
  readonly defaultBranch: () => Promise<string>
  readonly pull: (number: number) => Promise<PullRequest>
  /** The pull requests that contain a commit. */
  readonly pullsOf: (commit: string) => Promise<readonly PullRequest[]>
  /** The open pull request from a branch of this repository. */
  readonly openPullFrom: (branch: string) => Promise<PullRequest | undefined>
  /** Reviews of a pull request that approve it. One that was dismissed does not. */
  readonly approvals: (number: number) => Promise<readonly ApprovingReview[]>
  /** All comments of an issue or pull request, oldest first. */
  readonly comments: (number: number) => Promise<readonly Comment[]>
  /** Issues of an author in all states, newest first, without pull requests. */
  readonly issuesBy: (login: string) => Promise<readonly Issue[]>
  readonly issue: (number: number) => Promise<Issue>
}

export interface CommentWriter {
  /** Sent once. After a failure the comment may exist: list the comments. */
  readonly createComment: (number: number, body: string) => Promise<Comment>
  readonly updateComment: (id: number, body: string) => Promise<Comment>
  /** Succeeds if the comment no longer exists. */
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
  /** Fails if GitHub silently keeps the old text, as it does if the new one is too long. */
  readonly updateIssue: (number: number, edit: IssueEdit) => Promise<Issue>
  /** Sent once. */
  readonly createComment: (number: number, body: string) => Promise<Comment>
}

export interface NewCommit {
  readonly branch: string
  /** The parent, whose other files are kept. */
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
   * Creates one commit and moves the branch to it by force. Returns its id, or `undefined` if the branch already has the
   * same files and parent. Fails if another author has committed to the branch.
   */
  readonly commit: (commit: NewCommit) => Promise<string | undefined>
  /** Sent once. */
  readonly createPull: (pull: NewPullRequest) => Promise<PullRequest>
  readonly updatePull: (number: number, edit: PullRequestEdit) => Promise<PullRequest>
}
