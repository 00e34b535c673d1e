// Finds overrides in Statsig that no file declares, of resources that files define. One request for all of them.
import { subResourceNames } from '../fields/sub-resource.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import type { Address, DesiredState, LiveState, Notice } from '../model/index.ts'
import type { Reader } from '../resources/api.ts'
import { listedValue, listingPath, readListings } from '../resources/listed-sub-resources.ts'
import { isArchived } from '../resources/live.ts'
import { createNameResolver, findLiveResource } from '../resources/name-resolver.ts'

/** Nothing where Statsig has no list of them, or the key may not read it. */
export const undeclaredOverrides = async (
  desired: DesiredState,
  live: LiveState,
  registry: KindRegistry,
  reader: Reader,
): Promise<readonly Notice[]> => {
  const names = createNameResolver([], live.resources.values())
  const undeclared = [...desired.values()].flatMap((definition) => {
    const { kind } = registry(definition.kind)
    const resource = findLiveResource(definition, live, names)
    if (resource === undefined || definition.lifecycle.retired || isArchived(kind, resource))
      return []
    return subResourceNames(kind.fields).flatMap((name) => {
      const path = listingPath(kind, name)
      const { address } = definition
      return path === undefined || Object.hasOwn(definition.members, name)
        ? []
        : [{ address, kind, name, path, resource }]
    })
  })
  const listings = await readListings(new Set(undeclared.map(({ path }) => path)), reader)
  const found = new Map<string, Address[]>()
  for (const { address, kind, name, resource } of undeclared)
    if (listedValue(kind, resource, name, listings)?.value !== undefined)
      found.set(name, [...(found.get(name) ?? []), address])
  return [...found].map(([member, addresses]) => ({ code: 'undeclared-member', member, addresses }))
}

/** The reader, which asks for each list of sub-resources once. */
export const memoizeListings = (reader: Reader): Reader => {
  const listings = new Map<string, ReturnType<Reader['listSubResources']>>()
  return {
    ...reader,
    listSubResources: (path) => {
      const known = listings.get(path) ?? reader.listSubResources(path)
      listings.set(path, known)
      return known
    },
  }
}
