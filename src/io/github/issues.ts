// Issues that are ours: opened, changed, closed and opened again.
import type { Clock } from '../../resources/api.ts'
import { createComment } from './comments.ts'
import { connect } from './connection.ts'
import { GitHubError } from './error.ts'
import type { GitHubOptions, IssueWriter } from './model.ts'
import { issueFrom } from './parse-responses.ts'
import { type Task, task } from './request-purpose.ts'

const needs = 'issues: write'

export const githubIssues = (options: GitHubOptions, clock?: Clock): IssueWriter => {
  const connection = connect(options, clock)
  const { ask, repository } = connection
  const route = '/repos/{owner}/{repo}/issues/{issue_number}'
  return {
    createIssue: ({ assignees, body, labels, title }) =>
      ask(task('open an issue', needs), async (octokit) => {
        const { data } = await octokit.request('POST /repos/{owner}/{repo}/issues', {
          ...repository,
          title,
          body,
          labels: [...labels],
          assignees: [...assignees],
        })
        return issueFrom(data)
      }),
    updateIssue: (number, edit) => {
      const changing = task(`change the issue #${number}`, needs)
      return ask(changing, async (octokit) => {
        const which = { ...repository, issue_number: number }
        await octokit.request(`PATCH ${route}`, { ...which, ...edit })
        const { data } = await octokit.request(`GET ${route}`, which)
        const issue = issueFrom(data)
        requireTaken(changing, edit.body, issue.body)
        return issue
      })
    },
    createComment: (number, body) => createComment(connection, number, body, needs),
  }
}

/** GitHub answers 200 to a text that is too long, and keeps the one that it had. */
export const requireTaken = ({ doing }: Task, wanted: string | undefined, found: string): void => {
  if (wanted === undefined || plain(wanted) === plain(found)) return
  throw Buffer.byteLength(wanted) > longestSurely
    ? new GitHubError('too-long', `GitHub cannot ${doing}: the text is too long.`)
    : new GitHubError(
        'rejected',
        `GitHub was asked to ${doing}, and another text stands there. Run this again.`,
      )
}

/** No limit that anybody has measured lies below. */
const longestSurely = 65_000

const plain = (text: string): string => text.replaceAll('\r\n', '\n').trim()
