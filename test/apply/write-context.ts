// What the stages of an apply share, over Statsig as a map of this process, with the reads that they make.
import type { ApplyContext } from '../../src/apply/context.ts'
import { createLiveCache } from '../../src/apply/live-cache.ts'
import { createWriteByHeader } from '../../src/apply/reviews/by-header.ts'
import type { JsonObject } from '../../src/core/json.ts'
import type { KindName } from '../../src/kinds/index.ts'
import type { Kind } from '../../src/kinds/kind.ts'
import type { LiveState, Operation, Resource } from '../../src/model/index.ts'
import { toResource } from '../../src/resources/live.ts'
import { planFrom } from '../plan/in-words.ts'
import { definitionFile, type InMemoryStatsig, registry } from '../support/in-memory-statsig.ts'

export const kindOf = (name: KindName): Kind => registry(name).kind

export const resourceOf = (name: KindName, members: JsonObject): Resource => {
  const resource = toResource(kindOf(name), name, members)
  if (resource === undefined) throw new Error(`This is no ${name}.`)
  return resource
}

/** The one operation that leads from what is applied and live to a file. */
export const operationFrom = (
  kind: KindName,
  live: JsonObject | undefined,
  wanted: JsonObject,
): Operation => {
  const { folder } = kindOf(kind)
  const [operation, ...others] = planFrom({
    base: live === undefined ? [] : [definitionFile(folder, live)],
    files: [definitionFile(folder, wanted)],
    live: live === undefined ? [] : [[kind, live]],
  }).operations
  if (operation === undefined || others.length > 0) throw new Error('This is not one operation.')
  return operation
}

export interface WriteContext extends ApplyContext {
  /** The names of the reads, in order. */
  readonly reads: readonly string[]
}

/** `readAt`: when the live state of the plan was read. Default: now. */
export const writeContextOf = (
  { api, clock, live }: InMemoryStatsig,
  options: Partial<ApplyContext> & { readonly live?: LiveState; readonly readAt?: number } = {},
): WriteContext => {
  const { live: planned = live(), readAt = clock.now(), ...others } = options
  const reads: string[] = []
  return {
    clock,
    registry,
    cache: createLiveCache(planned, readAt),
    byHeader: createWriteByHeader(),
    respectsReviews: true,
    addressesWithParallelWrites: new Set(),
    readSecret: (name) => name,
    ...others,
    reads,
    api: {
      ...api,
      find: (...given) => {
        reads.push('find')
        return api.find(...given)
      },
      read: (...given) => {
        reads.push('list')
        return api.read(...given)
      },
      ...others.api,
    },
  }
}
