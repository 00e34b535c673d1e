// Converts a failed request to GitHub to an error that says what to do.
import { RequestError } from '@octokit/request-error'
import { isJsonArray, type Json, member } from '../../core/json.ts'
import { GitHubError, type GitHubErrorKind } from './error.ts'
import { hasGitHubMessage } from './message-codes.ts'
import type { RequestPurpose } from './request-purpose.ts'

/** Other errors are returned unchanged. */
export const toGitHubError = (cause: unknown, purpose: RequestPurpose, token: string): unknown => {
  if (!(cause instanceof RequestError)) return cause
  if (cause.cause instanceof GitHubError) return cause.cause
  const { response, status } = cause
  const message = response === undefined ? '' : responseMessage(response.data, token)
  // Octokit uses the status 500 if there was no response.
  const kind = response === undefined ? 'unreachable' : errorKind(status, message, response.headers)
  const id = response?.headers['x-github-request-id']
  return new GitHubError(kind, errorSentence(kind, purpose, message, response && status), {
    ...(response !== undefined && { status }),
    ...(id !== undefined && { requestId: String(id) }),
  })
}

/** GraphQL reports errors in a response with the status 200. */
export const toGraphqlError = (
  errors: Json,
  purpose: RequestPurpose,
  token: string,
): GitHubError => {
  const [first] = isJsonArray(errors) ? errors : []
  const message = sanitizeMessage(String(member(first, 'message') ?? ''), token)
  const kind = graphqlErrorKind(String(member(first, 'type') ?? ''))
  return new GitHubError(kind, errorSentence(kind, purpose, message, undefined), { status: 200 })
}

const graphqlErrorKind = (type: string): GitHubErrorKind => {
  if (type === 'FORBIDDEN' || type === 'INSUFFICIENT_SCOPES') return 'forbidden'
  if (type === 'NOT_FOUND') return 'not-found'
  return type === 'RATE_LIMITED' || type === 'RATE_LIMIT' ? 'rate-limited' : 'rejected'
}

type Headers = { readonly [name: string]: string | number | undefined }

const errorKind = (status: number, message: string, headers: Headers): GitHubErrorKind => {
  if (status >= 500) return 'unreachable'
  if (isRateLimited(status, message, headers)) return 'rate-limited'
  if (status === 401) return 'unauthorized'
  if (status === 403) return 'forbidden'
  if (status === 404 || status === 410 || hasGitHubMessage(message, 'commit-not-found'))
    return 'not-found'
  return status === 413 || hasGitHubMessage(message, 'too-long') ? 'too-long' : 'rejected'
}

export const isRateLimited = (status: number, message: string, headers: Headers): boolean =>
  status === 429 ||
  (status === 403 &&
    (headers['retry-after'] !== undefined ||
      String(headers['x-ratelimit-remaining']) === '0' ||
      hasGitHubMessage(message, 'rate-limit')))

const errorSentence = (
  kind: GitHubErrorKind,
  { action, permission }: RequestPurpose,
  message: string,
  status: number | undefined,
): string => {
  const githubSays = message === '' ? '' : ` GitHub says: ${message.replace(/[.:]?$/, '.')}`
  switch (kind) {
    case 'forbidden':
      return `The token has no permission to ${action}. ${permissionHint(permission, message)}${githubSays}`
    case 'unauthorized':
      return `GitHub cannot ${action}: the token is invalid or has expired. Pass a valid token, such as \`\${{ github.token }}\`.`
    case 'not-found':
      return `GitHub cannot ${action}: not found, or the token has no access. Access needs \`permissions: ${permission}\` in the job.${githubSays}`
    case 'too-long':
      return `GitHub cannot ${action}: the text is too long.`
    case 'rejected':
      return `GitHub refused to ${action}${status === undefined ? '' : ` (${status})`}.${githubSays}`
    case 'rate-limited':
      return `GitHub refused to ${action}: the rate limit of the token is exceeded. Run this again in an hour.`
    case 'unreachable':
      return status === undefined
        ? `GitHub did not ${action}: there was no response, or the connection broke. Run this again.`
        : `GitHub did not ${action}: it had an internal error (${status}). Run this again.`
  }
}

const permissionHint = (permission: RequestPurpose['permission'], message: string): string => {
  if (hasGitHubMessage(message, 'may-not-create-pull-requests'))
    return 'Allow GitHub Actions to create pull requests: in the settings of the repository, under Actions.'
  const forkHint = permission.endsWith('write')
    ? ' Runs for pull requests from forks never have it.'
    : ''
  return `The job needs \`permissions: ${permission}\`.${forkHint}`
}

/** The messages of GitHub. Only first lines: later lines repeat the request. */
export const responseMessage = (data: unknown, token: string): string => {
  const members: Json = isObject(data) ? data : {}
  const errorList = member(members, 'errors')
  const [first] = isJsonArray(errorList) ? errorList : []
  const inner = member(first, 'message') ?? (typeof first === 'string' ? first : undefined)
  const githubSays = [member(members, 'message'), inner].filter((each) => typeof each === 'string')
  return githubSays.map((each) => sanitizeMessage(each, token)).join(', ')
}

const isObject = (data: unknown): data is { readonly [name: string]: Json } =>
  typeof data === 'object' && data !== null

const sanitizeMessage = (message: string, token: string): string =>
  (token === '' ? message : message.replaceAll(token, '***'))
    .replace(/\n.*/s, '')
    .replace(/\p{C}+/gu, ' ')
    .slice(0, 200)
    .trim()
