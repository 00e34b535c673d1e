// Who is meant by a reference: a resource may be called by its name, by an id that Statsig made, or by what it is
// called today although its id keeps an older name.
import type { Canonical } from '../fields/normal.ts'
import { member } from '../json.ts'
import { type Address, address, type Definition, type Resource } from '../model.ts'

export interface Names {
  readonly canonical: Canonical
  /** The address that a reference means; absent where nothing bears the name. */
  readonly addressOf: (kind: string, text: string) => Address | undefined
  /** Whether two resources bear the name. */
  readonly isAmbiguous: (kind: string, text: string) => boolean
}

export const namesOf = (
  definitions: Iterable<Definition>,
  resources: Iterable<Resource>,
): Names => {
  const first = new Set<Address>()
  const others = new Map<Address, Set<Address>>()
  const alias = (kind: string, text: unknown, own: Address) => {
    if (typeof text !== 'string' || text === '') return
    const called = address(kind, text)
    if (called !== own) others.set(called, (others.get(called) ?? new Set()).add(own))
  }
  for (const { address: own, handle, kind, raw } of resources) {
    first.add(own)
    alias(kind, handle, own)
    alias(kind, member(raw, 'id'), own)
    alias(kind, typedName(raw['name'], raw['type']), own)
  }
  for (const { address: own, kind, matchId, members } of definitions) {
    first.add(own)
    alias(kind, matchId, own)
    alias(kind, typedName(members['name'], members['type']), own)
  }
  const addressOf = (kind: string, text: string): Address | undefined => {
    const direct = address(kind, text)
    if (first.has(direct)) return direct
    const [only, ...more] = others.get(direct) ?? []
    return more.length === 0 ? only : undefined
  }
  return {
    addressOf,
    canonical: (kind, text) => addressOf(kind, text)?.slice(kind.length + 1) ?? text,
    isAmbiguous: (kind, text) => {
      const direct = address(kind, text)
      return !first.has(direct) && (others.get(direct)?.size ?? 0) > 1
    },
  }
}

const typedName = (name: unknown, type: unknown): string | undefined =>
  typeof name === 'string' && typeof type === 'string' ? `${name}::${type}` : undefined
