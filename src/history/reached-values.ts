// Finds in the audit log which values the resources that a plan updates have had in Statsig since the last apply.

import type { JsonObject } from '../core/json.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import type { Address, DesiredState, LiveState, Plan, Resource } from '../model/index.ts'
import type { Reader } from '../resources/api.ts'
import { changesSince } from '../resources/last-author.ts'
import { createNameResolver, findLiveResource } from '../resources/name-resolver.ts'
import { maxLogEntries, needsAuthors } from './attribution.ts'

export interface ReachedValuesContext {
  readonly desired: DesiredState
  readonly live: LiveState
  readonly registry: KindRegistry
  /** The time of the last apply. */
  readonly appliedAt: string
}

export type ReachedValues = ReadonlyMap<Address, readonly JsonObject[]>

/** Sends no request where no resource that the plan updates was changed in Statsig since the last apply. */
export const findReachedValues = async (
  plan: Plan,
  { appliedAt, desired, live, registry }: ReachedValuesContext,
  reader: Pick<Reader, 'readAuditLog'>,
): Promise<ReachedValues> => {
  const names = createNameResolver([], live.resources.values())
  const updated = new Set(
    plan.operations.flatMap(({ action, address }) => (action === 'update' ? [address] : [])),
  )
  const changed = [...updated].flatMap((address) => {
    const definition = desired.get(address)
    const resource = definition && findLiveResource(definition, live, names)
    return resource && wasChangedAfter(resource, appliedAt) ? [{ address, resource }] : []
  })
  if (changed.length === 0) return new Map()
  // The authors of kept differences need older entries, and read them all.
  const since = needsAuthors(plan) ? undefined : appliedAt
  const entries = (await reader.readAuditLog(since, maxLogEntries)) ?? []
  return new Map(
    changed.flatMap(({ address, resource }) => {
      const { kind } = registry(resource.kind)
      const values = changesSince(kind, resource, entries, appliedAt).flatMap(
        ({ newValues = {} }) => (Object.keys(newValues).length > 0 ? [newValues] : []),
      )
      return values.length > 0 ? [[address, values] as const] : []
    }),
  )
}

/** In whole seconds, as git records times. A resource without a time is taken for unchanged. */
const wasChangedAfter = ({ raw }: Resource, appliedAt: string): boolean => {
  const { lastModifiedTime } = raw
  const at =
    typeof lastModifiedTime === 'string' ? Date.parse(lastModifiedTime) : Number(lastModifiedTime)
  return Math.floor(at / 1000) > Math.floor(Date.parse(appliedAt) / 1000)
}
