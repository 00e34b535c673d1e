// Writes issues: opens, updates and closes them.
import type { Clock } from '../../resources/api.ts'
import { createComment } from './comments.ts'
import { normalizeText } from './compare.ts'
import { connectToGitHub } from './connection.ts'
import { GitHubError } from './error.ts'
import type { GitHubOptions, IssueWriter } from './model.ts'
import { parseIssue } from './parse-responses.ts'
import { purpose, type RequestPurpose } from './request-purpose.ts'

const issuePermission = 'issues: write'

export const githubIssues = (options: GitHubOptions, clock?: Clock): IssueWriter => {
  const connection = connectToGitHub(options, clock)
  const { runRequest, repository } = connection
  const route = '/repos/{owner}/{repo}/issues/{issue_number}'
  return {
    createIssue: ({ assignees, body, labels, title }) =>
      runRequest(purpose('open an issue', issuePermission), async (octokit) => {
        const { data } = await octokit.request('POST /repos/{owner}/{repo}/issues', {
          ...repository,
          title,
          body,
          labels: [...labels],
          assignees: [...assignees],
        })
        return parseIssue(data)
      }),
    updateIssue: (number, edit) => {
      const updatePurpose = purpose(`change the issue #${number}`, issuePermission)
      return runRequest(updatePurpose, async (octokit) => {
        const routeParameters = { ...repository, issue_number: number }
        await octokit.request(`PATCH ${route}`, { ...routeParameters, ...edit })
        const { data } = await octokit.request(`GET ${route}`, routeParameters)
        const issue = parseIssue(data)
        requireBodyStored(updatePurpose, edit.body, issue.body)
        return issue
      })
    },
    createComment: (number, body) => createComment(connection, number, body, issuePermission),
  }
}

/** GitHub responds with 200 to a text that is too long, and keeps the old text. */
export const requireBodyStored = (
  { action }: RequestPurpose,
  expected: string | undefined,
  actual: string,
): void => {
  if (expected === undefined || normalizeText(expected) === normalizeText(actual)) return
  throw Buffer.byteLength(expected) > safeBodyBytes
    ? new GitHubError('too-long', `GitHub cannot ${action}: the text is too long.`)
    : new GitHubError(
        'rejected',
        `GitHub did not store the text in the request to ${action}. Run this again.`,
      )
}

/** Below all limits that were measured. */
const safeBodyBytes = 65_000
