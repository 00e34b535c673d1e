// What Statsig answered, as resources with addresses; and the tests that their kind has for them.
import { isJsonObject, type Json, type JsonObject, member } from '../json.ts'
import type { KindName } from '../kinds/index.ts'
import type { Kind, MemberTest } from '../kinds/kind.ts'
import {
  type Address,
  type LiveState,
  makeAddress,
  type Resource,
  singletonName,
} from '../model.ts'

/** Absent where the answer does not say who it is. */
export const toResource = (kind: Kind, name: KindName, raw: Json): Resource | undefined => {
  if (!isJsonObject(raw)) return undefined
  const { pathId: first, fallbackPathId: fallbackMember } = kind.routes
  const identity = identityOf(kind, raw)
  const pathId =
    kind.identity.by === 'project'
      ? singletonName
      : first === 'query'
        ? identityQuery(kind, raw)
        : (nonEmptyText(raw, first) ??
          (fallbackMember && nonEmptyText(raw, fallbackMember)) ??
          unknownPathId)
  const fallbackPathId = fallbackMember && nonEmptyText(raw, fallbackMember)
  if (identity === undefined || pathId === undefined) return undefined
  return {
    address: makeAddress(name, identity),
    kind: name,
    pathId,
    ...(fallbackPathId !== undefined && fallbackPathId !== pathId && { fallbackPathId }),
    ...(kind.routes.isPathIdSecret && { isPathIdSecret: kind.routes.isPathIdSecret }),
    raw,
  }
}

const nonEmptyText = (raw: JsonObject, name: string): string | undefined => {
  const value = member(raw, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Statsig does not show what stands for `{id}`: the resource is there, and nobody can ask for it. */
export const unknownPathId = ''

const identityOf = ({ identity }: Kind, raw: JsonObject): string | undefined => {
  switch (identity.by) {
    case 'id':
    case 'name':
      return nonEmptyText(raw, identity.by)
    case 'project':
      return singletonName
    case 'members': {
      const parts = identity.members.map((name) => nonEmptyText(raw, name))
      const joined = parts.every((part) => part !== undefined) ? parts.join('::') : undefined
      return identity.forbidsId ? joined : (nonEmptyText(raw, 'id') ?? joined)
    }
  }
}

/** The query that asks for a resource; absent where a part of its identity is not known. */
const identityQuery = ({ identity }: Kind, raw: JsonObject): string | undefined => {
  const names = identity.by === 'members' ? identity.members : []
  const values = names.map((name) => member(raw, name))
  return values.every((value) => typeof value === 'string' && value !== '')
    ? formatQuery(names, values.map(String))
    : undefined
}

const formatQuery = (names: readonly string[], values: readonly string[]): string =>
  new URLSearchParams(
    Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])),
  ).toString()

/** What stands for `{id}` of a resource of which nothing but the address is known. */
export const pathIdFor = (kind: Kind, address: Address): string => {
  const name = address.slice(kind.kind.length + 1)
  if (kind.routes.pathId !== 'query' || kind.identity.by !== 'members') return name
  const { members } = kind.identity
  const [first, last] = [name.split('::'), members.length - 1]
  // Only the last part may hold the separator itself.
  return formatQuery(members, [...first.slice(0, last), first.slice(last).join('::')])
}

export const matchesAny = (tests: readonly MemberTest[] | undefined, raw: JsonObject): boolean =>
  (tests ?? []).some((test) => matchesTest(test, raw))

export const matchesTest = ({ is, member: name }: MemberTest, raw: JsonObject): boolean =>
  is.includes(member(raw, name) ?? null)

export const isArchived = (kind: Kind, { raw }: Resource): boolean =>
  matchesAny(kind.archivedWhen, raw)

/** Whether a change of it waits for a reviewer. */
export const isInReview = ({ raw }: Pick<Resource, 'raw'>): boolean =>
  isJsonObject(raw['activeReview'])

const alternativeAddress = (
  { address, pathId, isPathIdSecret, kind }: Resource,
  nth: number,
): Address =>
  isPathIdSecret
    ? makeAddress(kind, `${address.slice(kind.length + 1)}#${nth}`)
    : makeAddress(kind, pathId)

/** Live state from what was listed; an address that two resources bear is ambiguous. */
export const createLiveState = (
  kinds: ReadonlySet<KindName>,
  resources: readonly Resource[],
  unreadableKinds: ReadonlySet<KindName> = new Set(),
): LiveState => {
  const found = new Map<Address, Resource>()
  const ambiguous = new Set<Address>()
  for (const resource of resources) {
    const known = found.get(resource.address)
    if (known !== undefined) ambiguous.add(resource.address)
    // The name no longer says which is meant; its id still does.
    const address = known ? alternativeAddress(resource, found.size) : resource.address
    if (!found.has(address)) found.set(address, { ...resource, address })
  }
  return { kinds, resources: found, ambiguous, unreadableKinds }
}

/** Live state of several sorts of kinds as one. */
export const mergeLiveStates = (lives: readonly LiveState[]): LiveState => ({
  kinds: new Set(lives.flatMap(({ kinds }) => [...kinds])),
  resources: new Map(lives.flatMap(({ resources }) => [...resources])),
  ambiguous: new Set(lives.flatMap(({ ambiguous }) => [...ambiguous])),
  unreadableKinds: new Set(lives.flatMap(({ unreadableKinds }) => [...unreadableKinds])),
})
