// Compares a saved plan with live state before anything is written.
import { referencesIn } from '../fields/references.ts'
import { isKindName, type KindName } from '../kinds/index.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import type { LiveState, Operation, Plan, Resource } from '../model/index.ts'
import type { AuditEntry } from '../resources/api.ts'
import { resourceDigest, subResourceDigest } from '../resources/digest.ts'
import { isEntryOf } from '../resources/last-author.ts'
import { isSameRevision, type Revision, revisionOf } from '../resources/revision.ts'
import type { PlanFile } from './plan-file.ts'

/** Operations whose live resource was written since the plan was made, even where it has the same content again. */
export const changedSincePlan = (
  { plan, revisions }: Pick<PlanFile, 'plan' | 'revisions'>,
  live: LiveState,
  laterEntries: readonly AuditEntry[],
  registry: KindRegistry,
): readonly Operation[] => {
  const findLive = createLiveFinder(live)
  return plan.operations.filter((operation) => {
    const found = findLive(operation)
    return (
      isContentChanged(operation, found, live, registry) ||
      (found !== undefined &&
        !isSameRevision(
          revisions[operation.address] ?? {},
          revisionOf(registry(operation.kind).kind, found),
        )) ||
      laterEntries.some((entry) => isEntryAbout(entry, operation, found, registry))
    )
  })
}

/** The revisions of the resources that the operations write, by address. */
export const plannedRevisions = (
  { operations }: Plan,
  live: LiveState,
  registry: KindRegistry,
): Readonly<Record<string, Revision>> => {
  const findLive = createLiveFinder(live)
  return Object.fromEntries(
    operations.flatMap((operation) => {
      const found = findLive(operation)
      return found ? [[operation.address, revisionOf(registry(operation.kind).kind, found)]] : []
    }),
  )
}

/** The kinds to read again before a saved plan runs: those of its operations, and those that they refer to. */
export const kindsToRead = (
  { operations }: Plan,
  registry: KindRegistry,
): ReadonlySet<KindName> => {
  const own = new Set(operations.map(({ kind }) => kind))
  const others = operations
    .flatMap(({ kind, members }) => referencesIn(registry(kind).root, members))
    .flatMap(({ isUnverified, kind }) => (isUnverified || !isKindName(kind) ? [] : [kind]))
  return new Set([...own, ...others])
}

const createLiveFinder = (live: LiveState) => {
  const byPathId = new Map(
    [...live.resources.values()].map((resource) => [
      `${resource.kind}/${resource.pathId}`,
      resource,
    ]),
  )
  return ({ address, kind, pathId }: Operation): Resource | undefined =>
    live.resources.get(address) ?? byPathId.get(`${kind}/${pathId ?? ''}`)
}

const isContentChanged = (
  { action, kind: name, liveDigest: digest, members, pathId, subResource }: Operation,
  found: Resource | undefined,
  live: LiveState,
  registry: KindRegistry,
): boolean => {
  const { kind } = registry(name)
  if (action === 'create') return found !== undefined
  if (digest === undefined) return false
  if (found === undefined) return true
  // Another resource of the same name, or one of two: it may not be the resource of the plan.
  if (live.ambiguous.has(found.address) || (pathId ?? found.pathId) !== found.pathId) return true
  const current =
    subResource === undefined
      ? resourceDigest(kind, found)
      : subResourceDigest(kind, subResource, found.raw, members)
  return current !== digest
}

/** Whether the log tells of a write of the resource, under its present name or the name that the operation gives it. */
const isEntryAbout = (
  entry: AuditEntry,
  { address, kind: name, members }: Operation,
  found: Resource | undefined,
  registry: KindRegistry,
): boolean => {
  const { kind } = registry(name)
  return [{ address, raw: members }, ...(found ? [found] : [])].some((each) =>
    isEntryOf(kind, each, entry),
  )
}
