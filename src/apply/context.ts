// Defines what the operations of one run share: the API, the clock, the registry and the cache, and how they poll.
import type { Kind } from '../kinds/kind.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import type { Address, Operation, Resource } from '../model/index.ts'
import type { Clock, PathIds, Reader, SendOptions, SendResult, Writer } from '../resources/api.ts'
import type { LiveCache } from './live-cache.ts'
import type { RequestContext, RequestTemplate } from './requests.ts'
import type { WriteByHeader } from './reviews/by-header.ts'

export interface ApplyContext {
  readonly api: Writer
  readonly clock: Clock
  readonly registry: KindRegistry
  readonly cache: LiveCache
  readonly byHeader: WriteByHeader
  /** What Statsig asks to be reviewed is not written without a review. */
  readonly respectsReviews: boolean
  /** Resources that several operations of the run may write at the same time. */
  readonly addressesWithParallelWrites: ReadonlySet<Address>
  /** The value of an environment variable that a definition names. Throws where it is not set. */
  readonly readSecret: (name: string) => string
}

/** What reads need. In the turn of a request, `api` reads in the same turn. */
export interface ReadContext extends Omit<ApplyContext, 'api'> {
  readonly api: Reader
}

/** Delays before each read after a lost answer: a read may show a write late. */
export const pollDelays: readonly number[] = [0, 2_000, 4_000]
/** Delays before each read after an answer: one more read before the result counts as different. */
export const confirmDelays: readonly number[] = [0, 1_500]
/** How often a request that is not idempotent is sent, with a read between the attempts. */
export const maxAttempts = 3

export const createRequestContext = (
  kind: Kind,
  raw: Resource['raw'],
  { cache, readSecret }: ApplyContext,
): RequestContext => ({
  kind,
  raw,
  resolveName: cache.resolveName,
  resolveId: cache.resolveId,
  resolveDisplayName: cache.resolveDisplayName,
  readSecret,
})

export const sendRequest = (
  template: RequestTemplate,
  pathIds: PathIds | undefined,
  { api }: ApplyContext,
  options: SendOptions,
): Promise<SendResult> =>
  api.send(
    {
      ...template,
      ...(pathIds && {
        pathId: pathIds.pathId,
        ...(pathIds.fallbackPathId !== undefined && { fallbackPathId: pathIds.fallbackPathId }),
      }),
    },
    options,
  )

/** The first live state that has the wanted values, otherwise the last one that was read. */
export const pollUntil = async (
  operation: Operation,
  pathIds: PathIds,
  delays: readonly number[],
  isAsWanted: (resource: Resource | undefined) => boolean,
  { api, clock }: ReadContext,
): Promise<Resource | undefined> => {
  let latest: Resource | undefined
  for (const delay of delays) {
    if (delay > 0) await clock.sleep(delay)
    const current = await api.find(operation.kind, pathIds)
    if (isAsWanted(current)) return current
    latest = current ?? latest
  }
  return latest
}
