// Edits of a document as data. `applyEdits` defines their meaning; the splicer is tested against it.
import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonEquals,
  member,
} from '../core/json.ts'
import { join, type Pointer, segments } from '../core/pointer.ts'
import { alignItems } from './alignment.ts'

/** A new item, or the index of an old one. */
export type ArrangedItem = number | { readonly value: Json }

/** One edit of a document. All pointers refer to the document before any edit. */
export type FileEdit =
  /** Replaces a value, or adds a member to a record. */
  | { readonly is: 'set'; readonly at: Pointer; readonly value: Json }
  /** Removes a member of a record. */
  | { readonly is: 'remove'; readonly at: Pointer }
  /** Sets the order of a list. Each old item may be named once; items that are not named are removed. */
  | { readonly is: 'arrange'; readonly at: Pointer; readonly items: readonly ArrangedItem[] }

/** Applies inner edits before the order of lists. Edits inside a value that is set or removed have no effect. */
export const applyEdits = (content: Json, edits: readonly FileEdit[]): Json => {
  const effective = effectiveEdits(edits)
  const editByKey = new Map(effective.map((edit) => [editKey(edit), edit]))
  const added = new Map<Pointer, string[]>()
  for (const { at, is } of effective)
    if (is === 'set')
      added.set(parentPointer(at), [...(added.get(parentPointer(at)) ?? []), lastSegment(at)])
  const at = (value: Json, pointer: Pointer): Json => {
    const set = editByKey.get(`value ${pointer}`)
    if (set?.is === 'set') return set.value
    if (isJsonObject(value)) return record(value, pointer)
    return isJsonArray(value) ? list(value, pointer) : value
  }
  const record = (members: JsonObject, pointer: Pointer): Json => {
    const remaining = Object.keys(members).filter(
      (name) => editByKey.get(`value ${join(pointer, name)}`)?.is !== 'remove',
    )
    return Object.fromEntries(
      [...new Set([...remaining, ...(added.get(pointer) ?? [])])].map((name) => [
        name,
        at(member(members, name) ?? null, join(pointer, name)),
      ]),
    )
  }
  const list = (items: readonly Json[], pointer: Pointer): Json => {
    const inner = items.map((item, index) => at(item, join(pointer, index)))
    const arrangement = editByKey.get(`order ${pointer}`)
    if (arrangement?.is !== 'arrange') return inner
    return arrangement.items.flatMap((item) =>
      typeof item === 'number' ? inner.slice(item, item + 1) : [item.value],
    )
  }
  return at(content, '')
}

/** The smallest edits that change one value into the other. List items that only move are not rewritten. */
export const editsBetween = (before: Json, after: Json, at: Pointer = ''): readonly FileEdit[] => {
  if (jsonEquals(before, after)) return []
  if (isJsonObject(before) && isJsonObject(after)) return memberEdits(before, after, at)
  if (isJsonArray(before) && isJsonArray(after)) return itemEdits(before, after, at)
  return [{ is: 'set', at, value: after }]
}

const memberEdits = (before: JsonObject, after: JsonObject, at: Pointer): readonly FileEdit[] => [
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
  const partners = alignItems(before, after)
  const items = after.map((value, index): ArrangedItem => partners.get(index) ?? { value })
  const isUnchanged = items.length === before.length && items.every((item, index) => item === index)
  return [
    ...[...partners].flatMap(([index, old]) =>
      editsBetween(before[old] ?? null, after[index] ?? null, join(at, old)),
    ),
    ...(isUnchanged ? [] : [{ is: 'arrange', at, items } as const]),
  ]
}

/** The edits that have an effect: the last of several at one pointer, and none inside a value that is set or removed. */
export const effectiveEdits = (edits: readonly FileEdit[]): readonly FileEdit[] => {
  const latest = [...new Map(edits.map((edit) => [editKey(edit), edit])).values()]
  const replacedPointers = new Set(latest.filter(({ is }) => is !== 'arrange').map(({ at }) => at))
  return latest.filter(
    (edit) =>
      !(edit.is === 'arrange' && replacedPointers.has(edit.at)) &&
      !ancestorPointers(edit.at).some((ancestor) => replacedPointers.has(ancestor)),
  )
}

export const parentPointer = (pointer: Pointer): Pointer =>
  pointer.slice(0, pointer.lastIndexOf('/'))

export const lastSegment = (pointer: Pointer): string => segments(pointer).at(-1) ?? ''

const editKey = ({ at, is }: FileEdit): string => `${is === 'arrange' ? 'order' : 'value'} ${at}`

const ancestorPointers = (pointer: Pointer): readonly Pointer[] =>
  pointer === '' ? [] : [parentPointer(pointer), ...ancestorPointers(parentPointer(pointer))]
