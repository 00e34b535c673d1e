// Comments, issues, pull requests and the repository, in the format of the REST API.
import { type Comment, commentsOf, type Repo, type State, type Thread } from './state.ts'
import { associationOf, nodeId, userOf } from './users.ts'

export interface Shapes {
  readonly comment: (comment: Comment) => Shape
  readonly issue: (thread: Thread) => Shape
  /** `full` is the response for one pull request; lists omit members. */
  readonly pull: (thread: Thread, full: boolean, shas: Shas) => Shape
  readonly repo: () => Shape
}
export interface Shape {
  readonly [name: string]: unknown
  readonly url: string
}
/** Commits that change with their branches. */
export interface Shas {
  readonly head: string
  readonly base: string
}

export const shapesOf = (state: State, api: string): Shapes => {
  const { repo } = state
  const full = `${repo.owner}/${repo.name}`
  const at = `${api}/repos/${full}`
  const web = `https://github.com/${full}`
  return {
    comment: (comment) => ({
      url: `${at}/issues/comments/${comment.id}`,
      html_url: `${web}/${isPull(state, comment.number) ? 'pull' : 'issues'}/${comment.number}#issuecomment-${comment.id}`,
      issue_url: `${at}/issues/${comment.number}`,
      id: comment.id,
      node_id: commentNode(comment),
      user: userOf(comment.user),
      created_at: comment.createdAt,
      updated_at: comment.updatedAt,
      body: comment.body,
      author_association: associationOf(comment.user),
      reactions: reactionsAt(`${at}/issues/comments/${comment.id}`),
      performed_via_github_app: null,
    }),
    issue: (thread) => issueShape(state, at, web, thread),
    pull: (thread, isFull, shas) => pullShape(state, { api, at, web }, thread, isFull, shas),
    repo: () => repoShape(repo, api),
  }
}

export const commentNode = ({ id }: Pick<Comment, 'id'>): string => nodeId('IC', id)

const isPull = (state: State, number: number): boolean =>
  state.threads.get(number)?.pull !== undefined

const issueShape = (state: State, at: string, web: string, thread: Thread): Shape => {
  const url = `${at}/issues/${thread.number}`
  const isPullToo = thread.pull !== undefined
  const html = `${web}/${isPullToo ? 'pull' : 'issues'}/${thread.number}`
  return {
    url,
    repository_url: at,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: html,
    id: thread.id,
    node_id: nodeId(isPullToo ? 'PR' : 'I', thread.id),
    number: thread.number,
    title: thread.title,
    user: userOf(thread.user),
    labels: thread.labels.map((name) => labelShape(at, name)),
    state: thread.state,
    locked: false,
    assignee: thread.assignees[0] === undefined ? null : userOf(thread.assignees[0]),
    assignees: thread.assignees.map(userOf),
    milestone: null,
    comments: commentsOf(state, thread.number).length,
    created_at: thread.createdAt,
    updated_at: thread.updatedAt,
    closed_at: thread.closedAt,
    author_association: associationOf(thread.user),
    active_lock_reason: null,
    ...(thread.pull !== undefined && {
      draft: thread.pull.isDraft,
      pull_request: {
        url: `${at}/pulls/${thread.number}`,
        html_url: html,
        diff_url: `${html}.diff`,
        patch_url: `${html}.patch`,
        merged_at: thread.pull.mergedAt,
      },
    }),
    body: thread.body,
    closed_by: thread.closedBy === null ? null : userOf(thread.closedBy),
    reactions: reactionsAt(url),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: null,
    state_reason: thread.reason,
  }
}

const labelShape = (at: string, name: string): Shape => ({
  id: userOf(name).id,
  node_id: nodeId('LA', name),
  url: `${at}/labels/${encodeURIComponent(name)}`,
  name,
  color: 'ededed',
  default: false,
  description: null,
})

const kindsOfReaction = ['+1', '-1', 'laugh', 'hooray', 'confused', 'heart', 'rocket', 'eyes']
const reactionsAt = (url: string): Shape => ({
  url: `${url}/reactions`,
  total_count: 0,
  ...Object.fromEntries(kindsOfReaction.map((kind) => [kind, 0])),
})

