// Builds the inputs that all steps of one plan share: both states, the registry of kinds, and lookups over them.
import type { Kind } from '../kinds/kind.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import type { Address, Definition, DesiredState, LiveState, Resource } from '../model/index.ts'
import { isArchived } from '../resources/live.ts'
import {
  createNameResolver,
  findLiveResource,
  type NameResolver,
} from '../resources/name-resolver.ts'
import type { AppliedState } from './applied-state.ts'

export interface PlanOptions {
  readonly target: string
  readonly registry: KindRegistry
  /** Whether a plan creates a resource that is referred to and not defined, for kinds that allow it. */
  readonly undeclared: 'create' | 'refuse'
  /** Without it, the files overwrite every difference. */
  readonly appliedState?: AppliedState | undefined
}

export interface PlanContext extends PlanOptions {
  readonly desired: DesiredState
  readonly live: LiveState
  /** Resolves names of defined and of live resources. */
  readonly names: NameResolver
  readonly kindOf: (definition: Definition) => Kind
  readonly findResource: (definition: Definition) => Resource | undefined
  readonly isArchivedAddress: (address: Address) => boolean
}

export const createPlanContext = (
  desired: DesiredState,
  live: LiveState,
  options: PlanOptions,
): PlanContext => {
  const { registry } = options
  return {
    ...options,
    desired,
    live,
    names: createNameResolver(desired.values(), live.resources.values()),
    kindOf: ({ kind }) => registry(kind).kind,
    findResource: createResourceLookup(live),
    isArchivedAddress: (address) => {
      const resource = live.resources.get(address)
      return resource !== undefined && isArchived(registry(resource.kind).kind, resource)
    },
  }
}

const createResourceLookup = (live: LiveState): PlanContext['findResource'] => {
  const liveNames = createNameResolver([], live.resources.values())
  const found = new Map<Definition, Resource | undefined>()
  return (definition) => {
    if (!found.has(definition)) found.set(definition, findLiveResource(definition, live, liveNames))
    return found.get(definition)
  }
}
