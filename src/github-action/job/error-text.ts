// What a run prints of an error. On a public repository it holds no words of Statsig's answers.
import { UsageError } from '../../core/usage-error.ts'
import { GitHubError } from '../../io/github/index.ts'
import { redact } from '../../io/statsig/console-api/index.ts'
import { GitError } from '../../model/repository.ts'
import { ReadError } from '../../resources/api.ts'
import type { JobContext } from './context.ts'

/** If it is unknown whether the repository is public, it is treated as public. */
export const errorText = (error: unknown, { job }: Pick<JobContext, 'job'>): string => {
  const isShown = job.isPublic === false || isOwnText(error)
  if (isShown) return redact(error instanceof Error ? error.message : String(error))
  return error instanceof ReadError
    ? redact(error.summary)
    : 'Internal error in statsig-gitops: its message is hidden on a public repository. Run the command on your machine to see it.'
}

/** Errors whose texts hold nothing of Statsig's answers. */
const isOwnText = (error: unknown): boolean =>
  error instanceof UsageError ||
  error instanceof GitError ||
  error instanceof GitHubError ||
  (error instanceof Error && error.name === 'TimeoutError')
