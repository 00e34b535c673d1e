// Members that have routes of their own: each changes in an operation of its own, so that the rest is not sent with it.

import { differencesBetween } from '../fields/compare/index.ts'
import type { Edit } from '../fields/difference.ts'
import { itemsNamedIn } from '../fields/item-references.ts'
import { wayOf } from '../fields/sub-resource.ts'
import { apartIn, isApart } from '../fields/sub-resource-fields.ts'
import { type Members, pick } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Refusal, Resource } from '../model.ts'
import { join, topOf } from '../pointer.ts'
import type { Differing } from '../resources/diff.ts'
import { partDigest } from '../resources/digest.ts'
import { base, type Case, handleOf, sides } from './context.ts'
import { type Draft, editsIn, normalOf, placesOf } from './operation-draft.ts'

/** What follows a creation; nothing where the file gives nothing. */
export const partsFollowing = (given: Case): readonly Draft[] => {
  const { definition, kind, names } = given
  const { members } = definition
  return apartIn(kind.fields, members).flatMap((name) => {
    const own = pick(members, (each) => each === name)
    const edits = editsIn(differencesBetween(kind.fields, {}, own, names.canonical))
    return edits.length === 0
      ? []
      : [
          {
            ...partOf(given, name, edits),
            before: {},
            wanted: normalOf(kind, members, [name], names.canonical),
          },
        ]
  })
}

export const partsChanging = (
  given: Case,
  live: Resource,
  { changes }: Differing,
): readonly Draft[] => {
  const { definition, kind } = given
  return apartIn(kind.fields, definition.members).flatMap((name) => {
    const edits = editsIn(changes.filter(({ edit }) => topOf(edit.pointer) === name))
    if (edits.length === 0) return []
    const refused = refusalOf(given, name, live.raw)
    return [
      {
        ...partOf(given, name, edits),
        ...handleOf(live),
        live: partDigest(kind, name, live.raw[name]),
        ...(refused && { refused }),
        ...sides(given, live, [name]),
      },
    ]
  })
}

const partOf = (given: Case, name: string, edits: readonly Edit[]) => {
  const { definition, kind } = given
  const lists = listsNamed(kind, name, definition.members)
  return {
    ...base(given),
    action: 'update' as const,
    part: name,
    edits,
    at: definition.positions.key(join('', name)),
    places: placesOf(definition, edits),
    members: pick(definition.members, (each) => each === name || lists.has(each)),
  }
}

/** Lists whose items the member names: Statsig wants their ids. */
const listsNamed = ({ fields }: Kind, name: string, members: Members): ReadonlySet<string> => {
  const field = fields[name]
  return new Set(field ? itemsNamedIn(field, members[name], '').map(({ list }) => list) : [])
}

const refusalOf = ({ definition, kind }: Case, name: string, raw: Members): Refusal | undefined => {
  const write = isApart(kind.fields, name) ? kind.fields[name]?.apart?.write : undefined
  if (write?.by !== 'exchange' || wayOf(write, raw)) return undefined
  const by = write.ways[0]?.of.member ?? ''
  return {
    code: 'no-route-for-field',
    field: name,
    kind: definition.kind,
    by,
    value: String(raw[by]),
  }
}
