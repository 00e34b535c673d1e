// Reads resources by themselves where their list leaves out members that a stage needs. A member that a list does not
// show is unknown, not empty.
import { isEmpty, type JsonObject } from '../core/json.ts'
import { isCompared } from '../fields/normalize.ts'
import { referencedKinds } from '../fields/references.ts'
import { isSubResource } from '../fields/sub-resource.ts'
import type { KindName } from '../kinds/index.ts'
import { hasSingleRead, type Kind } from '../kinds/kind.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import type {
  Address,
  Definition,
  DesiredState,
  LiveState,
  Operation,
  Resource,
} from '../model/index.ts'
import { ReadError, type Reader } from './api.ts'
import { unknownPathId } from './live.ts'
import { createNameResolver, findLiveResource } from './name-resolver.ts'

/** The members that a stage compares, for the address of each live resource: those of its definitions. */
type NeededMembers = ReadonlyMap<Address, readonly JsonObject[]>

interface ReadProgress {
  /** There is more to read than was known at first. */
  readonly grow: (more: number) => void
  readonly tick: () => void
}

/**
 * Live state in which each needed resource has the members that its list leaves out. Where the kind does not say that
 * its list does so (`listOmits`), one resource is read as a sample, and only where a needed member is in no item of the
 * list. Throws `ReadError`.
 */
const readWhole = async (
  live: LiveState,
  needed: NeededMembers,
  registry: KindRegistry,
  reader: Pick<Reader, 'find'>,
  { grow, tick }: ReadProgress = { grow: () => {}, tick: () => {} },
): Promise<LiveState> => {
  const byKind = new Map<KindName, Resource[]>()
  for (const address of needed.keys()) {
    const resource = live.resources.get(address)
    if (resource === undefined || resource.pathId === unknownPathId) continue
    const ofKind = byKind.get(resource.kind)
    if (ofKind) ofKind.push(resource)
    else byKind.set(resource.kind, [resource])
  }
  const partial = await Promise.all(
    [...byKind].map(([name, resources]) =>
      findPartial(registry(name).kind, resources, { live, needed, reader }),
    ),
  )
  const toRead = partial.flat()
  if (toRead.length === 0) return live
  grow(toRead.length)
  const whole = await Promise.all(toRead.map((resource) => readOne(resource, reader).finally(tick)))
  const byAddress = new Map(whole.map((resource) => [resource.address, resource]))
  const resources = [...live.resources].map(
    ([address, resource]) => [address, byAddress.get(address) ?? resource] as const,
  )
  return { ...live, resources: new Map(resources) }
}

/** Live state with whole resources for the definitions, and for what was applied before. */
export const readDefinedWhole = async (
  live: LiveState,
  definitions: Iterable<Definition>,
  base: DesiredState,
  registry: KindRegistry,
  reader: Pick<Reader, 'find'>,
): Promise<LiveState> => {
  const names = createNameResolver([], live.resources.values())
  const needed = new Map<Address, readonly JsonObject[]>()
  for (const definition of definitions) {
    const found = findLiveResource(definition, live, names)
    if (found === undefined) continue
    const applied = base.get(definition.address)
    const members = [definition, ...(applied ? [applied] : [])].map((each) => each.members)
    needed.set(found.address, [...(needed.get(found.address) ?? []), ...members])
  }
  return readWhole(live, needed, registry, reader)
}

/** Live state with whole resources for the operations of a plan. */
export const readPlannedWhole = (
  live: LiveState,
  operations: readonly Operation[],
  registry: KindRegistry,
  reader: Pick<Reader, 'find'>,
): Promise<LiveState> => {
  const byPathId = new Map(
    [...live.resources.values()].map((each) => [`${each.kind}/${each.pathId}`, each.address]),
  )
  const needed = new Map<Address, readonly JsonObject[]>()
  for (const { address, kind, members, pathId } of operations) {
    const owner = live.resources.has(address) ? address : byPathId.get(`${kind}/${pathId ?? ''}`)
    if (owner !== undefined) needed.set(owner, [...(needed.get(owner) ?? []), members])
  }
  return readWhole(live, needed, registry, reader)
}

