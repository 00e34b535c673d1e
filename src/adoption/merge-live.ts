// Merges the live values of a resource into the members of its definition.

import type { JsonObject } from '../core/json.ts'
import { topLevelName } from '../core/pointer.ts'
import { createItemNamer } from '../fields/item-references.ts'
import { canonicalJson, type ResolveName } from '../fields/normalize.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Definition, Resource } from '../model/index.ts'
import { createBaseLookup } from '../plan/base-definition.ts'
import { type MergeDifference, type MergeResult, mergeMembers } from '../plan/merge/index.ts'
import { isOutsideGit } from '../plan/resource/choose-side.ts'
import { createNameResolver, findLiveResource } from '../resources/name-resolver.ts'
import { referenceNamingOf } from '../write/resource-to-file.ts'
import { type ReferenceNaming, replacementValue } from '../write/value-to-file.ts'
import type { AdoptionContext } from './context.ts'

/** Lookups over all resources, computed once for all adoptions. */
export interface AdoptionLookups {
  readonly canonical: ResolveName
  readonly liveOf: (definition: Definition) => Resource | undefined
  readonly baseOf: (definition: Definition) => Definition | undefined
  readonly naming: ReferenceNaming
  /** Whether the top-level member that holds the difference is committed as the file has it. */
  readonly isCommitted: (definition: Definition, difference: MergeDifference) => boolean
}

export const adoptionLookups = ({
  desired,
  live,
  appliedState,
  committed,
}: AdoptionContext): AdoptionLookups => {
  const names = createNameResolver([], live.resources.values())
  const liveOf = (definition: Definition) => findLiveResource(definition, live, names)
  return {
    canonical: createNameResolver(desired.values(), live.resources.values()).resolveName,
    liveOf,
    baseOf: createBaseLookup(desired, appliedState, liveOf),
    naming: referenceNamingOf(names, live),
    isCommitted: ({ address, members }, { edit }) => {
      if (committed === undefined) return true
      const name = topLevelName(edit.pointer)
      return canonicalJson(committed.get(address)?.members[name]) === canonicalJson(members[name])
    },
  }
}

/**
 * Takes the live value where only Statsig was changed. Where taking it would lose a value of the file, the file is kept
 * unless `takesConflicts` is set, because the address was named.
 */
export const mergeLive = (
  definition: Definition,
  live: Resource,
  { baseOf, canonical, isCommitted, naming }: AdoptionLookups,
  kind: Kind,
  takesConflicts: boolean,
): MergeResult => {
  const found = mergeMembers(
    kind.fields,
    {
      base: baseOf(definition)?.members,
      statusWithoutBase: 'no-base',
      ours: definition.members,
      live: live.raw,
    },
    {
      resolveName: canonical,
      alternatives: kind.alternatives ?? [],
      ignored: (definition.lifecycle.ignoreChanges ?? []).map((each) => `/${each}`),
      ignoredSide: 'file',
      chooseSide: (difference) =>
        isOutsideGit(kind, difference) &&
        (takesConflicts || !losesValue(difference, () => isCommitted(definition, difference)))
          ? 'live'
          : 'file',
      toFileValue: (field, value) => replacementValue(field, value, naming),
    },
  )
  return { ...found, members: { ...found.members, ...decisionMembers(kind, live, found, naming) } }
}

/** Whether the value of the file would be lost: a change that was not applied, or one that is not committed. */
const losesValue = ({ mergeStatus }: MergeDifference, isCommitted: () => boolean): boolean => {
  switch (mergeStatus) {
    case 'conflict':
      return true
    case 'newly-declared':
    case 'newly-declared-flag':
    case 'no-base':
      return !isCommitted()
    case 'change':
    case 'drift':
      return false
  }
}

/** With a status, the fields of the decision that led to it: the launched group and the reason. */
const decisionMembers = (
  kind: Kind,
  live: Resource,
  { differences }: MergeResult,
  naming: ReferenceNaming,
): JsonObject => {
  const { statusMachine: transitions } = kind
  const isStatusAdopted = differences.some(
    ({ edit, side }) =>
      side === 'live' &&
      transitions !== undefined &&
      topLevelName(edit.pointer) === transitions.field,
  )
  const edge =
    isStatusAdopted && transitions?.transitions.find(({ to }) => to === live.raw[transitions.field])
  if (!edge) return {}
  const nameOf = createItemNamer(kind.fields, live.raw, live.raw, naming.canonical)
  return Object.fromEntries(
    Object.values(edge.body).flatMap((name) => {
      const [field, value] = [kind.fields[name], live.raw[name]]
      if (field === undefined || typeof value !== 'string' || value === '') return []
      return [[name, field.shape === 'item' ? nameOf(field.list, value) : value] as const]
    }),
  )
}
