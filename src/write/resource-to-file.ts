// A live resource as the definition that a file would give of it.
import { createItemNamer, renameItems } from '../fields/item-references.ts'
import { asList } from '../fields/normalize.ts'
import { type Json, type JsonObject, member, pick } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import type { KindEntry } from '../kinds/registry.ts'
import { type LiveState, makeAddress, type Resource } from '../model.ts'
import { segments } from '../pointer.ts'
import { isArchived } from '../resources/live.ts'
import type { NameResolver } from '../resources/name-resolver.ts'
import { type ReferenceNaming, toFileMembers, unusedAlternatives } from './value-to-file.ts'

/** How files call what live resources refer to: by name, and by the id that Statsig made where two bear the name. */
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
    // An archived resource with a status is told by its status.
    ...(isArchived(kind, resource) && !kind.statusMachine && { lifecycle: { retired: true } }),
  }
}

/** Members of the resource itself that are two spellings of one value. */
const alternativeMembers = ({
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

/** The id of a resource that is known by other members, once they no longer tell it. */
const explicitId = ({ identity }: Kind, { raw }: Resource): JsonObject => {
  const id = member(raw, 'id')
  if (identity.by !== 'members' || identity.forbidsId || typeof id !== 'string' || id === '')
    return {}
  return id === identity.members.map((name) => member(raw, name)).join('::') ? {} : { id }
}

/** Items that members name: by the name that people know, unless two items bear it. */
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