/** Live state in which each resource of `referrers` shows whether it refers to one of the `targets`. */
export const readReferrersWhole = (
  live: LiveState,
  referrers: ReadonlySet<KindName>,
  targets: ReadonlySet<string>,
  registry: KindRegistry,
  reader: Pick<Reader, 'find'>,
): Promise<LiveState> => {
  const membersByKind = new Map(
    [...referrers].flatMap((name) => {
      const { fields, routes } = registry(name).kind
      const referring = Object.keys(fields).filter((each) => {
        const field = fields[each]
        return field !== undefined && referencedKinds(field).some((kind) => targets.has(kind))
      })
      // A list that says what it leaves out shows all other members.
      const mayLackThem =
        routes.listOmits === undefined || referring.some((each) => routes.listOmits?.includes(each))
      return mayLackThem
        ? [[name, Object.fromEntries(referring.map((each) => [each, null]))] as const]
        : []
    }),
  )
  const needed = [...live.resources.values()].flatMap(({ address, kind }) => {
    const members = membersByKind.get(kind)
    return members === undefined ? [] : [[address, [members]] as const]
  })
  return readWhole(live, new Map(needed), registry, reader)
}

/** Live state with whole resources, for a stage that needs every field. */
export const readAllWhole = (
  live: LiveState,
  resources: Iterable<Resource>,
  registry: KindRegistry,
  reader: Pick<Reader, 'find'>,
  progress?: ReadProgress,
): Promise<LiveState> =>
  readWhole(
    live,
    new Map(
      [...resources].map(({ address, kind }) => [address, [everyField(registry(kind).kind)]]),
    ),
    registry,
    reader,
    progress,
  )

const everyField = ({ fields }: Kind): JsonObject =>
  Object.fromEntries(Object.keys(fields).map((name) => [name, null]))

interface Needs {
  readonly live: LiveState
  readonly needed: NeededMembers
  readonly reader: Pick<Reader, 'find'>
}

/** The resources of one kind whose list left something out. */
const findPartial = async (
  kind: Kind,
  resources: readonly Resource[],
  { live, needed, reader }: Needs,
): Promise<readonly Resource[]> => {
  if (!hasSingleRead(kind)) return []
  const { listOmits } = kind.routes
  if (listOmits !== undefined)
    return resources.filter(({ raw }) => listOmits.some((name) => !Object.hasOwn(raw, name)))
  const shown = new Set(
    [...live.resources.values()].flatMap(({ kind: name, raw }) =>
      name === kind.kind ? Object.keys(raw) : [],
    ),
  )
  const isUnknown = (name: string) => isListed(kind, name) && !shown.has(name)
  const concerned = resources.filter(({ address }) =>
    (needed.get(address) ?? []).some((members) => Object.keys(members).some(isUnknown)),
  )
  const isLikelySet = ({ address }: Resource) =>
    (needed.get(address) ?? []).every((members) =>
      Object.entries(members).some(([name, value]) => isUnknown(name) && !isEmpty(value)),
    )
  const membersShown = ({ raw }: Resource) => Object.keys(raw).length
  const sample =
    concerned.find(isLikelySet) ??
    concerned.toSorted((one, other) => membersShown(other) - membersShown(one))[0]
  if (sample === undefined) return []
  const whole = await readSample(sample, reader)
  const isPartial = Object.keys(whole?.raw ?? {}).some(
    (name) => isListed(kind, name) && !Object.hasOwn(sample.raw, name),
  )
  return isPartial ? resources : []
}

/** Absent where Statsig does not show it to the key: then the list is all that there is. */
const readSample = async (
  sample: Resource,
  reader: Pick<Reader, 'find'>,
): Promise<Resource | undefined> => {
  try {
    return await reader.find(sample.kind, sample)
  } catch (error) {
    if (error instanceof ReadError && !error.isKeyRefused) return undefined
    throw error
  }
}

/** Whether a list could show the member, and a plan would compare it. */
const isListed = ({ fields }: Kind, name: string): boolean => {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined
  return (
    field !== undefined &&
    isCompared(field) &&
    field.writeOnly === undefined &&
    !isSubResource(fields, name)
  )
}

const readOne = async (listed: Resource, reader: Pick<Reader, 'find'>): Promise<Resource> => {
  const whole = await reader.find(listed.kind, listed)
  if (whole !== undefined) return { ...whole, address: listed.address }
  throw new ReadError(
    `Statsig lists \`${listed.address}\` and does not find it by itself`,
    false,
    undefined,
  )
}
