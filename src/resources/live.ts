// Turns answers of Statsig into resources with addresses, and tests their state.
import { isJsonObject, type Json, type JsonObject, member } from '../core/json.ts'
import type { KindName } from '../kinds/index.ts'
import type { Kind, MemberTest } from '../kinds/kind.ts'
import {
  type Address,
  type LiveState,
  makeAddress,
  type Resource,
  singletonName,
} from '../model/index.ts'

/** Absent where the answer does not identify the resource. */
export const toResource = (kind: Kind, name: KindName, answer: Json): Resource | undefined => {
  if (!isJsonObject(answer)) return undefined
  const raw = withStatusByMember(kind, answer)
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

const withStatusByMember = ({ statusMachine }: Kind, raw: JsonObject): JsonObject => {
  const byMember = statusMachine?.statusByMember
  const record = byMember && member(raw, byMember.member)
  if (statusMachine === undefined || byMember === undefined || !isJsonObject(record)) return raw
  if (raw[statusMachine.field] !== byMember.from) return raw
  const copies = Object.entries(byMember.copies).flatMap(([name, from]) =>
    raw[name] ? [] : [[name, member(record, from) ?? null] as const],
  )
  return { ...raw, [statusMachine.field]: byMember.status, ...Object.fromEntries(copies) }
}

const nonEmptyText = (raw: JsonObject, name: string): string | undefined => {
  const value = member(raw, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The `pathId` of a resource whose id Statsig does not return: it exists, and no request can name it. */
export const unknownPathId = ''

/** What identifies a resource beside its name: the `id` that Statsig returns, otherwise the id in paths. */
export const idOfResource = ({ pathId, raw }: Resource): string => nonEmptyText(raw, 'id') ?? pathId

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
      return identity.forbidsId ? joined : (joined ?? nonEmptyText(raw, 'id'))
    }
  }
}

/** The query that finds a resource. Absent where a part of its identity is missing. */
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

/** The value of `{id}` for an address. */
export const pathIdFor = (kind: Kind, address: Address): string => {
  const name = address.slice(kind.kind.length + 1)
  if (kind.routes.pathId !== 'query' || kind.identity.by !== 'members') return name
  const { members } = kind.identity
  const [first, last] = [name.split('::'), members.length - 1]
  // Only the last part may contain the separator.
  return formatQuery(members, [...first.slice(0, last), first.slice(last).join('::')])
}

export const matchesAny = (tests: readonly MemberTest[] | undefined, raw: JsonObject): boolean =>
  (tests ?? []).some((test) => matchesTest(test, raw))

export const matchesTest = ({ is, member: name }: MemberTest, raw: JsonObject): boolean =>
  is.includes(member(raw, name) ?? null)

export const isArchived = (kind: Kind, { raw }: Resource): boolean =>
  matchesAny(kind.archivedWhen, raw)

/** Whether a change of the resource waits for a review. */
export const isInReview = ({ raw }: Pick<Resource, 'raw'>): boolean =>
  isJsonObject(raw['activeReview'])

const alternativeAddress = (
  { address, pathId, isPathIdSecret, kind }: Resource,
  nth: number,
): Address =>
  isPathIdSecret
    ? makeAddress(kind, `${address.slice(kind.length + 1)}#${nth}`)
    : makeAddress(kind, pathId)

/** Builds live state from listed resources. An address of two resources is ambiguous. */
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
    // The name is ambiguous. The id is not.
    const address = known ? alternativeAddress(resource, found.size) : resource.address
    if (!found.has(address)) found.set(address, { ...resource, address })
  }
  return { kinds, resources: found, ambiguous, unreadableKinds }
}

/** Joins live states of different kinds. */
export const mergeLiveStates = (lives: readonly LiveState[]): LiveState => ({
  kinds: new Set(lives.flatMap(({ kinds }) => [...kinds])),
  resources: new Map(lives.flatMap(({ resources }) => [...resources])),
  ambiguous: new Set(lives.flatMap(({ ambiguous }) => [...ambiguous])),
  unreadableKinds: new Set(lives.flatMap(({ unreadableKinds }) => [...unreadableKinds])),
})
