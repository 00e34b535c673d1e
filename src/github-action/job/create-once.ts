// A comment or an issue that is to be there once, whatever becomes of the answer to its creation.
import { GitHubError } from '../../io/github/index.ts'

export interface Created<Made, Own> {
  /** Absent where no answer came, and the creation is there all the same. */
  readonly made: Made | undefined
  /** What is there by now: another run may have made one in the same moment. */
  readonly own: readonly Own[]
}

/** A creation that seems to have failed may be there: it is sent again only where none of those found is it. */
export const createdOnce = async <Made, Own>(
  send: () => Promise<Made>,
  find: () => Promise<readonly Own[]>,
  isIt: (own: Own) => boolean,
): Promise<Created<Made, Own>> => {
  let made: Made | undefined
  try {
    made = await send()
  } catch (error) {
    if (!(error instanceof GitHubError) || error.kind !== 'unreachable') throw error
  }
  const own = await find()
  return made !== undefined || own.some(isIt)
    ? { made, own }
    : { made: await send(), own: await find() }
}
