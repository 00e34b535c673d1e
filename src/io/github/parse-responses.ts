// From GitHub's answers to our nouns.
import type { Comment, Issue, Pull } from './model.ts'

type GivenUser = { readonly login: string } | null | undefined

interface GivenComment {
  readonly id: number | bigint
  readonly node_id: string
  readonly user: GivenUser
  readonly body?: string | null | undefined
  readonly html_url: string
}

interface GivenPull {
  readonly number: number
  readonly state: string
  readonly merged_at: string | null
  readonly merge_commit_sha: string | null
  readonly user: GivenUser
  readonly head: {
    readonly sha: string
    readonly ref: string
    readonly repo: { readonly full_name: string } | null
  }
  readonly base: { readonly sha: string; readonly ref: string }
  readonly html_url: string
}

interface GivenIssue extends Omit<GivenComment, 'id'> {
  readonly number: number
  readonly title: string
  readonly state: string
  readonly closed_at: string | null
  readonly created_at: string
}

/** Who has no account any more is shown as `ghost`. */
const loginOf = (user: GivenUser): string => user?.login ?? 'ghost'

export const commentFrom = (given: GivenComment): Comment => ({
  id: Number(given.id),
  nodeId: given.node_id,
  author: loginOf(given.user),
  body: given.body ?? '',
  url: given.html_url,
})

export const pullFrom = ({ base, head, ...given }: GivenPull): Pull => ({
  number: given.number,
  state: given.state === 'open' ? 'open' : 'closed',
  isMerged: given.merged_at !== null,
  // Before the merge it is a commit that GitHub made for a trial.
  ...(given.merged_at !== null &&
    given.merge_commit_sha !== null && { mergeCommit: given.merge_commit_sha }),
  author: loginOf(given.user),
  head: {
    sha: head.sha,
    ref: head.ref,
    ...(head.repo !== null && { repository: head.repo.full_name }),
  },
  base: { sha: base.sha, ref: base.ref },
  url: given.html_url,
})

export const issueFrom = (given: GivenIssue): Issue => ({
  number: given.number,
  nodeId: given.node_id,
  author: loginOf(given.user),
  title: given.title,
  body: given.body ?? '',
  state: given.state === 'open' ? 'open' : 'closed',
  ...(given.closed_at !== null && { closedAt: given.closed_at }),
  createdAt: given.created_at,
  url: given.html_url,
})
