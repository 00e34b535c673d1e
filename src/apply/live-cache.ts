// What a run knows of live state: as it was read, and as its own writes have left it.
import type { Canonical } from '../fields/normalize.ts'
import { member } from '../json.ts'
import { type Address, address, type Live, type Resource } from '../model.ts'
import { unknownHandle } from '../resources/live.ts'
import { namesOf } from '../resources/name-resolver.ts'

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
  /** The id that Statsig made for what a reference means. The text itself where Statsig does not show any. */
  readonly handle: (kind: string, text: string) => string
  /** The name that people see, of what a reference means; the text itself where nothing is known by it. */
  readonly called: (kind: string, text: string) => string
}

export const knownFrom = (live: Live, readAt: number): Known => {
  const names = namesOf([], live.resources.values())
  const seen = new Map<Address, Seen>(
    [...live.resources].map(([own, resource]) => [own, { resource, at: readAt, isOwn: false }]),
  )
  const [aliases, shown] = [new Map<Address, Address>(), new Map<Address, Address>()]
  const addressOf = (kind: string, text: string, by?: 'name'): Address | undefined => {
    const direct = address(kind, text)
    if (seen.has(direct)) return direct
    const made = by === 'name' ? shown.get(direct) : undefined
    return aliases.get(direct) ?? names.addressOf(kind, text, by) ?? made
  }
  return {
    seen: (own) => seen.get(own) ?? seen.get(names.addressOf(...parted(own)) ?? own),
    remember: (own, resource, at, isOwn) => {
      seen.set(own, { resource, at, isOwn })
      for (const text of [resource.handle, member(resource.raw, 'id')])
        if (typeof text === 'string') aliases.set(address(resource.kind, text), own)
      const name = member(resource.raw, 'name')
      if (typeof name === 'string') shown.set(address(resource.kind, name), own)
    },
    forget: (own) => seen.delete(own),
    canonical: (kind, text, by) => addressOf(kind, text, by)?.slice(kind.length + 1) ?? text,
    called: (kind, text) => {
      const found = addressOf(kind, text, 'name')
      const name = found && member(seen.get(found)?.resource.raw, 'name')
      return typeof name === 'string' ? name : text
    },
    handle: (kind, text) => {
      const found = addressOf(kind, text)
      const handle = found && seen.get(found)?.resource.handle
      // No plan lets a reference to nothing pass: what is left Statsig refers to itself, or does not show.
      return handle === undefined || handle === unknownHandle ? text : handle
    },
  }
}

const parted = (own: Address): readonly [string, string] => {
  const slash = own.indexOf('/')
  return [own.slice(0, slash), own.slice(slash + 1)]
}
