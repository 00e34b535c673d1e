// Caches live state during a run, as it was read and as the run's own writes have changed it.

import { member } from '../core/json.ts'
import type { ResolveName } from '../fields/normalize.ts'
import { type Address, type LiveState, makeAddress, type Resource } from '../model/index.ts'
import { unknownPathId } from '../resources/live.ts'
import { createNameResolver } from '../resources/name-resolver.ts'

export interface CachedResource {
  readonly resource: Resource
  readonly readAt: number
  /** Written by this run, so that it may differ from the state that the plan was made from. */
  readonly isOwnWrite: boolean
}

export interface LiveCache {
  readonly find: (address: Address) => CachedResource | undefined
  readonly store: (address: Address, resource: Resource, at: number, isOwnWrite: boolean) => void
  readonly remove: (address: Address) => void
  readonly resolveName: ResolveName
  /**
   * The generated id of the resource that a reference means, or the text itself where Statsig returns none. `by: 'name'`
   * includes display names.
   */
  readonly resolveId: (kind: string, text: string, by?: 'name') => string
  /** The display name of the resource that a reference means, or the text itself where there is none. */
  readonly resolveDisplayName: (kind: string, text: string) => string
}

export const createLiveCache = (live: LiveState, readAt: number): LiveCache => {
  const names = createNameResolver([], live.resources.values())
  const cached = new Map<Address, CachedResource>(
    [...live.resources].map(([address, resource]) => [
      address,
      { resource, readAt, isOwnWrite: false },
    ]),
  )
  const [aliases, displayNames] = [new Map<Address, Address>(), new Map<Address, Address>()]
  const addressOf = (kind: string, text: string, by?: 'name'): Address | undefined => {
    const direct = makeAddress(kind, text)
    if (cached.has(direct)) return direct
    const byDisplayName = by === 'name' ? displayNames.get(direct) : undefined
    return aliases.get(direct) ?? names.addressOf(kind, text, by) ?? byDisplayName
  }
  return {
    find: (address) =>
      cached.get(address) ?? cached.get(names.addressOf(...splitAddress(address)) ?? address),
    store: (address, resource, at, isOwnWrite) => {
      cached.set(address, { resource, readAt: at, isOwnWrite })
      for (const text of [resource.pathId, member(resource.raw, 'id')])
        if (typeof text === 'string') aliases.set(makeAddress(resource.kind, text), address)
      const name = member(resource.raw, 'name')
      if (typeof name === 'string') displayNames.set(makeAddress(resource.kind, name), address)
    },
    remove: (address) => cached.delete(address),
    resolveName: (kind, text, by) =>
      addressOf(kind, text, by === 'name' ? by : undefined)?.slice(kind.length + 1) ??
      (by === 'known' ? '' : text),
    resolveDisplayName: (kind, text) => {
      const found = addressOf(kind, text, 'name')
      const name = found && member(cached.get(found)?.resource.raw, 'name')
      return typeof name === 'string' ? name : text
    },
    resolveId: (kind, text, by) => {
      const found = addressOf(kind, text, by)
      const pathId = found && cached.get(found)?.resource.pathId
      // A plan refuses references to missing resources: any other text is in live state already, or cannot be read.
      return pathId === undefined || pathId === unknownPathId ? text : pathId
    },
  }
}

const splitAddress = (address: Address): readonly [string, string] => {
  const slash = address.indexOf('/')
  return [address.slice(0, slash), address.slice(slash + 1)]
}
