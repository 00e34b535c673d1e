// Values that name items of lists of the same resource: the same by the name of the day, and by the id that Statsig made.
import type { Field, Fields } from '../../fields/field.ts'
import {
  isSameItem,
  itemIds,
  itemNamer,
  itemsRenamed,
  nameOfItem,
} from '../../fields/item-references.ts'
import type { Json, Members } from '../../json.ts'
import { type Base, type Means, type Merge, type Spot, settled } from './model.ts'

/** The resource as a whole. */
interface Sides {
  readonly base: Members | undefined
  readonly ours: Members
  readonly live: Members
}

/** An item of a list of the same resource is the same by its name, whatever that was, and by the id that Statsig made. */
export const mergedItem = (
  fields: Fields,
  field: Extract<Field, { shape: 'item' }>,
  base: Base,
  { base: whole, live, ours }: Sides,
  spot: Spot,
  means: Means,
): Json | undefined => {
  const name = spot.label
  const ids = itemIds(fields, field.list, live, ours, means.names)
  const [mine, theirs] = [ours[name], live[name]]
  if (isSameItem(ids, mine, theirs)) return mine
  const was = base.is === 'known' ? base.value : undefined
  const wasIds = itemIds(fields, field.list, live, whole ?? {}, means.names)
  const idThen = typeof was === 'string' ? (wasIds.get(was) ?? was) : was
  const isChanged = !isSameItem(ids, mine, idThen)
  const isMoved = !isSameItem(ids, theirs, idThen)
  const [before, after] = [nameOfItem(ids, theirs), nameOfItem(ids, mine)]
  const side = settled(
    {
      verdict:
        base.is === 'none' ? base.verdict : !isMoved ? 'change' : isChanged ? 'conflict' : 'drift',
      pattern: spot.pattern,
      edit: {
        pointer: spot.pointer,
        label: name,
        ...(before !== undefined && { before }),
        ...(after !== undefined && { after }),
      },
      ...(after !== undefined && { said: after }),
      ...(before !== undefined && { live: before }),
    },
    means,
  )
  return side === 'file' ? mine : before
}

/** What has routes of its own names items by the names that the file knows. */
export const mergedApart = (
  fields: Fields,
  name: string,
  base: Base,
  { base: whole, live, ours }: Sides,
  spot: Spot,
  means: Means,
  merge: Merge,
): Json | undefined => {
  const field = fields[name]
  if (field === undefined) return ours[name]
  const called = itemNamer(fields, live, ours, means.names)
  const calledThen = (list: string, text: string): Json =>
    called(list, itemIds(fields, list, live, whole ?? {}, means.names).get(text) ?? text)
  const was: Base =
    base.is === 'known' ? { is: 'known', value: itemsRenamed(field, base.value, calledThen) } : base
  return merge(
    field,
    was,
    itemsRenamed(field, ours[name], called),
    itemsRenamed(field, live[name], called),
    spot,
    means,
  )
}
