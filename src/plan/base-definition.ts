// Finds the definition that was applied last for a resource, and compares definitions.

import type { JsonObject } from '../core/json.ts'
import { isRetired } from '../core/source.ts'
import { canonicalJson } from '../fields/normalize.ts'
import type { Address, Definition, DesiredState, Resource } from '../model/index.ts'
import type { AppliedState } from './applied-state.ts'

/** The applied definition of the same resource, although its address may have changed since. */
export const createBaseLookup = (
  desired: DesiredState,
  appliedState: Pick<AppliedState, 'base'> | undefined,
  findResource: (definition: Definition) => Resource | undefined,
): ((definition: Definition) => Definition | undefined) => {
  if (appliedState === undefined) return () => undefined
  const renamedBases = new Map<Address, Definition>()
  for (const base of appliedState.base.values()) {
    const own = desired.has(base.address) ? undefined : findResource(base)?.address
    if (own !== undefined) renamedBases.set(own, base)
  }
  return (definition) => {
    const own = appliedState.base.get(definition.address)
    const resource = own === undefined ? findResource(definition) : undefined
    return own ?? (resource && renamedBases.get(resource.address))
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
