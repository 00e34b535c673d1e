// Reads sub-resources, and only those that a stage needs: each takes a request.
import { isEmpty, isJsonObject, type Json, type JsonObject, member, pick } from '../core/json.ts'
import { topLevelName } from '../core/pointer.ts'
import { differencesBetween } from '../fields/compare/index.ts'
import type { ResolveName } from '../fields/normalize.ts'
import { hasSubResource, subResourceNames, subResourcesIn } from '../fields/sub-resource.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import type {
  Address,
  Definition,
  DesiredState,
  LiveState,
  Plan,
  Resource,
} from '../model/index.ts'
import type { Reader } from './api.ts'
import {
  type ListedValue,
  type Listings,
  listedValue,
  listingPath,
  readListings,
} from './listed-sub-resources.ts'
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
  const definitions = new Map<Address, Definition>()
  for (const definition of desired.values()) {
    const { kind } = registry(definition.kind)
    const subResources = subResourcesIn(kind.fields, definition.members)
    if (subResources.length === 0 || definition.lifecycle.retired) continue
    const found = findLiveResource(definition, live, names)
    // The plan does not change these resources.
    if (found === undefined || isArchived(kind, found) || matchesAny(kind.internalWhen, found.raw))
      continue
    wanted.set(found.address, subResources)
    definitions.set(found.address, definition)
  }
  const isEnough: WantedSubResources['isEnough'] = (resource, name, listed) => {
    const definition = definitions.get(resource.address)
    return definition === undefined || isEnoughFor(definition, resource, name, listed, context)
  }
  const context = { registry, resolveName: names.resolveName }
  return readSubResources(live, { names: wanted, isEnough }, registry, reader)
}

/**
 * Whether a listing decides about a definition. A member that the listing may lack, and a difference, are looked up at
 * the resource itself.
 */
const isEnoughFor = (
  { kind: kindName, members }: Definition,
  resource: Resource,
  name: string,
  { isPartial, value }: ListedValue,
  { registry, resolveName }: { readonly registry: KindRegistry; readonly resolveName: ResolveName },
): boolean => {
  const { kind } = registry(kindName)
  const mayLack = kind.fields[name]?.subResource?.listed?.mayLack ?? []
  if (!isPartial && value !== undefined) return true
  if (mayLack.some((each) => member(members[name], each) !== undefined)) return false
  if (!isPartial) return true
  if (!isJsonObject(value) || Object.values(value).every(isEmpty)) return false
  const { raw } = withSubResources(resource, { [name]: value }, registry)
  const own = pick(members, (each) => each === name || kind.fields[each]?.subResource === undefined)
  return differencesBetween(kind.fields, raw, own, resolveName).every(
    ({ edit }) => topLevelName(edit.pointer) !== name,
  )
}

/** What files and later reads hold must be whole. */
const isWhole: WantedSubResources['isEnough'] = (_resource, _name, { isPartial }) => !isPartial

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
  // The check right before a write is a read of the resource itself.
  return readSubResources(live, { names: wanted, isEnough: () => false }, registry, reader)
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
    { names: new Map(wanted.filter(([, names]) => names.length > 0)), isEnough: isWhole },
    registry,
    reader,
    tick,
  )
}

/**
 * Live state with the sub-resources that Statsig lists for all resources at once, and their names. What a list shows in
 * part is read at the resource.
 */
export const readListedSubResources = async (
  live: LiveState,
  resources: Iterable<Resource>,
  registry: KindRegistry,
  reader: Reader,
): Promise<{ readonly live: LiveState; readonly names: ReadonlySet<string> }> => {
  const pathOf = (resource: Resource, name: string) =>
    listingPath(registry(resource.kind).kind, name)
  const possible = [...resources].flatMap((resource) =>
    possibleSubResources(resource, registry).flatMap((name) => {
      const path = pathOf(resource, name)
      return path === undefined ? [] : [{ resource, name, path }]
    }),
  )
  const listings = await readListings(new Set(possible.map(({ path }) => path)), reader)
  const listed = possible.filter(({ path }) => listings.has(path))
  const names = new Map<Address, readonly string[]>()
  for (const { name, resource } of listed)
    names.set(resource.address, [...(names.get(resource.address) ?? []), name])
  const wanted = { names, isEnough: isWhole }
  return {
    live: await completeResources(live, wanted, listings, registry, reader),
    names: new Set(listed.map(({ name }) => name)),
  }
}

interface WantedSubResources {
  readonly names: WantedNames
  /** Whether what a listing says of the resource is enough, so that the resource is not asked itself. */
  readonly isEnough: (resource: Resource, name: string, listed: ListedValue) => boolean
}

const readSubResources = async (
  live: LiveState,
  wanted: WantedSubResources,
  registry: KindRegistry,
  reader: Reader,
  tick?: () => void,
): Promise<LiveState> => {
  if (wanted.names.size === 0) return live
  const listings = await readListings(pathsToList(live, wanted.names, registry), reader)
  return completeResources(live, wanted, listings, registry, reader, tick)
}

const completeResources = async (
  live: LiveState,
  { isEnough, names: wanted }: WantedSubResources,
  listings: Listings,
  registry: KindRegistry,
  reader: Reader,
  tick: () => void = () => {},
): Promise<LiveState> => {
  const readOne = async (resource: Resource, names: readonly string[]): Promise<Resource> => {
    const { kind } = registry(resource.kind)
    const listed = names.flatMap((name) => {
      const found = listedValue(kind, resource, name, listings)
      return found && isEnough(resource, name, found) ? [[name, found.value] as const] : []
    })
    const known = new Set(listed.map(([name]) => name))
    const unlisted = names.filter((name) => !known.has(name))
    const own = unlisted.length > 0 ? await reader.readSubResources(resource, unlisted) : {}
    return withSubResources(resource, { ...definedValues(listed), ...own }, registry)
  }
  const read = await Promise.all(
    [...wanted].flatMap(([address, names]) => {
      const resource = live.resources.get(address)
      return resource === undefined ? [] : [readOne(resource, names).finally(tick)]
    }),
  )
  const complete = new Map(read.map((resource) => [resource.address, resource]))
  const resources = [...live.resources].map(
    ([address, resource]) => [address, complete.get(address) ?? resource] as const,
  )
  return { ...live, resources: new Map(resources) }
}

/** One request for all is less than one for each of two. */
const pathsToList = (
  live: LiveState,
  wanted: WantedNames,
  registry: KindRegistry,
): ReadonlySet<string> => {
  const paths = [...wanted].flatMap(([address, names]) => {
    const resource = live.resources.get(address)
    return resource === undefined
      ? []
      : names.flatMap((name) => listingPath(registry(resource.kind).kind, name) ?? [])
  })
  return new Set(paths.filter((path, index) => paths.indexOf(path) !== index))
}

const definedValues = (entries: readonly (readonly [string, Json | undefined])[]): JsonObject =>
  Object.fromEntries(
    entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  )

const withSubResources = (
  resource: Resource,
  values: JsonObject,
  registry: KindRegistry,
): Resource => {
  const spelled = spellSubResources(registry(resource.kind).kind, resource.raw, values)
  return { ...resource, raw: { ...resource.raw, ...spelled } }
}
