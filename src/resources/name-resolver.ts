// Resolves references to addresses: a reference may be a name, a generated id, or the present name of a resource whose id
// keeps an older one.

import { member } from '../core/json.ts'
import type { ResolveName } from '../fields/normalize.ts'
import {
  type Address,
  type Definition,
  type LiveState,
  makeAddress,
  type Resource,
} from '../model/index.ts'

export interface NameResolver {
  readonly resolveName: ResolveName
  /** The address that a reference means. Absent where no resource has the name. `by: 'name'` includes display names. */
  readonly addressOf: (kind: string, text: string, by?: 'name') => Address | undefined
  /** The address of the live resource with this id, whatever others are called. */
  readonly addressOfId: (kind: string, id: string) => Address | undefined
  /** Whether two resources have the name. */
  readonly isAmbiguous: (kind: string, text: string, by?: 'name') => boolean
}

export const createNameResolver = (
  definitions: Iterable<Definition>,
  resources: Iterable<Resource>,
): NameResolver => {
  const primary = new Set<Address>()
  const [aliases, displayNames] = [
    new Map<Address, Set<Address>>(),
    new Map<Address, Set<Address>>(),
  ]
  const [ids, pathIds] = [new Map<Address, Address>(), new Map<Address, Address>()]
  const addAlias = (kind: string, text: unknown, address: Address, aliasMap = aliases) => {
    if (typeof text !== 'string' || text === '') return
    const called = makeAddress(kind, text)
    if (called !== address) aliasMap.set(called, (aliasMap.get(called) ?? new Set()).add(address))
  }
  for (const { address, pathId, kind, raw } of resources) {
    primary.add(address)
    const id = member(raw, 'id')
    if (typeof id === 'string' && id !== '') ids.set(makeAddress(kind, id), address)
    pathIds.set(makeAddress(kind, pathId), address)
    addAlias(kind, pathId, address)
    addAlias(kind, member(raw, 'id'), address)
    addAlias(kind, typedName(raw['name'], raw['type']), address)
    addAlias(kind, raw['name'], address, displayNames)
  }
  const named = new Set<Address>()
  for (const { address, kind, matchId, members } of definitions) {
    primary.add(address)
    if (matchId !== undefined) {
      const called = makeAddress(kind, matchId)
      // The live resource with this id is the one that is defined, whatever it is called there.
      if (ids.has(called) && !named.has(called)) aliases.delete(called)
      named.add(called)
      addAlias(kind, matchId, address)
    }
    addAlias(kind, typedName(members['name'], members['type']), address)
    addAlias(kind, members['name'], address, displayNames)
  }
  const candidates = (direct: Address, by?: 'name'): ReadonlySet<Address> =>
    aliases.get(direct) ?? (by === 'name' ? displayNames.get(direct) : undefined) ?? noAddresses
  const addressOf: NameResolver['addressOf'] = (kind, text, by) => {
    const direct = makeAddress(kind, text)
    if (primary.has(direct)) return direct
    const [only, ...more] = candidates(direct, by)
    return more.length === 0 ? only : undefined
  }
  return {
    addressOf,
    addressOfId: (kind, id) => ids.get(makeAddress(kind, id)) ?? pathIds.get(makeAddress(kind, id)),
    resolveName: (kind, text, by) =>
      addressOf(kind, text, by === 'name' ? by : undefined)?.slice(kind.length + 1) ??
      (by === 'known' ? '' : text),
    isAmbiguous: (kind, text, by) => {
      const direct = makeAddress(kind, text)
      return !primary.has(direct) && candidates(direct, by).size > 1
    },
  }
}

const noAddresses: ReadonlySet<Address> = new Set()

const typedName = (name: unknown, type: unknown): string | undefined =>
  typeof name === 'string' && typeof type === 'string' ? `${name}::${type}` : undefined

/**
 * Finds the live resource by the id in the file, otherwise by address, otherwise by its present name. What is to be
 * archived or deleted is not found by name where it has another id than the file says.
 */
export const findLiveResource = (
  { address, kind, lifecycle, matchId }: Definition,
  { resources }: LiveState,
  names: NameResolver,
): Resource | undefined => {
  const byId = matchId === undefined ? undefined : names.addressOfId(kind, matchId)
  const called = [
    ...(byId === undefined ? [] : [byId]),
    ...[matchId, address.slice(kind.length + 1)].flatMap((name) =>
      name === undefined ? [] : (names.addressOf(kind, name) ?? []),
    ),
  ]
  const isOther = ({ raw }: Resource) =>
    lifecycle.retired && matchId !== undefined && byId === undefined && 'id' in raw
  return called
    .map((found) => resources.get(found))
    .find((found) => found !== undefined && !isOther(found))
}