interface Places {
  readonly api: string
  readonly at: string
  readonly web: string
}

const pullShape = (
  state: State,
  { api, at, web }: Places,
  thread: Thread,
  isFull: boolean,
  shas: Shas,
): Shape => {
  const { pull, number } = thread
  if (pull === undefined) throw new Error(`#${number} is no pull.`)
  const url = `${at}/pulls/${number}`
  const html = `${web}/pull/${number}`
  const issue = `${at}/issues/${number}`
  const here = `${state.repo.owner}/${state.repo.name}`
  const side = (ref: string, sha: string, full: string) => {
    const [owner = '', name = ''] = full.split('/')
    const repo = full === here ? state.repo : { ...state.repo, owner, name, id: userOf(full).id }
    return {
      label: `${owner}:${ref}`,
      ref,
      sha,
      user: userOf(owner),
      repo: { ...repoShape(repo, api), fork: full !== here },
    }
  }
  const shown = issueShape(state, at, web, thread)
  return {
    url,
    id: thread.id,
    node_id: nodeId('PR', thread.id),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    number,
    state: thread.state,
    locked: false,
    title: thread.title,
    user: shown['user'],
    body: thread.body,
    created_at: thread.createdAt,
    updated_at: thread.updatedAt,
    closed_at: thread.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommit,
    assignee: shown['assignee'],
    assignees: shown['assignees'],
    requested_reviewers: [],
    requested_teams: [],
    labels: shown['labels'],
    milestone: null,
    draft: pull.isDraft,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${at}/pulls/comments{/number}`,
    comments_url: `${issue}/comments`,
    statuses_url: `${at}/statuses/${shas.head}`,
    head: side(pull.head.ref, shas.head, pull.head.repo),
    base: side(pull.base.ref, shas.base, here),
    _links: {
      self: { href: url },
      html: { href: html },
      issue: { href: issue },
      comments: { href: `${issue}/comments` },
      review_comments: { href: `${url}/comments` },
      review_comment: { href: `${at}/pulls/comments{/number}` },
      commits: { href: `${url}/commits` },
      statuses: { href: `${at}/statuses/${shas.head}` },
    },
    author_association: associationOf(thread.user),
    auto_merge: null,
    active_lock_reason: null,
    ...(isFull && {
      merged: pull.mergedAt !== null,
      mergeable: thread.state === 'open' ? true : null,
      rebaseable: thread.state === 'open' ? true : null,
      mergeable_state: thread.state === 'open' ? 'clean' : 'unknown',
      merged_by: pull.mergedAt === null ? null : userOf(state.repo.owner),
      comments: shown['comments'],
      review_comments: 0,
      maintainer_can_modify: false,
      commits: Math.max(1, pull.commits.length),
      additions: 1,
      deletions: 1,
      changed_files: 1,
    }),
  }
}

const repoShape = (repo: Repo, api: string): Shape => {
  const full = `${repo.owner}/${repo.name}`
  const url = `${api}/repos/${full}`
  return {
    id: repo.id,
    node_id: nodeId('R', repo.id),
    name: repo.name,
    full_name: full,
    private: repo.isPrivate,
    owner: { ...userOf(repo.owner), type: 'Organization' },
    html_url: `https://github.com/${full}`,
    description: null,
    fork: false,
    url,
    issues_url: `${url}/issues{/number}`,
    pulls_url: `${url}/pulls{/number}`,
    contents_url: `${url}/contents/{+path}`,
    compare_url: `${url}/compare/{base}...{head}`,
    commits_url: `${url}/commits{/sha}`,
    git_refs_url: `${url}/git/refs{/sha}`,
    clone_url: `https://github.com/${full}.git`,
    archived: false,
    disabled: false,
    has_issues: true,
    visibility: repo.isPrivate ? 'private' : 'public',
    default_branch: repo.defaultBranch,
    permissions: { admin: false, maintain: false, push: true, triage: true, pull: true },
  }
}
