// A live resource as the definition that a file would give of it.
import { itemNamer, itemsRenamed } from '../fields/item-references.ts'
import { listed } from '../fields/normalize.ts'
import { type Json, type Members, member, pick } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Known } from '../kinds/registry.ts'
import { address, type Live, type Resource } from '../model.ts'
import { segments } from '../pointer.ts'
import { isArchived } from '../resources/live.ts'
import type { Names } from '../resources/name-resolver.ts'
import { membersTold, type Naming, otherTwins } from './value-to-file.ts'

/** How files call what live resources refer to: by name, and by the id that Statsig made where two bear the name. */
export const namingOf = ({ canonical }: Names, { ambiguous }: Live): Naming => ({
  canonical,
  reference: (kind, text) => {
    const name = canonical(kind, text)
    return ambiguous.has(address(kind, name)) ? text : name
  },
})

export const definitionOf = (
  { kind, root }: Pick<Known, 'kind' | 'root'>,
  resource: Resource,
  naming: Naming,
): Members => {
  const others = otherTwins(twinsOf(kind), resource.raw)
  const told = membersTold(root, resource.raw, naming)
  return {
    ...ownId(kind, resource),
    ...pick(told, (name) => !others.has(name)),
    ...namedItems(kind, resource.raw, told, naming),
    // An archived resource with a status is told by its status.
    ...(isArchived(kind, resource) && !kind.moves && { lifecycle: { retired: true } }),
  }
}

/** Members of the resource itself that are two spellings of one value. */
const twinsOf = ({
  requirements = [],
  twins = [],
}: Kind): readonly (readonly [string, string])[] => [
  ...twins,
  ...requirements.flatMap(({ needs }): readonly (readonly [string, string])[] => {
    if (needs.rule !== 'same-value') return []
    const [[first, ...more], [second]] = [segments(needs.at), segments(needs.twin)]
    return first === undefined || second === undefined || more.length > 0 ? [] : [[first, second]]
  }),
]

/** The id of a resource that is known by other members, once they no longer tell it. */
const ownId = ({ identity }: Kind, { raw }: Resource): Members => {
  const id = member(raw, 'id')
  if (identity.by !== 'members' || identity.isOnly || typeof id !== 'string' || id === '') return {}
  return id === identity.members.map((name) => member(raw, name)).join('::') ? {} : { id }
}

/** Items that members name: by the name that people know, unless two items bear it. */
const namedItems = ({ fields }: Kind, raw: Members, told: Members, naming: Naming): Members => {
  const nameOf = itemNamer(fields, raw, raw, naming.canonical)
  const called = (list: string, text: string): Json => {
    const name = nameOf(list, text)
    const of = fields[list]
    const key = of?.shape === 'list' ? of.match?.name : undefined
    const bearers = listed(raw[list]).filter((item) => member(item, key ?? '') === name)
    return bearers.length > 1 ? text : name
  }
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) => {
      const value = member(field.shape === 'item' ? raw : told, name)
      const isNaming = (field.shape === 'item' || field.apart) && value !== undefined
      if (!isNaming || value === null || value === '') return []
      return [[name, itemsRenamed(field, value, called) ?? value] as const]
    }),
  )
}
