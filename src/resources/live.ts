// What Statsig answered, as resources with addresses; and the tests that their kind has for them.
import { isMembers, type Json, type Members, member } from '../json.ts'
import type { KindName } from '../kinds/index.ts'
import type { Kind, Test } from '../kinds/kind.ts'
import { type Address, address, type Live, onlyOne, type Resource } from '../model.ts'

/** Absent where the answer does not say who it is. */
export const resourceOf = (kind: Kind, name: KindName, raw: Json): Resource | undefined => {
  if (!isMembers(raw)) return undefined
  const { handle: first, otherHandle: second } = kind.routes
  const identity = identityIn(kind, raw)
  const handle =
    kind.identity.by === 'project'
      ? onlyOne
      : first === 'query'
        ? queryIn(kind, raw)
        : (text(raw, first) ?? (second && text(raw, second)) ?? unknownHandle)
  const otherHandle = second && text(raw, second)
  if (identity === undefined || handle === undefined) return undefined
  return {
    address: address(name, identity),
    kind: name,
    handle,
    ...(otherHandle !== undefined && otherHandle !== handle && { otherHandle }),
    ...(kind.routes.isSecret && { isSecret: kind.routes.isSecret }),
    raw,
  }
}

const text = (raw: Members, name: string): string | undefined => {
  const value = member(raw, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Statsig does not show what stands for `{id}`: the resource is there, and nobody can ask for it. */
export const unknownHandle = ''

const identityIn = ({ identity }: Kind, raw: Members): string | undefined => {
  switch (identity.by) {
    case 'id':
    case 'name':
      return text(raw, identity.by)
    case 'project':
      return onlyOne
    case 'members': {
      const parts = identity.members.map((name) => text(raw, name))
      const joined = parts.every((part) => part !== undefined) ? parts.join('::') : undefined
      return identity.isOnly ? joined : (text(raw, 'id') ?? joined)
    }
  }
}

/** The query that asks for a resource; absent where a part of its identity is not known. */
const queryIn = ({ identity }: Kind, raw: Members): string | undefined => {
  const names = identity.by === 'members' ? identity.members : []
  const values = names.map((name) => member(raw, name))
  return values.every((value) => typeof value === 'string' && value !== '')
    ? queryOf(names, values.map(String))
    : undefined
}

const queryOf = (names: readonly string[], values: readonly string[]): string =>
  new URLSearchParams(
    Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])),
  ).toString()

/** What stands for `{id}` of a resource of which nothing but the address is known. */
export const handleFor = (kind: Kind, own: Address): string => {
  const name = own.slice(kind.kind.length + 1)
  if (kind.routes.handle !== 'query' || kind.identity.by !== 'members') return name
  const { members } = kind.identity
  const [first, last] = [name.split('::'), members.length - 1]
  // Only the last part may hold the separator itself.
  return queryOf(members, [...first.slice(0, last), first.slice(last).join('::')])
}

export const holds = (tests: readonly Test[] | undefined, raw: Members): boolean =>
  (tests ?? []).some((test) => holdsTest(test, raw))

export const holdsTest = ({ is, member: name }: Test, raw: Members): boolean =>
  is.includes(member(raw, name) ?? null)

export const isArchived = (kind: Kind, { raw }: Resource): boolean => holds(kind.archived, raw)

/** Whether a change of it waits for a reviewer. */
export const isInReview = ({ raw }: Pick<Resource, 'raw'>): boolean =>
  isMembers(raw['activeReview'])

const otherAddress = ({ address: own, handle, isSecret, kind }: Resource, nth: number): Address =>
  isSecret ? address(kind, `${own.slice(kind.length + 1)}#${nth}`) : address(kind, handle)

/** Live state from what was listed; an address that two resources bear is ambiguous. */
export const liveFrom = (
  kinds: ReadonlySet<KindName>,
  resources: readonly Resource[],
  hidden: ReadonlySet<KindName> = new Set(),
): Live => {
  const found = new Map<Address, Resource>()
  const ambiguous = new Set<Address>()
  for (const resource of resources) {
    const known = found.get(resource.address)
    if (known !== undefined) ambiguous.add(resource.address)
    // The name no longer says which is meant; its id still does.
    const own = known ? otherAddress(resource, found.size) : resource.address
    if (!found.has(own)) found.set(own, { ...resource, address: own })
  }
  return { kinds, resources: found, ambiguous, hidden }
}

/** Live state of several sorts of kinds as one. */
export const joinedLive = (lives: readonly Live[]): Live => ({
  kinds: new Set(lives.flatMap(({ kinds }) => [...kinds])),
  resources: new Map(lives.flatMap(({ resources }) => [...resources])),
  ambiguous: new Set(lives.flatMap(({ ambiguous }) => [...ambiguous])),
  hidden: new Set(lives.flatMap(({ hidden }) => [...hidden])),
})
