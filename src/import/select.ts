// Which live resources become files, and why the others do not.

import { referencesIn } from '../fields/references.ts'
import { subResourceNames } from '../fields/sub-resource.ts'
import { kinds } from '../kinds/index.ts'
import type { Kind } from '../kinds/kind.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import type { Address, DesiredState, LiveState, Resource } from '../model.ts'
import type { AddressPattern } from '../resources/address-patterns.ts'
import { isArchived, matchesAny } from '../resources/live.ts'
import { createNameResolver, type NameResolver } from '../resources/name-resolver.ts'

const optionalStates = ['archived', 'generated'] as const
type OptionalState = (typeof optionalStates)[number]

/** Members with routes of their own, of whatever kind. */
const allSubResourceNames = new Set(kinds.flatMap(({ fields }) => subResourceNames(fields)))

/** What is imported only where somebody asks for it: sorts of resources, and members that no list shows. */
export const inclusions: readonly string[] = [...optionalStates, ...allSubResourceNames]

export interface SkippedResource {
  readonly address: Address
  readonly why: OptionalState | 'defined' | 'unmanaged' | 'needed'
  readonly reason: string
}

export interface Selection {
  readonly selected: readonly Resource[]
  readonly skipped: readonly SkippedResource[]
}

export const selectResources = (
  patterns: readonly AddressPattern[],
  include: ReadonlySet<string>,
  live: LiveState,
  desired: DesiredState,
  registry: KindRegistry,
): Selection => {
  const names = createNameResolver([], live.resources.values())
  const defined = definedAddresses(desired, names)
  const skipReason = (resource: Resource): Omit<SkippedResource, 'address'> | undefined => {
    const { address } = resource
    const { kind } = registry(resource.kind)
    const isIncluded = (state: OptionalState) =>
      include.has(state) || patterns.some(({ matches, isExact }) => isExact && matches(address))
    if (matchesAny(kind.internalWhen, resource.raw))
      return { why: 'unmanaged', reason: 'Statsig made it for itself: nobody may manage it' }
    if (defined.has(address)) return { why: 'defined', reason: 'a file describes it already' }
    if (isGenerated(kind, resource) && !isIncluded('generated'))
      return { why: 'generated', reason: 'nobody wrote it: `--include generated` imports it too' }
    if (isArchived(kind, resource) && !isIncluded('archived'))
      return { why: 'archived', reason: 'archived: `--include archived` imports it too' }
    return undefined
  }
  const matched = [...live.resources.values()].filter(({ address }) =>
    patterns.some(({ matches }) => matches(address)),
  )
  const checked = matched.map((resource) => ({ resource, not: skipReason(resource) }))
  const candidates = checked.flatMap(({ not: skip, resource }) => (skip ? [] : [resource]))
  const referrers = referencedBy(candidates, desired, names, registry)
  const referencedSkip = ({ address, kind, raw }: Resource): SkippedResource | undefined => {
    const referrer = referrers.get(address)
    const { archivedWhen, statusMachine: transitions } = registry(kind).kind
    const isRetired = transitions === undefined && matchesAny(archivedWhen, raw)
    return isRetired && referrer !== undefined
      ? { address, why: 'needed', reason: `archived, and \`${referrer}\` refers to it` }
      : undefined
  }
  return {
    selected: candidates.filter((resource) => referencedSkip(resource) === undefined),
    skipped: [
      ...checked.flatMap(({ not: skip, resource }) =>
        skip ? [{ address: resource.address, ...skip }] : [],
      ),
      ...candidates.flatMap((resource) => referencedSkip(resource) ?? []),
    ],
  }
}

/** The live resources that files describe, under whatever name. */
const definedAddresses = (desired: DesiredState, names: NameResolver): ReadonlySet<Address> =>
  new Set(
    [...desired.values()].flatMap(({ address, kind, matchId }) => {
      const knownAs = [matchId, address.slice(kind.length + 1)]
      return knownAs.flatMap((name) => (name && names.addressOf(kind, name)) || []).slice(0, 1)
    }),
  )

/** Of a sort that no creation can ask for: Statsig makes such resources itself. */
const isGenerated = ({ fields }: Kind, { raw }: Resource): boolean =>
  Object.entries(fields).some(([name, field]) => {
    if (field.shape !== 'choice' || !field.required || field.sentIn !== 'create') return false
    const value = raw[name]
    return typeof value === 'string' && !field.of.includes(value)
  })

/** Whom files refer to, those there are and those to be, and by which of them; not those that are archived. */
const referencedBy = (
  candidates: readonly Resource[],
  desired: DesiredState,
  names: NameResolver,
  registry: KindRegistry,
): ReadonlyMap<Address, Address> => {
  const found = new Map<Address, Address>()
  const sources = [
    ...candidates
      .filter((resource) => !isArchived(registry(resource.kind).kind, resource))
      .map(({ address, kind, raw }) => ({ address, kind, members: raw })),
    ...desired.values(),
  ]
  for (const { address, kind, members } of sources)
    for (const reference of referencesIn(registry(kind).root, members)) {
      const target = names.addressOf(reference.kind, reference.name)
      if (target !== undefined && target !== address && !found.has(target))
        found.set(target, address)
    }
  return found
}
