// What a record says about an operation that begins: enough to tell later whether its resource was written since.
import type { KindRegistry } from '../kinds/registry.ts'
import type { BegunOperation } from '../model/begun-apply.ts'
import type { LiveState, Operation, Resource } from '../model/index.ts'
import { revisionText } from '../resources/revision.ts'

const idPrefixLength = 24

/** The operations of a plan that an apply runs. */
export const begunOperationsOf = (
  operations: readonly Operation[],
  live: LiveState,
  registry: KindRegistry,
  /** Without it no revision is noted: guesses of one could be tested. */
  digest: ((revision: string) => string) | undefined,
): readonly BegunOperation[] =>
  operations
    .filter(({ refusal }) => refusal === undefined)
    .map((each) => {
      const { action, address, id, review, subResource } = each
      const revision = notedRevision(each, live, registry)
      return {
        id: id.slice(0, idPrefixLength),
        address,
        action,
        ...(subResource !== undefined && { subResource }),
        ...(review !== undefined && { isReviewed: true as const }),
        ...(revision !== undefined && digest && { revision: digest(revision) }),
      }
    })

/** A sub-resource is written on a route of its own, which leaves the revision of its resource as it is. */
export const notedRevision = (
  operation: Operation,
  live: LiveState,
  registry: KindRegistry,
): string | undefined => {
  const resource = operation.subResource === undefined ? findLive(operation, live) : undefined
  return resource && revisionText(registry(operation.kind).kind, resource)
}

const findLive = ({ kind, pathId }: Operation, { resources }: LiveState): Resource | undefined =>
  pathId === undefined
    ? undefined
    : [...resources.values()].find((each) => each.kind === kind && each.pathId === pathId)
