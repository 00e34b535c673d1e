// What a run knows of live state: as it was read, and as its own writes have left it.
import type { Canonical } from '../fields/normal.ts'
import { member } from '../json.ts'
import { type Address, address, type Live, type Resource } from '../model.ts'
import { namesOf } from '../resources/names.ts'

export interface Seen {
  readonly resource: Resource
  readonly at: number
  /** Left so by this run, so that it may differ from what the plan was made from. */
  readonly isOwn: boolean
}

export interface Known {
  readonly seen: (address: Address) => Seen | undefined
  readonly remember: (address: Address, resource: Resource, at: number, isOwn: boolean) => void
  readonly forget: (address: Address) => void
  readonly canonical: Canonical
  /** The id that Statsig made for what a reference means. Throws where nothing is known by that name. */
  readonly handle: (kind: string, text: string) => string
}

export const knownFrom = (live: Live, readAt: number): Known => {
  const names = namesOf([], live.resources.values())
  const seen = new Map<Address, Seen>(
    [...live.resources].map(([own, resource]) => [own, { resource, at: readAt, isOwn: false }]),
  )
  const aliases = new Map<Address, Address>()
  const addressOf = (kind: string, text: string): Address | undefined => {
    const direct = address(kind, text)
    return seen.has(direct) ? direct : (aliases.get(direct) ?? names.addressOf(kind, text))
  }
  return {
    seen: (own) => seen.get(own) ?? seen.get(names.addressOf(...parted(own)) ?? own),
    remember: (own, resource, at, isOwn) => {
      seen.set(own, { resource, at, isOwn })
      for (const text of [resource.handle, member(resource.raw, 'id')])
        if (typeof text === 'string') aliases.set(address(resource.kind, text), own)
    },
    forget: (own) => seen.delete(own),
    canonical: (kind, text) => addressOf(kind, text)?.slice(kind.length + 1) ?? text,
    handle: (kind, text) => {
      const found = addressOf(kind, text)
      const handle = found && seen.get(found)?.resource.handle
      if (handle === undefined) throw new Error(`No ${kind} is known as \`${text}\`.`)
      return handle
    },
  }
}

const parted = (own: Address): readonly [string, string] => {
  const slash = own.indexOf('/')
  return [own.slice(0, slash), own.slice(slash + 1)]
}
