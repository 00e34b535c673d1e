// Finds the definition that was applied last for a resource, and compares definitions.

import type { JsonObject } from '../core/json.ts'
import { isRetired } from '../core/source.ts'
import { canonicalJson } from '../fields/normalize.ts'
import {
  type Address,
  type Definition,
  type DesiredState,
  makeAddress,
  type Resource,
} from '../model/index.ts'
import type { AppliedState } from './applied-state.ts'

/**
 * The applied definition of the same resource, although its address may have changed since. Two resources may have
 * exchanged their names: the id in the file counts before the name.
 */
export const createBaseLookup = (
  desired: DesiredState,
  appliedState: Pick<AppliedState, 'base'> | undefined,
  findResource: (definition: Definition) => Resource | undefined,
): ((definition: Definition) => Definition | undefined) => {
  if (appliedState === undefined) return () => undefined
  const { base } = appliedState
  const byResource = new Map<Address, Definition>()
  const byId = new Map<string, Definition>()
  for (const each of base.values()) {
    const sameAddress = desired.get(each.address)
    if (sameAddress !== undefined && sameAddress.matchId === each.matchId) continue
    const resource = findResource(each)
    if (resource !== undefined) byResource.set(resource.address, each)
    if (each.matchId !== undefined) byId.set(makeAddress(each.kind, each.matchId), each)
  }
  return (definition) => {
    const { address, kind, matchId } = definition
    const own = base.get(address)
    if (own !== undefined && own.matchId === matchId) return own
    const resource = findResource(definition)
    const found =
      (resource && byResource.get(resource.address)) ??
      (matchId === undefined ? undefined : byId.get(makeAddress(kind, matchId)))
    if (found !== undefined || own === undefined) return found
    // A definition that only gained or lost its id is still the same, unless its name meant another resource.
    const before = findResource(own)
    return resource === undefined || before === undefined ? own : undefined
  }
}

/** Whether two definitions have the same content, wherever they are written. */
export const isSameDefinition = (one: Definition, other: Definition): boolean =>
  one === other ||
  canonicalJson(comparableDefinition(one)) === canonicalJson(comparableDefinition(other))

const comparableDefinition = ({ lifecycle, members }: Definition): JsonObject => ({
  members,
  lifecycle: JSON.parse(JSON.stringify(lifecycle)),
})

export const isRetiredDefinition = ({ lifecycle }: Definition): boolean => isRetired(lifecycle)
