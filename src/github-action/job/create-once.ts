// A comment or an issue that is to be there once, whatever becomes of the answer to its creation.
import { GitHubError } from '../../io/github/index.ts'

export interface CreateResult<Made, Own> {
  /** Absent where no answer came, and the creation is there all the same. */
  readonly created: Made | undefined
  /** What is there by now: another run may have made one in the same moment. */
  readonly found: readonly Own[]
}

/** A creation that seems to have failed may be there: it is sent again only where none of those found is it. */
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
