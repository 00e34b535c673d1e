// Payloads of events, with the members that matter.
import { actionsBot, userOf } from './users.ts'

export interface GitHubEvent {
  readonly event: string
  readonly payload: Readonly<Record<string, unknown>>
}

export interface Where {
  /** Default: `acme/flags`. */
  readonly repository?: string
  readonly isPrivate?: boolean
  readonly defaultBranch?: string
  /** The user who causes the event. */
  readonly sender?: string
}

export interface PullEvent extends Where {
  readonly action?: 'opened' | 'synchronize' | 'reopened' | 'closed' | 'edited' | 'labeled'
  readonly number?: number
  readonly title?: string
  readonly body?: string
  /** `acme/flags`, or the fork it comes from. */
  readonly from?: string
  readonly head: { readonly sha: string; readonly ref: string }
  readonly base: { readonly sha: string; readonly ref?: string }
  readonly mergeCommit?: string
  readonly isDraft?: boolean
}

const web = 'https://github.com'
const api = 'https://api.github.com'
const none = '0'.repeat(40)

export const pullRequest = (given: PullEvent): GitHubEvent => ({
  event: 'pull_request',
  payload: pullPayload(given),
})

export const forkedPullRequest = (given: PullEvent): GitHubEvent =>
  pullRequest({ from: `mallory/${named(given).name}`, sender: 'mallory', ...given })

export const dependabotPullRequest = (given: PullEvent): GitHubEvent =>
  pullRequest({ sender: 'dependabot[bot]', ...given })

export const pullRequestTarget = (given: PullEvent): GitHubEvent => ({
  event: 'pull_request_target',
  payload: pullPayload(given),
})

const pullPayload = (given: PullEvent): GitHubEvent['payload'] => {
  const {
    action = 'opened',
    number = 1,
    title = `Pull ${number}`,
    body = null,
    sender = 'alice',
  } = given
  const full = named(given).full
  const from = given.from ?? full
  const side = (repository: string, ref: string, sha: string) => ({
    label: `${repository.split('/')[0]}:${ref}`,
    ref,
    sha,
    user: userOf(repository.split('/')[0] ?? ''),
    repo: { ...repositoryOf({ ...given, repository }), fork: repository !== full },
  })
  return {
    action,
    number,
    pull_request: {
      url: `${api}/repos/${full}/pulls/${number}`,
      id: 1_000_000 + number,
      html_url: `${web}/${full}/pull/${number}`,
      number,
      state: action === 'closed' ? 'closed' : 'open',
      locked: false,
      title,
      user: userOf(sender),
      body,
      created_at: '2026-11-24T11:00:00Z',
      updated_at: '2026-11-24T11:30:00Z',
      closed_at: null,
      merged_at: null,
      merge_commit_sha: given.mergeCommit ?? null,
      assignees: [],
      labels: [],
      draft: given.isDraft ?? false,
      head: side(from, given.head.ref, given.head.sha),
      base: side(full, given.base.ref ?? given.defaultBranch ?? 'main', given.base.sha),
      author_association: from === full ? 'MEMBER' : 'FIRST_TIME_CONTRIBUTOR',
      merged: false,
      mergeable: null,
      comments: 0,
      commits: 1,
      changed_files: 1,
    },
    ...(action === 'synchronize' && { before: none, after: given.head.sha }),
    ...common(given),
  }
}

export interface PushedCommit {
  readonly id: string
  readonly message?: string
  readonly author?: string
  readonly added?: readonly string[]
  readonly modified?: readonly string[]
  readonly removed?: readonly string[]
}

export const push = (
  given: Where & {
    readonly ref?: string
    readonly before?: string
    readonly after: string
    readonly commits?: readonly PushedCommit[]
    readonly forced?: boolean
  },
): GitHubEvent => {
  const { after, before = none, forced = false, sender = 'alice' } = given
  const ref = given.ref ?? `refs/heads/${given.defaultBranch ?? 'main'}`
  const full = named(given).full
  const commits = (given.commits ?? [{ id: after }]).map((commit) => {
    const {
      id,
      message = 'Change',
      author = sender,
      added = [],
      modified = [],
      removed = [],
    } = commit
    const person = { name: author, email: `${author}@users.noreply.github.com`, username: author }
    return {
      id,
      tree_id: none,
      distinct: true,
      message,
      timestamp: '2026-11-24T11:30:00Z',
      url: `${web}/${full}/commit/${id}`,
      author: person,
      committer: person,
      added,
      removed,
      modified,
    }
  })
  return {
    event: 'push',
    payload: {
      ref,
      before,
      after,
      created: before === none,
      deleted: after === none,
      forced,
      base_ref: null,
      compare: `${web}/${full}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
      commits,
      head_commit: commits.at(-1) ?? null,
      pusher: { name: sender, email: `${sender}@users.noreply.github.com` },
      ...common(given),
    },
  }
}

export const mergeGroup = (
  given: Where & { readonly head: string; readonly base: string; readonly number?: number },
): GitHubEvent => {
  const { head, base, number = 1, defaultBranch = 'main' } = given
  return {
    event: 'merge_group',
    payload: {
      action: 'checks_requested',
      merge_group: {
        head_sha: head,
        head_ref: `refs/heads/gh-readonly-queue/${defaultBranch}/pr-${number}-${base}`,
        base_sha: base,
        base_ref: `refs/heads/${defaultBranch}`,
        head_commit: {
          id: head,
          tree_id: none,
          message: `Merge pull request #${number}`,
          timestamp: '2026-11-24T11:30:00Z',
        },
      },
      ...common(given),
    },
  }
}

