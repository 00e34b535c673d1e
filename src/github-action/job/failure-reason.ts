// Names the reason of a failed job, for its output `failure-reason`.
import type { ActionFailureReason } from '../../io/actions/outputs.ts'
import { GitHubError, type GitHubErrorKind } from '../../io/github/index.ts'
import { GitError } from '../../model/repository.ts'
import { ReadError } from '../../resources/api.ts'
import { TimeoutError } from './timeout-error.ts'

export const failureReason = (error: unknown): ActionFailureReason => {
  if (error instanceof TimeoutError) return 'timed-out'
  if (error instanceof ReadError && error.isKeyRefused) return 'auth'
  if (error instanceof GitHubError) return githubFailureReason(error.kind)
  return error instanceof GitError ? gitFailureReason(error) : 'api-error'
}

/** A refusal of GitHub to a request about git has the reason that GitHub gave. */
const gitFailureReason = ({ cause }: GitError): ActionFailureReason =>
  cause instanceof GitHubError ? githubFailureReason(cause.kind) : 'refused'

export const githubFailureReason = (kind: GitHubErrorKind): 'auth' | 'api-error' => {
  switch (kind) {
    case 'forbidden':
    case 'unauthorized':
    case 'not-found':
      return 'auth'
    case 'too-long':
    case 'rejected':
    case 'rate-limited':
    case 'unreachable':
      return 'api-error'
  }
}
