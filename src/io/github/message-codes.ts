// Reads the English of GitHub's messages into codes. No other file reads what GitHub says.

export type GitHubMessageCode =
  | 'commit-not-found'
  | 'may-not-create-pull-requests'
  | 'rate-limit'
  | 'server-error'
  | 'too-long'

const patterns: Readonly<Record<GitHubMessageCode, RegExp>> = {
  'commit-not-found': /^No commit found/,
  'may-not-create-pull-requests': /not permitted to create or approve pull requests/,
  'rate-limit': /rate limit/i,
  'server-error': /Something went wrong/,
  'too-long': /too (?:long|large)/i,
}

export const hasGitHubMessage = (message: string, code: GitHubMessageCode): boolean =>
  patterns[code].test(message)