export const schedule = (given: Where & { readonly cron?: string } = {}): GitHubEvent => ({
  event: 'schedule',
  payload: {
    schedule: given.cron ?? '17 5 * * 1-5',
    workflow: '.github/workflows/drift.yml',
    ...common({ sender: actionsBot, ...given }),
  },
})

export const workflowDispatch = (
  given: Where & { readonly inputs?: Readonly<Record<string, string>>; readonly ref?: string } = {},
): GitHubEvent => ({
  event: 'workflow_dispatch',
  payload: {
    inputs: given.inputs ?? null,
    ref: given.ref ?? `refs/heads/${given.defaultBranch ?? 'main'}`,
    workflow: '.github/workflows/apply.yml',
    ...common(given),
  },
})

export const issueComment = (
  given: Where & {
    readonly action?: 'created' | 'edited' | 'deleted'
    readonly number?: number
    readonly body?: string
    readonly isPull?: boolean
  } = {},
): GitHubEvent => {
  const { action = 'created', number = 1, body = 'Hello', isPull = true, sender = 'alice' } = given
  const full = named(given).full
  const url = `${api}/repos/${full}`
  const html = `${web}/${full}/${isPull ? 'pull' : 'issues'}/${number}`
  return {
    event: 'issue_comment',
    payload: {
      action,
      issue: {
        url: `${url}/issues/${number}`,
        html_url: html,
        number,
        title: `Number ${number}`,
        state: 'open',
        user: userOf('alice'),
        labels: [],
        ...(isPull && {
          draft: false,
          pull_request: { url: `${url}/pulls/${number}`, html_url: html, merged_at: null },
        }),
      },
      comment: {
        url: `${url}/issues/comments/1`,
        html_url: `${html}#issuecomment-1`,
        id: 1,
        user: userOf(sender),
        body,
        author_association: 'MEMBER',
        performed_via_github_app: null,
      },
      ...common(given),
    },
  }
}

export const workflowRun = (
  given: Where & {
    readonly head: { readonly sha: string; readonly branch: string }
    /** `acme/flags`, or the fork it ran for. */
    readonly from?: string
    readonly conclusion?: 'success' | 'failure'
    readonly on?: string
  },
): GitHubEvent => ({
  event: 'workflow_run',
  payload: {
    action: 'completed',
    workflow: { id: 5, name: 'Plan', path: '.github/workflows/plan.yml', state: 'active' },
    workflow_run: {
      id: 4242,
      name: 'Plan',
      head_branch: given.head.branch,
      head_sha: given.head.sha,
      event: given.on ?? 'pull_request',
      status: 'completed',
      conclusion: given.conclusion ?? 'success',
      run_number: 12,
      run_attempt: 1,
      // For forks GitHub leaves it empty.
      pull_requests: [],
      head_repository: repositoryOf({ ...given, repository: given.from ?? named(given).full }),
      repository: repositoryOf(given),
    },
    ...common(given),
  },
})

const named = ({ repository = 'acme/flags' }: Where) => {
  const [owner = '', name = ''] = repository.split('/')
  return { owner, name, full: repository }
}

const repositoryOf = (where: Where) => {
  const { owner, name, full } = named(where)
  const { isPrivate = true, defaultBranch = 'main' } = where
  return {
    id: full === 'acme/flags' ? 700_000_001 : userOf(full).id,
    name,
    full_name: full,
    private: isPrivate,
    owner: { ...userOf(owner), type: 'Organization' },
    html_url: `${web}/${full}`,
    url: `${api}/repos/${full}`,
    fork: false,
    default_branch: defaultBranch,
    visibility: isPrivate ? 'private' : 'public',
  }
}

const common = (where: Where) => ({
  repository: repositoryOf(where),
  organization: { login: named(where).owner, id: userOf(named(where).owner).id },
  sender: userOf(where.sender ?? 'alice'),
})
