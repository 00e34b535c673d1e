// Who is meant by a reference: a resource may be called by its name, by an id that Statsig made, or by what it is
// called today although its id keeps an older name.
import type { Canonical } from '../fields/normalize.ts'
import { member } from '../json.ts'
import { type Address, address, type Definition, type Live, type Resource } from '../model.ts'

export interface Names {
  readonly canonical: Canonical
  /** The address that a reference means; absent where nothing bears the name. `name`: what people see counts, too. */
  readonly addressOf: (kind: string, text: string, by?: 'name') => Address | undefined
  /** Whether two resources bear the name. */
  readonly isAmbiguous: (kind: string, text: string, by?: 'name') => boolean
}

export const namesOf = (
  definitions: Iterable<Definition>,
  resources: Iterable<Resource>,
): Names => {
  const first = new Set<Address>()
  const [others, seen] = [new Map<Address, Set<Address>>(), new Map<Address, Set<Address>>()]
  const alias = (kind: string, text: unknown, own: Address, among = others) => {
    if (typeof text !== 'string' || text === '') return
    const called = address(kind, text)
    if (called !== own) among.set(called, (among.get(called) ?? new Set()).add(own))
  }
  for (const { address: own, handle, kind, raw } of resources) {
    first.add(own)
    alias(kind, handle, own)
    alias(kind, member(raw, 'id'), own)
    alias(kind, typedName(raw['name'], raw['type']), own)
    alias(kind, raw['name'], own, seen)
  }
  for (const { address: own, kind, matchId, members } of definitions) {
    first.add(own)
    alias(kind, matchId, own)
    alias(kind, typedName(members['name'], members['type']), own)
    alias(kind, members['name'], own, seen)
  }
  const bearers = (direct: Address, by?: 'name'): ReadonlySet<Address> =>
    others.get(direct) ?? (by === 'name' ? seen.get(direct) : undefined) ?? none
  const addressOf: Names['addressOf'] = (kind, text, by) => {
    const direct = address(kind, text)
    if (first.has(direct)) return direct
    const [only, ...more] = bearers(direct, by)
    return more.length === 0 ? only : undefined
  }
  return {
    addressOf,
    canonical: (kind, text, by) => addressOf(kind, text, by)?.slice(kind.length + 1) ?? text,
    isAmbiguous: (kind, text, by) => {
      const direct = address(kind, text)
      return !first.has(direct) && bearers(direct, by).size > 1
    },
  }
}

const none: ReadonlySet<Address> = new Set()

const typedName = (name: unknown, type: unknown): string | undefined =>
  typeof name === 'string' && typeof type === 'string' ? `${name}::${type}` : undefined

/** By the id that the file gives, else by its address, else by the name that the live resource bears today. */
export const liveFor = (
  { address: own, kind, matchId }: Definition,
  { resources }: Live,
  names: Names,
): Resource | undefined => {
  const called = [matchId, own.slice(kind.length + 1)].flatMap((name) =>
    name === undefined ? [] : (names.addressOf(kind, name) ?? []),
  )
  return called.map((found) => resources.get(found)).find((found) => found !== undefined)
}
