// What may refer back to the resource itself: the resource is made without it, and an operation of its own attaches it.

import { normal } from '../fields/normalize.ts'
import { isApart, ownMembers } from '../fields/sub-resource-fields.ts'
import { type Members, pick } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import { join } from '../pointer.ts'
import { base, type Case } from './context.ts'
import { type Draft, normalOf, placesOf } from './operation-draft.ts'

export const isLateIn = ({ fields }: Kind, name: string): boolean => fields[name]?.late === true

export const partsOf = (
  kind: Kind,
  members: Members,
): { readonly early: Members; readonly late: Members } => ({
  early: pick(members, (name) => !isLateIn(kind, name) && !isApart(kind.fields, name)),
  late: pick(members, (name) => isLateIn(kind, name)),
})

/** What follows a creation; nothing where the file attaches nothing. */
export const attaching = (given: Case): readonly Draft[] => {
  const { definition, kind, names } = given
  const { late } = partsOf(kind, definition.members)
  const edits = Object.entries(late).flatMap(([name, value]) => {
    const field = kind.fields[name]
    const after = field && normal(field, value, names.canonical)
    return after === undefined ? [] : [{ pointer: join('', name), label: name, after }]
  })
  if (edits.length === 0) return []
  return [
    {
      ...base(given),
      action: 'update',
      isLate: true,
      edits,
      places: placesOf(definition, edits),
      members: ownMembers(kind.fields, definition.members),
      before: {},
      wanted: normalOf(kind, late, Object.keys(late), names.canonical),
    },
  ]
}
