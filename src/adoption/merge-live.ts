// Merges the live values of a resource into the members of its definition.

import type { JsonObject } from '../core/json.ts'
import { topLevelName } from '../core/pointer.ts'
import { createItemNamer } from '../fields/item-references.ts'
import type { ResolveName } from '../fields/normalize.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Definition, Resource } from '../model/index.ts'
import { createBaseLookup } from '../plan/base-definition.ts'
import {
  type MergeDifference,
  type MergeResult,
  mergeMembers,
  type Side,
} from '../plan/merge/index.ts'
import { isKeptAtFirstMention } from '../plan/resource/choose-side.ts'
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
}

export const adoptionLookups = ({
  desired,
  live,
  appliedState,
}: AdoptionContext): AdoptionLookups => {
  const names = createNameResolver([], live.resources.values())
  const liveOf = (definition: Definition) => findLiveResource(definition, live, names)
  return {
    canonical: createNameResolver(desired.values(), live.resources.values()).resolveName,
    liveOf,
    baseOf: createBaseLookup(desired, appliedState, liveOf),
    naming: referenceNamingOf(names, live),
  }
}

/** Takes the live value where Statsig was changed, and keeps the value of the file where only the file was changed. */
export const mergeLive = (
  definition: Definition,
  live: Resource,
  { baseOf, canonical, naming }: AdoptionLookups,
  kind: Kind,
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
      chooseSide: (difference) => adoptedSide(kind, difference),
      toFileValue: (field, value) => replacementValue(field, value, naming),
    },
  )
  return { ...found, members: { ...found.members, ...decisionMembers(kind, live, found, naming) } }
}

const adoptedSide = (kind: Kind, difference: MergeDifference): Side => {
  switch (difference.mergeStatus) {
    case 'change':
      return 'file'
    case 'newly-declared':
    case 'newly-declared-flag':
      return isKeptAtFirstMention(kind, difference) ? 'live' : 'file'
    case 'drift':
    case 'conflict':
    case 'no-base':
      return 'live'
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
