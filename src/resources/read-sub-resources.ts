// Members that have routes of their own: read only where somebody asks for them, since each takes a request of its own.
import { hasPart } from '../fields/sub-resource.ts'
import { apartIn, apartNames } from '../fields/sub-resource-fields.ts'
import type { Lexicon } from '../kinds/registry.ts'
import type { Address, Desired, Live, Plan, Resource } from '../model.ts'
import type { Reader } from './api.ts'
import { holds, isArchived } from './live.ts'
import { liveFor, namesOf } from './name-resolver.ts'

type Wanted = ReadonlyMap<Address, readonly string[]>

/** Live state with the members that definitions mention. */
export const withMentionedParts = async (
  live: Live,
  desired: Desired,
  words: Lexicon,
  reader: Reader,
): Promise<Live> => {
  const names = namesOf([], live.resources.values())
  const wanted = new Map<Address, readonly string[]>()
  for (const definition of desired.values()) {
    const { kind } = words(definition.kind)
    const apart = apartIn(kind.fields, definition.members)
    if (apart.length === 0 || definition.lifecycle.retired) continue
    const found = liveFor(definition, live, names)
    // What is left alone anyway is not looked at so closely.
    if (found === undefined || isArchived(kind, found) || holds(kind.unmanaged, found.raw)) continue
    wanted.set(found.address, apart)
  }
  return withParts(live, wanted, reader)
}

/** Live state with the members that a plan is about. */
export const withPlannedParts = (
  live: Live,
  { operations }: Plan,
  reader: Reader,
): Promise<Live> => {
  const byHandle = new Map(
    [...live.resources.values()].map((each) => [`${each.kind}/${each.handle}`, each.address]),
  )
  const wanted = new Map<Address, readonly string[]>()
  for (const { address, handle, kind, part } of operations) {
    if (part === undefined) continue
    const own = live.resources.has(address) ? address : byHandle.get(`${kind}/${handle ?? ''}`)
    if (own !== undefined) wanted.set(own, [...(wanted.get(own) ?? []), part])
  }
  return withParts(live, wanted, reader)
}

/** Names of those that a resource may have. What is archived is left alone, and not looked at so closely. */
export const partsHad = (resource: Resource, words: Lexicon): readonly string[] => {
  const { kind } = words(resource.kind)
  if (isArchived(kind, resource)) return []
  return apartNames(kind.fields).filter((name) => {
    const apart = kind.fields[name]?.apart
    return apart !== undefined && hasPart(apart, resource.raw)
  })
}

/** Live state with every such member of the resources: one request for each of them, and more for long lists. */
export const withAllParts = (
  live: Live,
  resources: Iterable<Resource>,
  words: Lexicon,
  reader: Reader,
  tick: () => void = () => {},
  isWanted: (name: string) => boolean = () => true,
): Promise<Live> => {
  const wanted = [...resources].map(
    (resource) => [resource.address, partsHad(resource, words).filter(isWanted)] as const,
  )
  return withParts(live, new Map(wanted.filter(([, names]) => names.length > 0)), reader, tick)
}

const withParts = async (
  live: Live,
  wanted: Wanted,
  reader: Reader,
  tick: () => void = () => {},
): Promise<Live> => {
  if (wanted.size === 0) return live
  const read = await Promise.all(
    [...wanted].flatMap(([address, names]) => {
      const resource = live.resources.get(address)
      return resource === undefined ? [] : [partsOf(resource, names, reader).finally(tick)]
    }),
  )
  const whole = new Map(read.map((resource) => [resource.address, resource]))
  const resources = [...live.resources].map(
    ([address, resource]) => [address, whole.get(address) ?? resource] as const,
  )
  return { ...live, resources: new Map(resources) }
}

const partsOf = async (
  resource: Resource,
  names: readonly string[],
  reader: Reader,
): Promise<Resource> => ({
  ...resource,
  raw: { ...resource.raw, ...(await reader.parts(resource, names)) },
})
