// Converts a live resource to the members of a definition.

import { type Json, type JsonObject, member, pick } from '../core/json.ts'
import { segments } from '../core/pointer.ts'
import { createItemNamer, renameItems } from '../fields/item-references.ts'
import { asList } from '../fields/normalize.ts'
import type { Kind } from '../kinds/kind.ts'
import type { KindEntry } from '../kinds/registry.ts'
import { type LiveState, makeAddress, type Resource } from '../model/index.ts'
import { isArchived } from '../resources/live.ts'
import type { NameResolver } from '../resources/name-resolver.ts'
import { type ReferenceNaming, toFileMembers, unusedAlternatives } from './value-to-file.ts'

/** Files refer to resources by name, or by the id that Statsig generated if two resources have the name. */
export const referenceNamingOf = (
  { resolveName }: NameResolver,
  { ambiguous }: LiveState,
): ReferenceNaming => ({
  canonical: resolveName,
  reference: (kind, text) => {
    const name = resolveName(kind, text)
    return ambiguous.has(makeAddress(kind, name)) ? text : name
  },
})

export const definitionMembers = (
  { kind, root }: Pick<KindEntry, 'kind' | 'root'>,
  resource: Resource,
  naming: ReferenceNaming,
): JsonObject => {
  const omitted = unusedAlternatives(alternativeMembers(kind), resource.raw)
  const fileMembers = toFileMembers(root, resource.raw, naming)
  return {
    ...explicitId(kind, resource),
    ...pick(fileMembers, (name) => !omitted.has(name)),
    ...itemReferences(kind, resource.raw, fileMembers, naming),
    // If the kind has a status, the status says that the resource is archived.
    ...(isArchived(kind, resource) && !kind.statusMachine && { lifecycle: { retired: true } }),
  }
}

/** Pairs of top-level members that have the same value. */
export const alternativeMembers = ({
  requirements = [],
  alternatives = [],
}: Kind): readonly (readonly [string, string])[] => [
  ...alternatives,
  ...requirements.flatMap(({ needs }): readonly (readonly [string, string])[] => {
    if (needs.rule !== 'same-value') return []
    const [[first, ...rest], [second]] = [segments(needs.at), segments(needs.alternative)]
    return first === undefined || second === undefined || rest.length > 0 ? [] : [[first, second]]
  }),
]

/** The id, if the members that Statsig made it from have changed since. */
const explicitId = ({ identity }: Kind, { raw }: Resource): JsonObject => {
  const id = member(raw, 'id')
  if (identity.by !== 'members' || identity.forbidsId || typeof id !== 'string' || id === '')
    return {}
  return id === identity.members.map((name) => member(raw, name)).join('::') ? {} : { id }
}

/** Members that refer to list items: by name, or by id if two items have the name. */
const itemReferences = (
  { fields }: Kind,
  raw: JsonObject,
  fileMembers: JsonObject,
  naming: ReferenceNaming,
): JsonObject => {
  const nameOf = createItemNamer(fields, raw, raw, naming.canonical)
  const itemText = (list: string, text: string): Json => {
    const name = nameOf(list, text)
    const of = fields[list]
    const key = of?.shape === 'list' ? of.match?.name : undefined
    const namesakes = asList(raw[list]).filter((item) => member(item, key ?? '') === name)
    return namesakes.length > 1 ? text : name
  }
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) => {
      const value = member(field.shape === 'item' ? raw : fileMembers, name)
      const isItemReference = (field.shape === 'item' || field.subResource) && value !== undefined
      if (!isItemReference || value === null || value === '') return []
      return [[name, renameItems(field, value, itemText) ?? value] as const]
    }),
  )
}
