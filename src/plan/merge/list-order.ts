// The order of a merged list: that of whichever side has changed it, with the items of the other side in between.
import type { ListField } from '../../fields/list-pairs.ts'
import { type Json, member } from '../../json.ts'
import { type Base, type Means, type Side, type Spot, settled, type Verdict } from './model.ts'

/** One item by its places in the three lists; absent where a list lacks it. */
export interface Row {
  readonly base?: number
  readonly ours?: number
  readonly live?: number
}

interface Kept {
  readonly row: Row
  readonly item: Json
}

interface Lists {
  readonly ours: readonly Json[]
  readonly live: readonly Json[]
}

export const arranged = (
  field: ListField,
  kept: readonly Kept[],
  lists: Lists,
  base: Base,
  spot: Spot,
  means: Means,
): readonly Kept[] => {
  const side = field.shape === 'list' ? orderOf(field, kept, lists, base, spot, means) : 'file'
  const other: Side = side === 'file' ? 'live' : 'file'
  const own = sortedBy(kept, side)
  // What only the other side has follows what it followed there.
  return sortedBy(kept, other)
    .filter(({ row }) => placeIn(row, side) === undefined)
    .reduce((list, extra) => inserted(list, extra, other), own)
}

const placeIn = (row: Row, side: Side | 'base'): number | undefined =>
  side === 'file' ? row.ours : row[side]

const sortedBy = (kept: readonly Kept[], side: Side | 'base'): readonly Kept[] =>
  kept
    .filter(({ row }) => placeIn(row, side) !== undefined)
    .toSorted((a, b) => (placeIn(a.row, side) ?? 0) - (placeIn(b.row, side) ?? 0))

const inserted = (list: readonly Kept[], extra: Kept, side: Side): readonly Kept[] => {
  const place = placeIn(extra.row, side) ?? 0
  let at = 0
  let nearest = -1
  for (const [index, { row }] of list.entries()) {
    const other = placeIn(row, side)
    if (other !== undefined && other < place && other > nearest) {
      nearest = other
      at = index + 1
    }
  }
  return [...list.slice(0, at), extra, ...list.slice(at)]
}

const orderOf = (
  field: ListField,
  kept: readonly Kept[],
  { live, ours }: Lists,
  base: Base,
  spot: Spot,
  means: Means,
): Side => {
  const shared = kept.filter(({ row }) => row.ours !== undefined && row.live !== undefined)
  const [mine, theirs] = [sortedBy(shared, 'file'), sortedBy(shared, 'live')]
  if (isSame(mine, theirs)) return 'file'
  const known = shared.filter(({ row }) => row.base !== undefined)
  const was = sortedBy(known, 'base')
  // Where both have put the same item at different places, each has moved it.
  const isNew =
    shared.length > known.length && isSame(sortedBy(known, 'file'), sortedBy(known, 'live'))
  const isMoved = (side: Side) => isNew || !isSame(sortedBy(known, side), was)
  // What live state alone has may be meant to stand before what the file moves.
  const isBetween = kept.some(({ row }) => row.ours === undefined)
  const verdict: Verdict =
    base.is === 'none'
      ? base.verdict
      : !isMoved('live') && !isBetween
        ? 'change'
        : isMoved('file')
          ? 'conflict'
          : 'drift'
  const key = (field.shape === 'list' ? field.match?.name : undefined) ?? ''
  const named = (items: readonly Kept[], side: Side) =>
    items.map(({ row }) => {
      const place = placeIn(row, side) ?? 0
      return String(member((side === 'file' ? ours : live)[place], key) ?? place)
    })
  return settled(
    {
      verdict,
      pattern: spot.pattern,
      edit: {
        pointer: spot.pointer,
        label: `${spot.label} (order)`,
        item: 'order',
        before: named(theirs, 'live'),
        after: named(mine, 'file'),
      },
    },
    means,
  )
}

const isSame = (one: readonly Kept[], other: readonly Kept[]): boolean =>
  one.every((each, index) => each === other[index])
