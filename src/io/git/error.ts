// Makes the errors of git: why an operation on the repository failed, and what to do.
import { GitError } from '../../model/repository.ts'
import { type GitStatus, hasGitMessage } from './message-codes.ts'

/** The end of hints where git cannot be used. */
export const twoWayHint = 'pass `--two-way` to work without the record of the last apply'

export const unshallowCommand =
  '`git fetch --unshallow --tags` (in GitHub Actions: `fetch-depth: 0` of `actions/checkout`)'

/** An operation that git refused: with the reason that git gives, unless its meaning is known. */
export const toGitError = (status: GitStatus, action: string): GitError =>
  hasGitMessage(status.stderr, 'partial-clone')
    ? new GitError(
        `Git cannot ${action}: this is a partial clone, and some objects are missing. Fetch them with \`git fetch --refetch --no-filter\`.`,
      )
    : new GitError(`Git cannot ${action}: ${firstReason(status.stderr)}`)

/** The first line with text, as the end of a sentence. */
export const firstReason = (stderr: string): string => {
  const lines = stderr
    .split('\n')
    .map((line) => line.replace(/^(?:(?:remote|fatal|error|warning): *)+|\p{Cc}/gu, '').trim())
  const reason = lines.find((line) => line !== '') ?? 'git gives no reason'
  return `${removeCredentials(reason).replace(/[.:]$/, '')}.`
}

/** A URL may contain a password. */
export const removeCredentials = (text: string): string =>
  text.replace(/(\w+:\/\/)[^\s/@]*@/g, '$1')
