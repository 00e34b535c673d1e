// Defines the inputs for planning one resource, and the parts that all operations of one definition share.
import type { Kind } from '../../kinds/kind.ts'
import type { Definition, KeptDifference, Resource } from '../../model/index.ts'
import type { NameResolver } from '../../resources/name-resolver.ts'
import { normalizedMembers, type OperationDraft, sensitivePointers } from '../operation-draft.ts'

export interface ResourcePlan {
  readonly drafts: readonly OperationDraft[]
  readonly kept: readonly KeptDifference[]
}

export interface ResourceContext {
  readonly kind: Kind
  readonly definition: Definition
  readonly live: Resource | undefined
  readonly names: NameResolver
  /** Members that the file has changed since the last apply: they are written where they cannot be compared. */
  readonly changedNames?: ReadonlySet<string>
}

export const draftBase = ({ definition }: ResourceContext) => ({
  address: definition.address,
  kind: definition.kind,
  cautions: [],
  findings: {},
  at: definition.positions.key(''),
  sensitive: sensitivePointers(definition),
  editPositions: {},
})

/** The value of `{id}` in paths. Absent where it is a secret: an apply then takes it from live state. */
export const publicPathId = ({ pathId, isPathIdSecret }: Resource): { readonly pathId?: string } =>
  isPathIdSecret ? {} : { pathId }

/** The live and the wanted values of the named members, in normal form. */
export const normalizedSides = (
  { definition, kind, names }: ResourceContext,
  live: Resource,
  topLevelNames: readonly string[],
) => ({
  before: normalizedMembers(kind, live.raw, topLevelNames, names.resolveName),
  wanted: normalizedMembers(kind, definition.members, topLevelNames, names.resolveName),
})
