// Which definition of then is that of a resource now.
import type { Address, Definition, DesiredState, Resource } from '../model.ts'
import type { AppliedState } from './applied-state.ts'

/** What was applied of a resource, under whatever name it was defined then. */
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
