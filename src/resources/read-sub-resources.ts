// Reads sub-resources, and only those that a stage needs: each takes a request.
import { hasSubResource, subResourceNames, subResourcesIn } from '../fields/sub-resource.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import type { Address, DesiredState, LiveState, Plan, Resource } from '../model/index.ts'
import type { Reader } from './api.ts'
import { isArchived, matchesAny } from './live.ts'
import { createNameResolver, findLiveResource } from './name-resolver.ts'
import { spellSubResources } from './spell-sub-resources.ts'

type WantedNames = ReadonlyMap<Address, readonly string[]>

/** Live state with the sub-resources that definitions have. */
export const readMentionedSubResources = async (
  live: LiveState,
  desired: DesiredState,
  registry: KindRegistry,
  reader: Reader,
): Promise<LiveState> => {
  const names = createNameResolver([], live.resources.values())
  const wanted = new Map<Address, readonly string[]>()
  for (const definition of desired.values()) {
    const { kind } = registry(definition.kind)
    const subResources = subResourcesIn(kind.fields, definition.members)
    if (subResources.length === 0 || definition.lifecycle.retired) continue
    const found = findLiveResource(definition, live, names)
    // The plan does not change these resources.
    if (found === undefined || isArchived(kind, found) || matchesAny(kind.internalWhen, found.raw))
      continue
    wanted.set(found.address, subResources)
  }
  return readSubResources(live, wanted, registry, reader)
}

/** Live state with the sub-resources that a plan writes. */
export const readPlannedSubResources = (
  live: LiveState,
  { operations }: Plan,
  registry: KindRegistry,
  reader: Reader,
): Promise<LiveState> => {
  const byPathId = new Map(
    [...live.resources.values()].map((each) => [`${each.kind}/${each.pathId}`, each.address]),
  )
  const wanted = new Map<Address, readonly string[]>()
  for (const { address, pathId, kind, subResource } of operations) {
    if (subResource === undefined) continue
    const owner = live.resources.has(address) ? address : byPathId.get(`${kind}/${pathId ?? ''}`)
    if (owner !== undefined) wanted.set(owner, [...(wanted.get(owner) ?? []), subResource])
  }
  return readSubResources(live, wanted, registry, reader)
}

/** Names of the sub-resources that a resource may have. Those of archived resources are not read. */
export const possibleSubResources = (
  resource: Resource,
  registry: KindRegistry,
): readonly string[] => {
  const { kind } = registry(resource.kind)
  if (isArchived(kind, resource)) return []
  return subResourceNames(kind.fields).filter((name) => {
    const subResources = kind.fields[name]?.subResource
    return subResources !== undefined && hasSubResource(subResources, resource.raw)
  })
}

/** Live state with all sub-resources: at least one request for each, and more for long lists. */
export const readAllSubResources = (
  live: LiveState,
  resources: Iterable<Resource>,
  registry: KindRegistry,
  reader: Reader,
  tick: () => void = () => {},
  isWanted: (name: string) => boolean = () => true,
): Promise<LiveState> => {
  const wanted = [...resources].map(
    (resource) =>
      [resource.address, possibleSubResources(resource, registry).filter(isWanted)] as const,
  )
  return readSubResources(
    live,
    new Map(wanted.filter(([, names]) => names.length > 0)),
    registry,
    reader,
    tick,
  )
}

const readSubResources = async (
  live: LiveState,
  wanted: WantedNames,
  registry: KindRegistry,
  reader: Reader,
  tick: () => void = () => {},
): Promise<LiveState> => {
  if (wanted.size === 0) return live
  const read = await Promise.all(
    [...wanted].flatMap(([address, names]) => {
      const resource = live.resources.get(address)
      return resource === undefined
        ? []
        : [withSubResources(resource, names, registry, reader).finally(tick)]
    }),
  )
  const complete = new Map(read.map((resource) => [resource.address, resource]))
  const resources = [...live.resources].map(
    ([address, resource]) => [address, complete.get(address) ?? resource] as const,
  )
  return { ...live, resources: new Map(resources) }
}

const withSubResources = async (
  resource: Resource,
  names: readonly string[],
  registry: KindRegistry,
  reader: Reader,
): Promise<Resource> => {
  const values = await reader.readSubResources(resource, names)
  const spelled = spellSubResources(registry(resource.kind).kind, resource.raw, values)
  return { ...resource, raw: { ...resource.raw, ...spelled } }
}
