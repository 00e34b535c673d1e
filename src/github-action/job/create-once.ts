// Creates a comment or an issue exactly once, even if the response is lost.
import { GitHubError } from '../../io/github/index.ts'

export interface CreateResult<Made, Own> {
  /** Absent if the response was lost, although the creation succeeded. */
  readonly created: Made | undefined
  /** What exists now: another run may have created one at the same time. */
  readonly found: readonly Own[]
}

/** A creation without a response may have succeeded: it is sent again only if it is not among those found. */
export const createOnce = async <Made, Own>(
  send: () => Promise<Made>,
  find: () => Promise<readonly Own[]>,
  isSame: (found: Own) => boolean,
): Promise<CreateResult<Made, Own>> => {
  let created: Made | undefined
  try {
    created = await send()
  } catch (error) {
    if (!(error instanceof GitHubError) || error.kind !== 'unreachable') throw error
  }
  const found = await find()
  return created !== undefined || found.some(isSame)
    ? { created, found }
    : { created: await send(), found: await find() }
}
