// Finds the pull requests that a push has merged, for an apply that could not begin: their comments say so.
import { UsageError } from '../../core/usage-error.ts'
import { GitError } from '../../model/repository.ts'
import type { JobContext } from '../job/context.ts'
import type { ReviewedPull } from './approvals.ts'
import { findReviews } from './find-reviews.ts'

/** None for other events: it is not known which pull request they are about. Throws where GitHub does not answer. */
export const findPushedPulls = async (context: JobContext): Promise<readonly ReviewedPull[]> => {
  const { environment, github, job, previousSeal, root, seal, targetLabel } = context
  const { defaultBranch: branch, event } = job
  if (event.name !== 'push' || github === undefined || branch === undefined) return []
  try {
    const repository = await environment.openRepository(root)
    if (repository === undefined) return []
    const head = await repository.resolve(job.sha)
    const before = /^0+$/.test(event.before) ? undefined : event.before
    const search = {
      reader: github.reader,
      repository,
      seal,
      previousSeal,
      target: targetLabel,
      branch,
      found: new Map(),
    }
    return await findReviews(before, head, search)
  } catch (error) {
    // The commit is not checked out: the job fails for this reason.
    if (error instanceof GitError || error instanceof UsageError) return []
    throw error
  }
}
