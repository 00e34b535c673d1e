// Comments on pull requests and issues.
import type { Clock } from '../../resources/api.ts'
import { type Connection, connect } from './connection.ts'
import { GitHubError } from './error.ts'
import type { Comment, Commenter, GitHubOptions } from './model.ts'
import { commentFrom } from './parse-responses.ts'
import { type Permission, task } from './request-purpose.ts'

const needs = 'pull-requests: write'

export const githubCommenter = (options: GitHubOptions, clock?: Clock): Commenter => {
  const connection = connect(options, clock)
  const { ask, query, repository } = connection
  const route = '/repos/{owner}/{repo}/issues/comments/{comment_id}'
  return {
    createComment: (number, body) => createComment(connection, number, body, needs),
    updateComment: (id, body) =>
      ask(task('change a comment', needs), async (octokit) => {
        const { data } = await octokit.request(`PATCH ${route}`, {
          ...repository,
          comment_id: id,
          body,
        })
        return commentFrom(data)
      }),
    deleteComment: (id) =>
      ask(task('delete a comment', needs), async (octokit) => {
        await octokit.request(`DELETE ${route}`, { ...repository, comment_id: id })
      }).catch(unlessGone),
    minimize: async (nodeId) => {
      await query(task('hide a comment', needs), hiding, { id: nodeId })
    },
  }
}

const hiding =
  'mutation($id: ID!) { minimizeComment(input: {subjectId: $id, classifier: OUTDATED}) { minimizedComment { isMinimized } } }'

const unlessGone = (cause: unknown): void => {
  if (!(cause instanceof GitHubError && cause.kind === 'missing')) throw cause
}

export const createComment = (
  { ask, repository }: Connection,
  number: number,
  body: string,
  permission: Permission,
): Promise<Comment> =>
  ask(task(`comment on #${number}`, permission), async (octokit) => {
    const { data } = await octokit.request(
      'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
      { ...repository, issue_number: number, body },
    )
    return commentFrom(data)
  })
