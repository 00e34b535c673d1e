// Plans sub-resources: each changes in an operation of its own, because Statsig has separate routes for it.

import { type JsonObject, pick } from '../../core/json.ts'
import { join, topLevelName } from '../../core/pointer.ts'
import { differencesBetween } from '../../fields/compare/index.ts'
import type { Edit } from '../../fields/difference.ts'
import { itemReferencesIn } from '../../fields/item-references.ts'
import { subResourcesIn } from '../../fields/sub-resource.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { Resource } from '../../model/index.ts'
import type { ResourceDiff } from '../../resources/diff.ts'
import { subResourceDigest } from '../../resources/digest.ts'
import {
  editPositions,
  editsOf,
  normalizedMembers,
  type UnjudgedDraft,
} from '../operation-draft.ts'
import { draftBase, normalizedSides, publicPathId, type ResourceContext } from './context.ts'

/** The operations that write sub-resources after a creation. Empty where the file has none. */
export const createSubResourceOperations = (context: ResourceContext): readonly UnjudgedDraft[] => {
  const { definition, kind, names } = context
  const { members } = definition
  return subResourcesIn(kind.fields, members).flatMap((name) => {
    const own = pick(members, (each) => each === name)
    const edits = editsOf(differencesBetween(kind.fields, {}, own, names.resolveName))
    return edits.length === 0
      ? []
      : [
          {
            ...subResourceDraft(context, name, edits),
            before: {},
            wanted: normalizedMembers(kind, members, [name], names.resolveName),
          },
        ]
  })
}

export const updateSubResourceOperations = (
  context: ResourceContext,
  live: Resource,
  { changes }: ResourceDiff,
): readonly UnjudgedDraft[] => {
  const { definition, kind } = context
  return subResourcesIn(kind.fields, definition.members).flatMap((name) => {
    const edits = editsOf(changes.filter(({ edit }) => topLevelName(edit.pointer) === name))
    if (edits.length === 0) return []
    return [
      {
        ...subResourceDraft(context, name, edits),
        ...publicPathId(live),
        liveDigest: subResourceDigest(kind, name, live.raw, definition.members),
        findings: { subResource: name },
        ...normalizedSides(context, live, [name]),
      },
    ]
  })
}

const subResourceDraft = (context: ResourceContext, name: string, edits: readonly Edit[]) => {
  const { definition, kind } = context
  const lists = referencedLists(kind, name, definition.members)
  return {
    ...draftBase(context),
    action: 'update' as const,
    subResource: name,
    edits,
    at: definition.positions.key(join('', name)),
    editPositions: editPositions(definition, edits),
    members: pick(definition.members, (each) => each === name || lists.has(each)),
  }
}

/** Lists whose items the sub-resource names: the request needs the ids of these items. */
const referencedLists = (
  { fields }: Kind,
  name: string,
  members: JsonObject,
): ReadonlySet<string> => {
  const field = fields[name]
  return new Set(field ? itemReferencesIn(field, members[name], '').map(({ list }) => list) : [])
}
