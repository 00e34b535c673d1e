// Finds the resources that decide together about the users of one resource, as far as they have changed.
import { referencesIn } from '../../fields/references.ts'
import { rootFieldOf } from '../../kinds/kind.ts'
import type { Address } from '../../model/index.ts'
import { exclusionListsOf } from '../evaluation/other-resources.ts'
import type { PlanContext } from '../plan-context.ts'
import type { MergedResource } from './mixed-result.ts'

/** The resource and those that decide about its users, each of which has changed or leads to one that has. */
export const createInvolvedLookup = (
  changed: readonly { readonly merged: MergedResource }[],
  context: PlanContext,
): ((address: Address) => ReadonlySet<Address>) => {
  const changedAddresses = new Set(changed.map(({ merged }) => merged.definition.address))
  const referred = new Map<Address, ReadonlySet<Address>>()
  const referredFrom = (address: Address): ReadonlySet<Address> => {
    const known = referred.get(address) ?? directReferences(address, context)
    referred.set(address, known)
    return known
  }
  const excluding = excludingResources(changed, referredFrom)
  const decidersOf = (address: Address): readonly Address[] => [
    ...referredFrom(address),
    ...(excluding.get(address) ?? []),
  ]
  return (start) => {
    const involved = new Set<Address>()
    const leadsToChange = (address: Address, visited: ReadonlySet<Address>): boolean => {
      const seen = new Set([...visited, address])
      const below =
        visited.size >= maxDepth
          ? []
          : decidersOf(address).filter((each) => !seen.has(each) && leadsToChange(each, seen))
      const isInvolved = changedAddresses.has(address) || below.length > 0
      if (isInvolved) involved.add(address)
      return isInvolved
    }
    leadsToChange(start, new Set())
    involved.add(start)
    return involved
  }
}

/** References further away are free variables. */
const maxDepth = 6

/** What a resource refers to in its file and in Statsig. */
const directReferences = (
  address: Address,
  { desired, findResource, kindOf, names }: PlanContext,
): ReadonlySet<Address> => {
  const definition = desired.get(address)
  const kind = definition && kindOf(definition)
  if (!definition || kind?.evaluation === undefined) return new Set()
  const root = rootFieldOf(kind)
  const references = [definition.members, findResource(definition)?.raw].flatMap((members) =>
    referencesIn(root, members),
  )
  return new Set(references.flatMap(({ kind: to, name }) => names.addressOf(to, name) ?? []))
}

/** For each resource the changed ones that exclude users from it. */
const excludingResources = (
  changed: readonly { readonly merged: MergedResource }[],
  referredFrom: (address: Address) => ReadonlySet<Address>,
): ReadonlyMap<Address, readonly Address[]> => {
  const excluding = new Map<Address, readonly Address[]>()
  for (const { merged } of changed) {
    const { address } = merged.definition
    for (const excluded of referredFrom(address)) {
      const kindName = excluded.slice(0, excluded.indexOf('/'))
      if (exclusionListsOf(merged.kind, kindName).length > 0)
        excluding.set(excluded, [...(excluding.get(excluded) ?? []), address])
    }
  }
  return excluding
}
