// Finds the largest share of users that an edit can touch: by the percentages of the kind that stand above it.
import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../../core/json.ts'
import { join, type Pointer, segments, toPattern } from '../../core/pointer.ts'
import type { Edit } from '../../fields/difference.ts'
import type { Kind } from '../../kinds/kind.ts'

/** In per cent, from 0 to 100. Where no percentage is known, 100. */
export const editShare = (kind: Kind, edit: Edit, members: JsonObject): number => {
  const { after, before, item, pointer } = edit
  if (typeof before === 'number' && typeof after === 'number' && isPercentage(kind, pointer))
    return boundShare(
      Math.abs(after - before) * (enclosingShare(kind, parentOf(pointer), members, 1) / 100),
    )
  if (item === 'added' || item === 'removed') {
    const place = toPattern(item === 'added' ? parentOf(pointer) : pointer)
    return itemShare(kind, join(place, '*'), item === 'added' ? after : before) ?? 100
  }
  return boundShare(enclosingShare(kind, pointer, members, 0))
}

const boundShare = (share: number): number => Math.min(100, Math.max(0, share))

const parentOf = (pointer: Pointer): Pointer => pointer.slice(0, pointer.lastIndexOf('/'))

const isPercentage = (kind: Kind, pointer: Pointer): boolean => {
  const direction = kind.restrictive?.[toPattern(pointer)]
  return direction === 'lower' || direction === 'higher'
}

/** The percentage that an item has, where items of the list have one. */
const itemShare = (kind: Kind, pattern: Pointer, item: Json | undefined): number | undefined => {
  const names = Object.entries(kind.restrictive ?? {}).flatMap(([place, direction]) => {
    const name = segments(place).at(-1) ?? ''
    return direction === 'lower' && place === join(pattern, name) ? [name] : []
  })
  const shares = names.map((name) => member(item, name)).filter((each) => typeof each === 'number')
  return shares[0]
}

/** The product of the percentages of the items that contain the place. `skip`: innermost items that do not count. */
const enclosingShare = (
  kind: Kind,
  pointer: Pointer,
  members: JsonObject,
  skip: number,
): number => {
  const path = segments(pointer)
  const shares: number[] = []
  let value: Json | undefined = members
  let pattern: Pointer = ''
  for (const segment of path) {
    if (isJsonArray(value)) {
      value = value[Number(segment)]
      pattern = join(pattern, '*')
      shares.push(itemShare(kind, pattern, value) ?? 100)
    } else {
      value = isJsonObject(value) ? member(value, segment) : undefined
      pattern = join(pattern, segment)
    }
  }
  return shares.slice(0, shares.length - skip).reduce((all, each) => (all * each) / 100, 100)
}
