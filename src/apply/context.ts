// What the operations of one run share: the way to Statsig, time, words, and what is known so far.
import type { Kind } from '../kinds/kind.ts'
import type { Lexicon } from '../kinds/registry.ts'
import type { Operation, Resource } from '../model.ts'
import type { Clock, Handles, Sent, Writer } from '../resources/api.ts'
import type { Known } from './live-cache.ts'
import type { Context, Sending } from './requests.ts'

export interface Means {
  readonly api: Writer
  readonly clock: Clock
  readonly words: Lexicon
  readonly known: Known
  /** The value of an environment variable that a definition names. Throws where there is none. */
  readonly secret: (name: string) => string
}

/** Waits before each look for what may have been written: Statsig may show a write a moment late. */
export const looks: readonly number[] = [0, 2_000, 4_000]
/** For an answer that did arrive: it is looked at once more before it is doubted. */
export const doubleLook: readonly number[] = [0, 1_500]
/** How often a request that must not be sent twice is tried, with a look in between. */
export const tries = 3

export const contextOf = (kind: Kind, raw: Resource['raw'], { known, secret }: Means): Context => ({
  kind,
  raw,
  canonical: known.canonical,
  handle: known.handle,
  called: known.called,
  secret,
})

export const sendTo = (
  sending: Sending,
  where: Handles | undefined,
  { api }: Means,
  repeat: boolean,
): Promise<Sent> =>
  api.send(
    {
      ...sending,
      ...(where && {
        handle: where.handle,
        ...(where.otherHandle !== undefined && { otherHandle: where.otherHandle }),
      }),
    },
    { repeat },
  )

/** The first live state that is as wanted; else the last that was seen. */
export const watched = async (
  operation: Operation,
  where: Handles,
  waits: readonly number[],
  isAsWanted: (resource: Resource | undefined) => boolean,
  { api, clock }: Means,
): Promise<Resource | undefined> => {
  let last: Resource | undefined
  for (const wait of waits) {
    if (wait > 0) await clock.sleep(wait)
    const now = await api.find(operation.kind, where)
    if (isAsWanted(now)) return now
    last = now ?? last
  }
  return last
}
