// Changes of one document as data, and what they make of it: the reference that splicing is held against.
import { isList, isMembers, type Json, type Members, member } from '../json.ts'
import { join, type Pointer, segments } from '../pointer.ts'
import { alignment, isSame } from './alignment.ts'

/** A new item, or the index of an old one. */
export type Arranged = number | { readonly value: Json }

/** A change of one document. Pointers are in the coordinates of the document as it is before any edit. */
export type FileEdit =
  /** Replaces a value, or adds a member to a record. */
  | { readonly is: 'set'; readonly at: Pointer; readonly value: Json }
  /** Removes a member of a record. */
  | { readonly is: 'remove'; readonly at: Pointer }
  /** The list becomes these. An old item is named once at most, and those that are not named go. */
  | { readonly is: 'arrange'; readonly at: Pointer; readonly items: readonly Arranged[] }

/** Inner edits come first, then the order of lists. What lies inside of a value that is set or removed is not edited. */
export const edited = (content: Json, edits: readonly FileEdit[]): Json => {
  const settled = settledEdits(edits)
  const byPlace = new Map(settled.map((edit) => [placeOf(edit), edit]))
  const added = new Map<Pointer, string[]>()
  for (const { at, is } of settled)
    if (is === 'set') added.set(holderOf(at), [...(added.get(holderOf(at)) ?? []), lastOf(at)])
  const at = (value: Json, pointer: Pointer): Json => {
    const set = byPlace.get(`value ${pointer}`)
    if (set?.is === 'set') return set.value
    if (isMembers(value)) return record(value, pointer)
    return isList(value) ? list(value, pointer) : value
  }
  const record = (members: Members, pointer: Pointer): Json => {
    const kept = Object.keys(members).filter(
      (name) => byPlace.get(`value ${join(pointer, name)}`)?.is !== 'remove',
    )
    return Object.fromEntries(
      [...new Set([...kept, ...(added.get(pointer) ?? [])])].map((name) => [
        name,
        at(member(members, name) ?? null, join(pointer, name)),
      ]),
    )
  }
  const list = (items: readonly Json[], pointer: Pointer): Json => {
    const inner = items.map((item, index) => at(item, join(pointer, index)))
    const arrangement = byPlace.get(`order ${pointer}`)
    if (arrangement?.is !== 'arrange') return inner
    return arrangement.items.flatMap((item) =>
      typeof item === 'number' ? inner.slice(item, item + 1) : [item.value],
    )
  }
  return at(content, '')
}

/** As few edits as there can be, and as far inside. Items of lists that only move are moved. */
export const editsBetween = (before: Json, after: Json, at: Pointer = ''): readonly FileEdit[] => {
  if (isSame(before, after)) return []
  if (isMembers(before) && isMembers(after)) return memberEdits(before, after, at)
  if (isList(before) && isList(after)) return itemEdits(before, after, at)
  return [{ is: 'set', at, value: after }]
}

const memberEdits = (before: Members, after: Members, at: Pointer): readonly FileEdit[] => [
  ...Object.keys(before)
    .filter((name) => !Object.hasOwn(after, name))
    .map((name): FileEdit => ({ is: 'remove', at: join(at, name) })),
  ...Object.entries(after).flatMap(([name, value]): readonly FileEdit[] => {
    const old = member(before, name)
    return old === undefined
      ? [{ is: 'set', at: join(at, name), value }]
      : editsBetween(old, value, join(at, name))
  }),
]

const itemEdits = (
  before: readonly Json[],
  after: readonly Json[],
  at: Pointer,
): readonly FileEdit[] => {
  const partners = alignment(before, after)
  const items = after.map((value, index): Arranged => partners.get(index) ?? { value })
  const stay = items.length === before.length && items.every((item, index) => item === index)
  return [
    ...[...partners].flatMap(([index, old]) =>
      editsBetween(before[old] ?? null, after[index] ?? null, join(at, old)),
    ),
    ...(stay ? [] : [{ is: 'arrange', at, items } as const]),
  ]
}

/** The edits that count: of several in one place the last, and none inside of what is set or removed. */
export const settledEdits = (edits: readonly FileEdit[]): readonly FileEdit[] => {
  const last = [...new Map(edits.map((edit) => [placeOf(edit), edit])).values()]
  const whole = new Set(last.filter(({ is }) => is !== 'arrange').map(({ at }) => at))
  return last.filter(
    (edit) =>
      !(edit.is === 'arrange' && whole.has(edit.at)) &&
      !holdersOf(edit.at).some((holder) => whole.has(holder)),
  )
}

export const holderOf = (pointer: Pointer): Pointer => pointer.slice(0, pointer.lastIndexOf('/'))

export const lastOf = (pointer: Pointer): string => segments(pointer).at(-1) ?? ''

const placeOf = ({ at, is }: FileEdit): string => `${is === 'arrange' ? 'order' : 'value'} ${at}`

const holdersOf = (pointer: Pointer): readonly Pointer[] =>
  pointer === '' ? [] : [holderOf(pointer), ...holdersOf(holderOf(pointer))]
