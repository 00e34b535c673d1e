// Which definition of then is that of a resource now.
import type { Address, Definition, Desired, Resource } from '../model.ts'
import type { Memory } from './applied-state.ts'

/** What was applied of a resource, under whatever name it was defined then. */
export const basesFor = (
  desired: Desired,
  memory: Pick<Memory, 'base'> | undefined,
  resourceFor: (definition: Definition) => Resource | undefined,
): ((definition: Definition) => Definition | undefined) => {
  if (memory === undefined) return () => undefined
  const gone = new Map<Address, Definition>()
  for (const base of memory.base.values()) {
    const own = desired.has(base.address) ? undefined : resourceFor(base)?.address
    if (own !== undefined) gone.set(own, base)
  }
  return (definition) => {
    const own = memory.base.get(definition.address)
    const resource = own === undefined ? resourceFor(definition) : undefined
    return own ?? (resource && gone.get(resource.address))
  }
}
