// Lists and sets whose items are known by more than their place: item by item, and the order as a value of its own.
import type { Edit } from '../../fields/difference.ts'
import { type ListField, pairsIn } from '../../fields/list-pairs.ts'
import { masked } from '../../fields/managed-part.ts'
import { listed, normal, spelling } from '../../fields/normalize.ts'
import { isMembers, type Json, member } from '../../json.ts'
import { join } from '../../pointer.ts'
import { arranged, type Row } from './list-order.ts'
import { type Base, type Means, type Merge, type Spot, settled, type Verdict } from './model.ts'

interface Lists {
  /** Absent where there is no base of the list. */
  readonly base?: readonly Json[]
  readonly ours: readonly Json[]
  readonly live: readonly Json[]
}

export const mergedList = (
  field: ListField,
  base: Base,
  given: Json | undefined,
  held: Json | undefined,
  spot: Spot,
  means: Means,
  merge: Merge,
): Json | undefined => {
  const lists: Lists = {
    ...(base.is === 'known' && { base: listed(base.value) }),
    ours: listed(given),
    live: listed(held),
  }
  const rows = rowsOf(field, lists, means)
  const kept = rows.flatMap((row) => {
    const item = itemOf(field, base, row, lists, spot, means, merge)
    return item === undefined
      ? []
      : [{ row, item: means.bearsIds ? stamped(field, item, lists.live[row.live ?? -1]) : item }]
  })
  const inOrder = arranged(field, kept, lists, base, spot, means)
  if (inOrder.length === 0 && given === undefined) return undefined
  means.placed(
    spot.pointer,
    inOrder.map(({ row }) => row.ours),
  )
  return inOrder.map(({ item }) => item)
}

/** Items of the file are paired with live ones as an update pairs them; what that leaves open, the base may tell. */
const rowsOf = (
  field: ListField,
  { base, live, ours }: Lists,
  { names }: Means,
): readonly Row[] => {
  const then = base ?? []
  const toBase = pairsIn(field, then, ours, names)
  const baseToLive = pairsIn(field, live, then, names)
  const old = new Set(baseToLive.values())
  const direct = new Map(
    [...pairsIn(field, live, ours, names)].filter(
      ([mine, theirs]) =>
        base === undefined ||
        toBase.has(mine) ||
        old.has(theirs) ||
        isNamesake(field, ours[mine], live[theirs]),
    ),
  )
  const taken = new Set(direct.values())
  const usedBase = new Set<number>()
  const mine = ours.map((_, index): Row => {
    const was = toBase.get(index)
    const through = was === undefined ? undefined : baseToLive.get(was)
    const found = direct.get(index)
    const isSame = found === undefined || through === undefined || through === found
    if (was !== undefined && isSame) usedBase.add(was)
    const there = found ?? (through !== undefined && !taken.has(through) ? through : undefined)
    if (there !== undefined) taken.add(there)
    return {
      ours: index,
      ...(was !== undefined && isSame && { base: was }),
      ...(there !== undefined && { live: there }),
    }
  })
  const gone = then.flatMap((_, index): readonly Row[] => {
    if (usedBase.has(index)) return []
    const there = baseToLive.get(index)
    const isFree = there !== undefined && !taken.has(there)
    if (isFree) taken.add(there)
    return [{ base: index, ...(isFree && { live: there }) }]
  })
  const theirs = live.flatMap((_, index): readonly Row[] =>
    taken.has(index) ? [] : [{ live: index }],
  )
  return [...mine, ...gone, ...theirs]
}

/** Of two that are new on both sides, what they are called says whether they are one; that they are alike does not. */
const isNamesake = (field: ListField, one: Json | undefined, other: Json | undefined): boolean => {
  if (field.shape === 'set' || field.match === undefined) return true
  const { ids, name } = field.match
  const isEqual = (key: string) =>
    member(one, key) !== undefined && member(one, key) === member(other, key)
  return isEqual(name) || ids.some(isEqual)
}

const itemOf = (
  field: ListField,
  base: Base,
  row: Row,
  lists: Lists,
  spot: Spot,
  means: Means,
  merge: Merge,
): Json | undefined => {
  const [was, mine, theirs] = [
    row.base === undefined ? undefined : lists.base?.[row.base],
    row.ours === undefined ? undefined : lists.ours[row.ours],
    row.live === undefined ? undefined : lists.live[row.live],
  ]
  const at: Spot = {
    pointer: row.ours === undefined ? spot.pointer : join(spot.pointer, row.ours),
    pattern: join(spot.pattern, '*'),
    label: `${spot.label}[${nameIn(field, lists, row)}]`,
  }
  if (mine !== undefined && theirs !== undefined) {
    const inner: Base =
      was !== undefined
        ? { is: 'known', value: was }
        : { is: 'none', verdict: base.is === 'none' ? base.verdict : 'conflict' }
    return merge(field.of, inner, mine, theirs, at, means)
  }
  const whole = (edit: Edit, verdict: Verdict) =>
    settled(
      {
        verdict,
        edit,
        pattern: at.pattern,
        ...(edit.item === 'added' ? { said: edit.after ?? null } : { live: edit.before ?? null }),
      },
      means,
    )
  const shown = (item: Json) => normal(field.of, item, means.names) ?? item
  if (mine !== undefined) {
    const isChanged = was !== undefined && textIn(field, mine, means) !== textIn(field, was, means)
    const verdict =
      base.is === 'none'
        ? base.verdict
        : was === undefined
          ? 'change'
          : isChanged
            ? 'conflict'
            : 'drift'
    const edit: Edit = { pointer: at.pointer, label: at.label, item: 'added', after: shown(mine) }
    return whole(edit, verdict) === 'file' ? mine : undefined
  }
  if (theirs === undefined || (field.shape === 'set' && field.kept && was === undefined))
    return undefined
  const isMoved =
    was !== undefined &&
    textIn(field, masked(field.of, theirs, was, means.names) ?? null, means) !==
      textIn(field, was, means)
  const verdict =
    base.is === 'none'
      ? base.verdict
      : was === undefined
        ? 'drift'
        : isMoved
          ? 'conflict'
          : 'change'
  const edit: Edit = {
    pointer: at.pointer,
    label: at.label,
    item: 'removed',
    before: shown(theirs),
  }
  return whole(edit, verdict) === 'file' ? undefined : (means.told(field.of, theirs) ?? theirs)
}

const textIn = (field: ListField, item: Json, { names }: Means): string =>
  spelling(field.of, item, names)

/** The ids that Statsig made keep the item what it is, wherever it stands and whatever it is called. */
const stamped = (field: ListField, item: Json, live: Json | undefined): Json => {
  if (field.shape !== 'list' || field.match === undefined || !isMembers(item) || live === undefined)
    return item
  const made = field.match.ids.flatMap((name) => {
    const id = member(live, name)
    return typeof id === 'string' && id !== '' ? [[name, id] as const] : []
  })
  return { ...item, ...Object.fromEntries(made) }
}

const nameIn = (field: ListField, { base = [], live, ours }: Lists, row: Row): string => {
  const key = (field.shape === 'set' ? field.key : field.match?.name) ?? ''
  const [items, index] =
    row.ours !== undefined
      ? [ours, row.ours]
      : row.live !== undefined
        ? [live, row.live]
        : [base, row.base ?? 0]
  const name = String(member(items[index], key) ?? index)
  const nth = items.slice(0, index).filter((item) => String(member(item, key)) === name).length
  return nth === 0 ? name : `${name}#${nth + 1}`
}
