// Reads the repository, pull requests, comments and issues from GitHub.
import type { Json } from '../../core/json.ts'
import { member } from '../../core/json.ts'
import type { Clock } from '../../resources/api.ts'
import { isSameLogin } from './compare.ts'
import { connectToGitHub, type GitHubConnection, readPages } from './connection.ts'
import { GitHubError, type GitHubErrorKind } from './error.ts'
import type { GitHubOptions, GitHubReader } from './model.ts'
import { parseApprovals, parseComment, parseIssue, parsePullRequest } from './parse-responses.ts'
import { purpose } from './request-purpose.ts'

export const githubReader = (options: GitHubOptions, clock?: Clock): GitHubReader => {
  const connection = connectToGitHub(options, clock)
  const { runRequest, repository } = connection
  const repositoryInfo = memoize(() =>
    runRequest(purpose('read the repository', 'contents: read'), async (octokit) => {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}', repository)
      return data
    }),
  )
  return {
    login: memoize(() => fetchLogin(connection)),
    isPublic: async () => !(await repositoryInfo()).private,
    defaultBranch: async () => (await repositoryInfo()).default_branch,
    pull: (number) =>
      runRequest(
        purpose(`read the pull request #${number}`, 'pull-requests: read'),
        async (octokit) => {
          const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
            ...repository,
            pull_number: number,
          })
          return parsePullRequest(data)
        },
      ),
    pullsOf: (commit) =>
      runRequest(
        purpose(`list the pull requests of ${commit.slice(0, 7)}`, 'pull-requests: read'),
        async (octokit) => {
          const found = await readPages((page) =>
            octokit.request('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', {
              ...repository,
              commit_sha: commit,
              per_page: 100,
              page,
            }),
          )
          return found.map(parsePullRequest)
        },
      ),
    openPullFrom: (branch) =>
      runRequest(
        purpose(`list the pull requests from \`${branch}\``, 'pull-requests: read'),
        async (octokit) => {
          const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls', {
            ...repository,
            state: 'open',
            head: `${options.owner}:${branch}`,
          })
          return data.map(parsePullRequest).find(({ head }) => head.ref === branch)
        },
      ),
    approvals: (number) =>
      runRequest(
        purpose(`read the reviews of #${number}`, 'pull-requests: read'),
        async (octokit) => {
          const found = await readPages((page) =>
            octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
              ...repository,
              pull_number: number,
              per_page: 100,
              page,
            }),
          )
          return found.flatMap(parseApprovals)
        },
      ),
    comments: (number) =>
      runRequest(
        purpose(`read the comments of #${number}`, 'pull-requests: read'),
        async (octokit) => {
          const found = await readPages((page) =>
            octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
              ...repository,
              issue_number: number,
              per_page: 100,
              page,
            }),
          )
          return found.map(parseComment)
        },
      ),
    issuesBy: (login) =>
      runRequest(purpose(`list the issues of \`${login}\``, 'issues: read'), async (octokit) => {
        const found = await readPages((page) =>
          octokit.request('GET /repos/{owner}/{repo}/issues', {
            ...repository,
            creator: login,
            state: 'all',
            sort: 'created',
            direction: 'desc',
            per_page: 100,
            page,
          }),
        )
        // GitHub lists pull requests as issues too.
        const issues = found.filter((each) => each.pull_request === undefined).map(parseIssue)
        return issues.filter(({ author }) => isSameLogin(author, login))
      }),
    issue: (number) =>
      runRequest(purpose(`read the issue #${number}`, 'issues: read'), async (octokit) => {
        const { data } = await octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}', {
          ...repository,
          issue_number: number,
        })
        return parseIssue(data)
      }),
  }
}

const memoize = <T>(runRequest: () => Promise<T>): (() => Promise<T>) => {
  let cached: Promise<T> | undefined
  return () => {
    cached ??= runRequest()
    return cached
  }
}

/** The token of a job is not a user token, so that REST refuses to return its login. */
const fetchLogin = async ({ runRequest, queryGraphql }: GitHubConnection): Promise<string> => {
  const loginPurpose = purpose('find the login of the token', 'contents: read')
  const lookups: readonly (() => Promise<Json | undefined>)[] = [
    async () =>
      member(
        member(await queryGraphql(loginPurpose, '{ viewer { login } }', {}), 'viewer'),
        'login',
      ),
    () =>
      runRequest(loginPurpose, async (octokit) => (await octokit.request('GET /user')).data.login),
  ]
  for (const lookUpLogin of lookups) {
    const login = await lookUpLogin().catch(ignoreRefusal)
    if (typeof login === 'string') return login
  }
  return 'github-actions[bot]'
}

const refusalKinds: ReadonlySet<GitHubErrorKind> = new Set(['forbidden', 'not-found', 'rejected'])

const ignoreRefusal = (cause: unknown): undefined => {
  if (!(cause instanceof GitHubError) || !refusalKinds.has(cause.kind)) throw cause
}
