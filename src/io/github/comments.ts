// Writes comments on pull requests and issues.
import type { Clock } from '../../resources/api.ts'
import { connectToGitHub, type GitHubConnection } from './connection.ts'
import { GitHubError } from './error.ts'
import type { Comment, CommentWriter, GitHubOptions } from './model.ts'
import { parseComment } from './parse-responses.ts'
import { type Permission, purpose } from './request-purpose.ts'

const commentPermission = 'pull-requests: write'

export const githubCommentWriter = (options: GitHubOptions, clock?: Clock): CommentWriter => {
  const connection = connectToGitHub(options, clock)
  const { runRequest, queryGraphql, repository } = connection
  const route = '/repos/{owner}/{repo}/issues/comments/{comment_id}'
  return {
    createComment: (number, body) => createComment(connection, number, body, commentPermission),
    updateComment: (id, body) =>
      runRequest(purpose('change a comment', commentPermission), async (octokit) => {
        const { data } = await octokit.request(`PATCH ${route}`, {
          ...repository,
          comment_id: id,
          body,
        })
        return parseComment(data)
      }),
    deleteComment: (id) =>
      runRequest(purpose('delete a comment', commentPermission), async (octokit) => {
        await octokit.request(`DELETE ${route}`, { ...repository, comment_id: id })
      }).catch(ignoreMissing),
    minimize: async (nodeId) => {
      await queryGraphql(purpose('hide a comment', commentPermission), minimizeMutation, {
        id: nodeId,
      })
    },
  }
}

const minimizeMutation =
  'mutation($id: ID!) { minimizeComment(input: {subjectId: $id, classifier: OUTDATED}) { minimizedComment { isMinimized } } }'

const ignoreMissing = (cause: unknown): void => {
  if (!(cause instanceof GitHubError && cause.kind === 'not-found')) throw cause
}

export const createComment = (
  { runRequest, repository }: GitHubConnection,
  number: number,
  body: string,
  permission: Permission,
): Promise<Comment> =>
  runRequest(purpose(`comment on #${number}`, permission), async (octokit) => {
    const { data } = await octokit.request(
      'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
      { ...repository, issue_number: number, body },
    )
    return parseComment(data)
  })
