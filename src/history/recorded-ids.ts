// Collects the ids of resources that are known by name, as a record keeps them.
import type { KindRegistry } from '../kinds/registry.ts'
import type { Definition, DesiredState, LiveState, Report } from '../model/index.ts'
import { idOfResource, unknownPathId } from '../resources/live.ts'
import { createNameResolver, findLiveResource } from '../resources/name-resolver.ts'

/** Only where the id is not the name, and is not secret: the other resources are found without it. */
export const liveIds = (
  desired: DesiredState,
  live: LiveState,
  { createdIds }: Pick<Report, 'createdIds'>,
  registry: KindRegistry,
): ReadonlyMap<string, string> => {
  const names = createNameResolver([], live.resources.values())
  const idOf = (definition: Definition): string | undefined => {
    const resource = findLiveResource(definition, live, names)
    const isAmbiguous = resource !== undefined && live.ambiguous.has(resource.address)
    return resource === undefined || resource.isPathIdSecret || isAmbiguous
      ? createdIds?.get(definition.address)
      : idOfResource(resource)
  }
  return new Map(
    [...desired.values()].flatMap((definition) => {
      const { address, kind } = definition
      const { identity } = registry(kind).kind
      const hasId = identity.by === 'name' || (identity.by === 'members' && !identity.forbidsId)
      const id = hasId ? idOf(definition) : undefined
      const isKnown = id !== undefined && id !== unknownPathId
      return isKnown && id !== address.slice(kind.length + 1) ? [[address, id] as const] : []
    }),
  )
}
