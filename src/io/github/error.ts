// The error of GitHub's clients. The message says what failed and what to do, without the token and without sent text.

export type GitHubErrorKind =
  | 'forbidden'
  | 'unauthorized'
  | 'not-found'
  | 'too-long'
  | 'rejected'
  | 'rate-limited'
  | 'unreachable'

export class GitHubError extends Error {
  override readonly name = 'GitHubError'
  readonly kind: GitHubErrorKind
  readonly status?: number
  readonly requestId?: string

  constructor(
    kind: GitHubErrorKind,
    message: string,
    { requestId, status }: { readonly status?: number; readonly requestId?: string } = {},
  ) {
    super(message)
    this.kind = kind
    if (status !== undefined) this.status = status
    if (requestId !== undefined) this.requestId = requestId
  }
}
