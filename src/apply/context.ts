// What the operations of one run share: the way to Statsig, time, words, and what is known so far.
import type { Kind } from '../kinds/kind.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import type { Operation, Resource } from '../model.ts'
import type { Clock, PathIds, SendResult, Writer } from '../resources/api.ts'
import type { LiveCache } from './live-cache.ts'
import type { RequestContext, RequestTemplate } from './requests.ts'

export interface ApplyContext {
  readonly api: Writer
  readonly clock: Clock
  readonly registry: KindRegistry
  readonly cache: LiveCache
  /** The value of an environment variable that a definition names. Throws where there is none. */
  readonly readSecret: (name: string) => string
}

/** Waits before each look for what may have been written: Statsig may show a write a moment late. */
export const pollDelays: readonly number[] = [0, 2_000, 4_000]
/** For an answer that did arrive: it is looked at once more before it is doubted. */
export const confirmDelays: readonly number[] = [0, 1_500]
/** How often a request that must not be sent twice is tried, with a look in between. */
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
  isIdempotent: boolean,
): Promise<SendResult> =>
  api.send(
    {
      ...template,
      ...(pathIds && {
        pathId: pathIds.pathId,
        ...(pathIds.fallbackPathId !== undefined && { fallbackPathId: pathIds.fallbackPathId }),
      }),
    },
    { isIdempotent },
  )

/** The first live state that is as wanted; else the last that was seen. */
export const pollUntil = async (
  operation: Operation,
  pathIds: PathIds,
  delays: readonly number[],
  isAsWanted: (resource: Resource | undefined) => boolean,
  { api, clock }: ApplyContext,
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
