// Plans deferred fields: the resource is created without them, and a later operation attaches them, because they may
// refer to resources that refer back to it.

import { type JsonObject, pick } from '../../core/json.ts'
import { join } from '../../core/pointer.ts'
import { normalizeValue } from '../../fields/normalize.ts'
import { isSubResource, membersWithoutSubResources } from '../../fields/sub-resource.ts'
import type { Kind } from '../../kinds/kind.ts'
import { editPositions, normalizedMembers, type UnjudgedDraft } from '../operation-draft.ts'
import { draftBase, type ResourceContext } from './context.ts'

export const isDeferredField = ({ fields }: Kind, name: string): boolean =>
  fields[name]?.deferred === true

export const splitDeferred = (
  kind: Kind,
  members: JsonObject,
): { readonly immediate: JsonObject; readonly deferred: JsonObject } => ({
  immediate: pick(
    members,
    (name) => !isDeferredField(kind, name) && !isSubResource(kind.fields, name),
  ),
  deferred: pick(members, (name) => isDeferredField(kind, name)),
})

/** The operation that attaches deferred fields after a creation. Empty where the file has none. */
export const attachOperations = (context: ResourceContext): readonly UnjudgedDraft[] => {
  const { definition, kind, names } = context
  const { deferred } = splitDeferred(kind, definition.members)
  const edits = Object.entries(deferred).flatMap(([name, value]) => {
    const field = kind.fields[name]
    const after = field && normalizeValue(field, value, names.resolveName)
    return after === undefined ? [] : [{ pointer: join('', name), label: name, after }]
  })
  if (edits.length === 0) return []
  return [
    {
      ...draftBase(context),
      action: 'update',
      isDeferred: true,
      edits,
      editPositions: editPositions(definition, edits),
      members: membersWithoutSubResources(kind.fields, definition.members),
      before: {},
      wanted: normalizedMembers(kind, deferred, Object.keys(deferred), names.resolveName),
    },
  ]
}
