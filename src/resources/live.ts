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
  const handle = kind.identity.by === 'project' ? onlyOne : member(raw, first)
  const otherHandle = second && member(raw, second)
  if (identity === undefined || typeof handle !== 'string') return undefined
  return {
    address: address(name, identity),
    kind: name,
    handle,
    ...(typeof otherHandle === 'string' && otherHandle !== handle && { otherHandle }),
    ...(kind.routes.isSecret && { isSecret: kind.routes.isSecret }),
    raw,
  }
}

const identityIn = ({ identity }: Kind, raw: Members): string | undefined => {
  const text = (name: string) => {
    const value = member(raw, name)
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  switch (identity.by) {
    case 'id':
    case 'name':
      return text(identity.by)
    case 'project':
      return onlyOne
    case 'members': {
      const parts = identity.members.map(text)
      return (
        text('id') ?? (parts.every((part) => part !== undefined) ? parts.join('::') : undefined)
      )
    }
  }
}

export const holds = (tests: readonly Test[] | undefined, raw: Members): boolean =>
  (tests ?? []).some((test) => holdsTest(test, raw))

export const holdsTest = ({ is, member: name }: Test, raw: Members): boolean =>
  is.includes(member(raw, name) ?? null)

export const isArchived = (kind: Kind, { raw }: Resource): boolean => holds(kind.archived, raw)

/** Whether a change of it waits for a reviewer. */
export const isInReview = ({ raw }: Pick<Resource, 'raw'>): boolean =>
  isMembers(raw['activeReview'])

/** Live state from what was listed; an address that two resources bear is ambiguous. */
const otherAddress = ({ address: own, handle, isSecret, kind }: Resource, nth: number): Address =>
  isSecret ? address(kind, `${own.slice(kind.length + 1)}#${nth}`) : address(kind, handle)

export const liveFrom = (kinds: ReadonlySet<KindName>, resources: readonly Resource[]): Live => {
  const found = new Map<Address, Resource>()
  const ambiguous = new Set<Address>()
  for (const resource of resources) {
    const known = found.get(resource.address)
    if (known !== undefined) ambiguous.add(resource.address)
    // The name no longer says which is meant; its id still does.
    const own = known ? otherAddress(resource, found.size) : resource.address
    if (!found.has(own)) found.set(own, { ...resource, address: own })
  }
  return { kinds, resources: found, ambiguous }
}
