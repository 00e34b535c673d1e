// Builds the members of a resource as the file alone, live state alone and the merge would have them in Statsig.
import type { Json, JsonObject } from '../../core/json.ts'
import { topLevelName } from '../../core/pointer.ts'
import type { Edit } from '../../fields/difference.ts'
import { normalizeValue } from '../../fields/normalize.ts'
import { type RequestValueContext, toRequestValue } from '../../fields/to-request-value.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { NameResolver } from '../../resources/name-resolver.ts'

export interface ResourceSides {
  readonly file: JsonObject
  readonly live: JsonObject
  readonly merged: JsonObject
}

/** A definition, and the operations that would write it. */
export interface WrittenMembers {
  readonly members: JsonObject
  readonly operations: readonly { readonly edits: readonly Edit[] }[]
}

export const sidesOf = (
  kind: Kind,
  live: JsonObject,
  { file, merged }: { readonly file: WrittenMembers; readonly merged: WrittenMembers },
  names: NameResolver,
): ResourceSides => ({
  file: membersAfter(kind, live, file, names),
  live: membersAfter(kind, live, { members: {}, operations: [] }, names),
  merged: membersAfter(kind, live, merged, names),
})

/** A resource that is the same on all sides. */
export const unchangedSides = (
  kind: Kind,
  live: JsonObject,
  names: NameResolver,
): ResourceSides => {
  const members = membersAfter(kind, live, { members: {}, operations: [] }, names)
  return { file: members, live: members, merged: members }
}

/** What an operation does not write stays as it is in Statsig, and so does what the file leaves out. */
const membersAfter = (
  kind: Kind,
  live: JsonObject,
  { members, operations }: WrittenMembers,
  { resolveName }: NameResolver,
): JsonObject => {
  const written = new Set(
    operations.flatMap(({ edits }) => edits.map(({ pointer }) => topLevelName(pointer))),
  )
  const context: RequestValueContext = {
    resolveName,
    resolveId: resolveName,
    resolveDisplayName: (to, text) => resolveName(to, text, 'name'),
    resolveItem: (_, text) => text,
    form: 'usual',
    readSecret: () => '',
  }
  return Object.fromEntries(
    Object.entries(kind.fields).flatMap(([name, field]) => {
      const wanted = members[name]
      const value =
        !written.has(name) || wanted === undefined
          ? live[name]
          : wanted === null
            ? undefined
            : toRequestValue(field, live[name], wanted, context)
      // The normal form of a list has no ids, which decide who is in a percentage.
      const compared: Json | undefined =
        field.shape === 'list' ? value : normalizeValue(field, value, resolveName)
      return compared === undefined ? [] : [[name, compared] as const]
    }),
  )
}
