// What is read from GitHub.
import type { Json } from '../../json.ts'
import { member } from '../../json.ts'
import type { Clock } from '../../resources/api.ts'
import { type Connection, connect, pagesOf } from './connection.ts'
import { GitHubError } from './error.ts'
import { isSameLogin } from './login.ts'
import type { GitHubOptions, GitHubReader } from './model.ts'
import { commentFrom, issueFrom, pullFrom } from './parse-responses.ts'
import { task } from './request-purpose.ts'

export const githubReader = (options: GitHubOptions, clock?: Clock): GitHubReader => {
  const connection = connect(options, clock)
  const { ask, repository } = connection
  const about = once(() =>
    ask(task('read the repository', 'contents: read'), async (octokit) => {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}', repository)
      return data
    }),
  )
  return {
    login: once(() => loginOf(connection)),
    isPublic: async () => !(await about()).private,
    defaultBranch: async () => (await about()).default_branch,
    pull: (number) =>
      ask(task(`read the pull request #${number}`, 'pull-requests: read'), async (octokit) => {
        const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
          ...repository,
          pull_number: number,
        })
        return pullFrom(data)
      }),
    pullsOf: (commit) =>
      ask(
        task(`list the pull requests of ${commit.slice(0, 7)}`, 'pull-requests: read'),
        async (octokit) => {
          const found = await pagesOf((page) =>
            octokit.request('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', {
              ...repository,
              commit_sha: commit,
              per_page: 100,
              page,
            }),
          )
          return found.map(pullFrom)
        },
      ),
    openPullFrom: (branch) =>
      ask(
        task(`list the pull requests from \`${branch}\``, 'pull-requests: read'),
        async (octokit) => {
          const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls', {
            ...repository,
            state: 'open',
            head: `${options.owner}:${branch}`,
          })
          return data.map(pullFrom).find(({ head }) => head.ref === branch)
        },
      ),
    comments: (number) =>
      ask(task(`read the comments of #${number}`, 'pull-requests: read'), async (octokit) => {
        const found = await pagesOf((page) =>
          octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
            ...repository,
            issue_number: number,
            per_page: 100,
            page,
          }),
        )
        return found.map(commentFrom)
      }),
    issuesBy: (login) =>
      ask(task(`list the issues of \`${login}\``, 'issues: read'), async (octokit) => {
        const found = await pagesOf((page) =>
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
        // To GitHub each pull request is an issue too.
        const issues = found.filter((each) => each.pull_request === undefined).map(issueFrom)
        return issues.filter(({ author }) => isSameLogin(author, login))
      }),
    issue: (number) =>
      ask(task(`read the issue #${number}`, 'issues: read'), async (octokit) => {
        const { data } = await octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}', {
          ...repository,
          issue_number: number,
        })
        return issueFrom(data)
      }),
  }
}

const once = <T>(ask: () => Promise<T>): (() => Promise<T>) => {
  let known: Promise<T> | undefined
  return () => {
    known ??= ask()
    return known
  }
}

/** The token of a job is no user, and REST will not say who it is. */
const loginOf = async ({ ask, query }: Connection): Promise<string> => {
  const who = task('say whose token it is', 'contents: read')
  const ways: readonly (() => Promise<Json | undefined>)[] = [
    async () => member(member(await query(who, '{ viewer { login } }', {}), 'viewer'), 'login'),
    () => ask(who, async (octokit) => (await octokit.request('GET /user')).data.login),
  ]
  for (const way of ways) {
    const login = await way().catch(unlessRefused)
    if (typeof login === 'string') return login
  }
  return 'github-actions[bot]'
}

const unlessRefused = (cause: unknown): undefined => {
  const isRefusal =
    cause instanceof GitHubError && ['forbidden', 'missing', 'rejected'].includes(cause.kind)
  if (!isRefusal) throw cause
}
