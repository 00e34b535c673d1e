// What a judgement is made from, and what all operations of one definition have in common.
import type { Kind } from '../kinds/kind.ts'
import type { Definition, KeptDifference, Refusal, Resource } from '../model.ts'
import { unknownPathId } from '../resources/live.ts'
import type { NameResolver } from '../resources/name-resolver.ts'
import { normalizedMembers, type OperationDraft, sensitivePointers } from './operation-draft.ts'

export interface ResourcePlan {
  readonly drafts: readonly OperationDraft[]
  readonly kept: readonly KeptDifference[]
}

export interface ResourceContext {
  readonly kind: Kind
  readonly definition: Definition
  readonly live: Resource | undefined
  readonly names: NameResolver
}

export const draftBase = ({ definition }: ResourceContext) => ({
  address: definition.address,
  kind: definition.kind,
  cautions: [],
  at: definition.positions.key(''),
  sensitive: sensitivePointers(definition),
  editPositions: {},
})

/** What stands for `{id}`, unless it is a secret: an apply finds that in what it reads. */
export const publicPathId = ({ pathId, isPathIdSecret }: Resource): { readonly pathId?: string } =>
  isPathIdSecret ? {} : { pathId }

/** Why nothing can be asked of it. */
export const unaddressableRefusal = ({ pathId, isPathIdSecret }: Resource): Refusal | undefined =>
  pathId !== unknownPathId
    ? undefined
    : { code: 'id-unreadable', isSecret: isPathIdSecret === true }

/** The touched members as they are and as they are wanted, in normal form. */
export const normalizedSides = (
  { definition, kind, names }: ResourceContext,
  live: Resource,
  topLevelNames: readonly string[],
) => ({
  before: normalizedMembers(kind, live.raw, topLevelNames, names.resolveName),
  wanted: normalizedMembers(kind, definition.members, topLevelNames, names.resolveName),
})
