// What a record says about an operation that begins: enough to tell later whether its resource was written since.
import { canonicalJson } from '../fields/normalize.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import type { LiveState, Operation, Resource } from '../model/index.ts'
import type { BegunOperation } from '../model/repository.ts'
import { revisionOf } from '../resources/revision.ts'

const idPrefixLength = 24

/** The operations of a plan that an apply runs. */
export const begunOperationsOf = (
  operations: readonly Operation[],
  live: LiveState,
  registry: KindRegistry,
  digest: (revision: string) => string,
): readonly BegunOperation[] =>
  operations
    .filter(({ refusal }) => refusal === undefined)
    .map((each) => {
      const { action, address, id, subResource } = each
      const revision = notedRevision(each, live, registry)
      return {
        id: id.slice(0, idPrefixLength),
        address,
        action,
        ...(subResource !== undefined && { subResource }),
        ...(revision !== undefined && { revision: digest(revision) }),
      }
    })

/** A sub-resource is written on a route of its own, which leaves the revision of its resource as it is. */
export const notedRevision = (
  operation: Operation,
  live: LiveState,
  registry: KindRegistry,
): string | undefined => {
  const resource = operation.subResource === undefined ? findLive(operation, live) : undefined
  const revision = resource && revisionOf(registry(operation.kind).kind, resource)
  // An id and the time of the creation stay the same when the resource is written.
  return revision?.['version'] === undefined && revision?.['lastModifiedTime'] === undefined
    ? undefined
    : canonicalJson(revision)
}

const findLive = ({ kind, pathId }: Operation, { resources }: LiveState): Resource | undefined =>
  pathId === undefined
    ? undefined
    : [...resources.values()].find((each) => each.kind === kind && each.pathId === pathId)
