// Selects the resources to import, and reads what lists leave out and those sub-resources that `--include` names or that
// one request shows.
import type { KindRegistry } from '../kinds/registry.ts'
import type { DesiredState, LiveState, Resource } from '../model/index.ts'
import type { AddressPattern } from '../resources/address-patterns.ts'
import type { Reader } from '../resources/api.ts'
import {
  possibleSubResources,
  readAllSubResources,
  readListedSubResources,
} from '../resources/read-sub-resources.ts'
import { readAllWhole } from '../resources/read-whole.ts'
import { inclusions, type Selection, selectResources } from './select.ts'

export interface SelectionRequest {
  readonly patterns: readonly AddressPattern[]
  readonly include: ReadonlySet<string>
  /** The resources that files already define. */
  readonly desired: DesiredState
}

/** Receives the progress of reading. */
export interface ReadProgress {
  /** There is more to read than was known at first. */
  readonly grow: (more: number) => void
  readonly tick: () => void
}

export interface SelectionWithLive extends Selection {
  /** Live state with the sub-resources that were read. */
  readonly live: LiveState
  /** The groups of `--include`, and the sub-resources that were read without being named. */
  readonly include: ReadonlySet<string>
}

export const selectWithSubResources = async (
  { desired, include, patterns }: SelectionRequest,
  listedLive: LiveState,
  registry: KindRegistry,
  reader: Reader,
  { grow, tick }: ReadProgress,
): Promise<SelectionWithLive> => {
  const listed = selectResources(patterns, include, listedLive, desired, registry)
  const live = await readAllWhole(listedLive, listed.selected, registry, reader, { grow, tick })
  // What a list leaves out may refer to archived resources, which changes the selection.
  const first =
    live === listedLive ? listed : selectResources(patterns, include, live, desired, registry)
  const isIncluded = (name: string) => include.has(name)
  const namesOf = (resource: Resource) => possibleSubResources(resource, registry)
  const owners = first.selected.filter((resource) => namesOf(resource).some(isIncluded))
  const others = first.selected.filter((resource) => !namesOf(resource).every(isIncluded))
  grow(owners.length)
  const asked = await readAllSubResources(live, owners, registry, reader, tick, isIncluded)
  // One request for all of them is no reason to leave them out.
  const { live: complete, names } = await readListedSubResources(asked, others, registry, reader)
  // Sub-resources may refer to archived resources, which changes the selection.
  const selection = selectResources(patterns, include, complete, desired, registry)
  return { ...selection, live: complete, include: new Set([...include, ...names]) }
}

/** A sub-resource that was not read, and how many resources may have it. */
export interface UnreadSubResourceCount {
  readonly name: string
  readonly resources: number
}

export const listUnreadSubResources = (
  resources: Iterable<Resource>,
  include: ReadonlySet<string>,
  registry: KindRegistry,
): readonly UnreadSubResourceCount[] => {
  // In the order in which they are printed.
  const counts = new Map(inclusions.map((name) => [name, 0]))
  for (const resource of resources)
    for (const name of possibleSubResources(resource, registry))
      if (!include.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].flatMap(([name, count]) => (count > 0 ? [{ name, resources: count }] : []))
}
