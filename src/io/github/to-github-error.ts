// From an answer of GitHub, or from none, to an error that says what to do.
import { RequestError } from '@octokit/request-error'
import { isList, type Json, member } from '../../json.ts'
import { GitHubError, type GitHubErrorKind } from './error.ts'
import type { Task } from './request-purpose.ts'

/** What is no failure of a request comes back as it is. */
export const errorOf = (cause: unknown, task: Task, token: string): unknown => {
  if (!(cause instanceof RequestError)) return cause
  if (cause.cause instanceof GitHubError) return cause.cause
  const { response, status } = cause
  const words = response === undefined ? '' : wordsOf(response.data, token)
  // Octokit says 500 of what was never answered.
  const kind = response === undefined ? 'unreachable' : kindOf(status, words, response.headers)
  const id = response?.headers['x-github-request-id']
  return new GitHubError(kind, sentenceOf(kind, task, words, response && status), {
    ...(response !== undefined && { status }),
    ...(id !== undefined && { requestId: String(id) }),
  })
}

/** GraphQL says what went wrong in an answer that looks well. */
export const queryErrorOf = (errors: Json, task: Task, token: string): GitHubError => {
  const [first] = isList(errors) ? errors : []
  const words = bounded(String(member(first, 'message') ?? ''), token)
  const kind = queryKindOf(String(member(first, 'type') ?? ''))
  return new GitHubError(kind, sentenceOf(kind, task, words, undefined), { status: 200 })
}

const queryKindOf = (type: string): GitHubErrorKind => {
  if (type === 'FORBIDDEN' || type === 'INSUFFICIENT_SCOPES') return 'forbidden'
  if (type === 'NOT_FOUND') return 'missing'
  return type === 'RATE_LIMITED' || type === 'RATE_LIMIT' ? 'rate-limited' : 'rejected'
}

type Headers = { readonly [name: string]: string | number | undefined }

const kindOf = (status: number, words: string, headers: Headers): GitHubErrorKind => {
  if (status >= 500) return 'unreachable'
  if (isLimit(status, words, headers)) return 'rate-limited'
  if (status === 401) return 'unauthorised'
  if (status === 403) return 'forbidden'
  if (status === 404 || status === 410 || /^No commit found/.test(words)) return 'missing'
  return status === 413 || /too (?:long|large)/i.test(words) ? 'too-long' : 'rejected'
}

export const isLimit = (status: number, words: string, headers: Headers): boolean =>
  status === 429 ||
  (status === 403 &&
    (headers['retry-after'] !== undefined ||
      String(headers['x-ratelimit-remaining']) === '0' ||
      /rate limit/i.test(words)))

const sentenceOf = (
  kind: GitHubErrorKind,
  { doing, needs }: Task,
  words: string,
  status: number | undefined,
): string => {
  const said = words === '' ? '' : ` GitHub says: ${words.replace(/[.:]?$/, '.')}`
  switch (kind) {
    case 'forbidden':
      return `The token may not ${doing}. ${permitting(needs, words)}${said}`
    case 'unauthorised':
      return `GitHub does not accept the token, which is wrong or has run out: it cannot ${doing}. Hand over another, as \`\${{ github.token }}\`.`
    case 'missing':
      return `GitHub cannot ${doing}: it does not find that, or the token may not see it, for which the job needs \`permissions: ${needs}\`.${said}`
    case 'too-long':
      return `GitHub cannot ${doing}: the text is too long.`
    case 'rejected':
      return `GitHub does not ${doing}${status === undefined ? '' : ` (${status})`}.${said}`
    case 'rate-limited':
      return `GitHub does not ${doing} now, for the token has asked too much of it. Run this again in an hour.`
    case 'unreachable':
      return status === undefined
        ? `GitHub did not ${doing}, for the connection broke or nobody answered. Run this again.`
        : `GitHub did not ${doing}, and says that the fault is its own (${status}). Run this again.`
  }
}

const permitting = (needs: Task['needs'], words: string): string => {
  if (/not permitted to create or approve pull requests/.test(words))
    return 'In the settings of the repository, under Actions, allow GitHub Actions to create pull requests.'
  const fork = needs.endsWith('write') ? ' A run for a pull request from a fork never has it.' : ''
  return `The job needs \`permissions: ${needs}\`.${fork}`
}

/** What GitHub says in words of its own: in the lines after the first it repeats what it was sent. */
export const wordsOf = (data: unknown, token: string): string => {
  const members: Json = isAnswer(data) ? data : {}
  const more = member(members, 'errors')
  const [first] = isList(more) ? more : []
  const inner = member(first, 'message') ?? (typeof first === 'string' ? first : undefined)
  const said = [member(members, 'message'), inner].filter((each) => typeof each === 'string')
  return said.map((each) => bounded(each, token)).join(', ')
}

const isAnswer = (data: unknown): data is { readonly [name: string]: Json } =>
  typeof data === 'object' && data !== null

const bounded = (words: string, token: string): string =>
  (token === '' ? words : words.replaceAll(token, '***'))
    .replace(/\n.*/s, '')
    .replace(/\p{C}+/gu, ' ')
    .slice(0, 200)
    .trim()
