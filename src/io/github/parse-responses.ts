// Converts responses of GitHub to our types.
import type { ApprovingReview, Comment, Issue, PullRequest } from './model.ts'

type UserResponse = { readonly login: string } | null | undefined

interface CommentResponse {
  readonly id: number | bigint
  readonly node_id: string
  readonly user: UserResponse
  readonly body?: string | null | undefined
  readonly html_url: string
  readonly updated_at?: string
}

interface PullRequestResponse {
  readonly number: number
  readonly state: string
  readonly merged_at: string | null
  readonly merge_commit_sha: string | null
  readonly user: UserResponse
  readonly head: {
    readonly sha: string
    readonly ref: string
    readonly repo: { readonly full_name: string } | null
  }
  readonly base: {
    readonly sha: string
    readonly ref: string
    readonly repo: { readonly full_name: string }
  }
  readonly html_url: string
}

interface IssueResponse extends Omit<CommentResponse, 'id'> {
  readonly number: number
  readonly title: string
  readonly state: string
  readonly closed_at: string | null
  readonly created_at: string
}

interface ReviewResponse {
  readonly state: string
  readonly commit_id: string | null
  readonly submitted_at?: string
  readonly author_association?: string
}

/** On a public repository these people can approve, too, and do not count for its rules. */
const outsiders: readonly string[] = [
  'CONTRIBUTOR',
  'FIRST_TIMER',
  'FIRST_TIME_CONTRIBUTOR',
  'MANNEQUIN',
  'NONE',
]

/** Empty if the review is no approval of a person who belongs to the repository. */
export const parseApprovals = ({
  author_association: association,
  commit_id: commit,
  state,
  submitted_at: at,
}: ReviewResponse): readonly ApprovingReview[] =>
  state === 'APPROVED' && at !== undefined && !outsiders.includes(association ?? '')
    ? [{ at, ...(commit !== null && { commit }) }]
    : []

/** GitHub shows deleted accounts as `ghost`. */
const loginOf = (user: UserResponse): string => user?.login ?? 'ghost'

export const parseComment = (response: CommentResponse): Comment => ({
  id: Number(response.id),
  nodeId: response.node_id,
  author: loginOf(response.user),
  body: response.body ?? '',
  url: response.html_url,
  updatedAt: response.updated_at ?? '',
})

export const parsePullRequest = ({
  base,
  head,
  ...response
}: PullRequestResponse): PullRequest => ({
  number: response.number,
  state: response.state === 'open' ? 'open' : 'closed',
  isMerged: response.merged_at !== null,
  // Before the merge it is the commit of a test merge.
  ...(response.merged_at !== null &&
    response.merge_commit_sha !== null && { mergeCommit: response.merge_commit_sha }),
  author: loginOf(response.user),
  head: {
    sha: head.sha,
    ref: head.ref,
    ...(head.repo !== null && { repository: head.repo.full_name }),
  },
  base: { sha: base.sha, ref: base.ref },
  isFork: head.repo?.full_name !== base.repo.full_name,
  url: response.html_url,
})

export const parseIssue = (response: IssueResponse): Issue => ({
  number: response.number,
  nodeId: response.node_id,
  author: loginOf(response.user),
  title: response.title,
  body: response.body ?? '',
  state: response.state === 'open' ? 'open' : 'closed',
  ...(response.closed_at !== null && { closedAt: response.closed_at }),
  createdAt: response.created_at,
  url: response.html_url,
})
