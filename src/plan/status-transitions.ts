// Statuses move along the legal edges only, and only because a file names one. Nothing ever resets.

import type { Edit } from '../fields/difference.ts'
import { isSameItem, itemIds, nameOfItem } from '../fields/item-references.ts'
import type { Members } from '../json.ts'
import type { Kind, Move, Moves } from '../kinds/kind.ts'
import type { HeldReason, Refusal } from '../model.ts'
import { join } from '../pointer.ts'
import type { Names } from '../resources/name-resolver.ts'

export type Moving =
  | { readonly is: 'still' }
  | { readonly is: 'moving'; readonly move: Move; readonly edits: readonly Edit[] }
  | { readonly is: 'ahead'; readonly reason: HeldReason; readonly edits: readonly Edit[] }
  | { readonly is: 'refused'; readonly refusal: Refusal; readonly edits: readonly Edit[] }

/** `raw` is absent for a resource that is still to be created. */
export const movingOf = (
  kind: Kind,
  raw: Members | undefined,
  members: Members,
  names: Names,
): Moving => {
  const { moves } = kind
  const wanted = moves && members[moves.field]
  if (moves === undefined || typeof wanted !== 'string') return { is: 'still' }
  const now = raw === undefined ? moves.initial : String(raw[moves.field] ?? moves.initial)
  if (now === wanted)
    return raw === undefined ? { is: 'still' } : settledOtherwise(kind, moves, raw, members, names)
  const edits: readonly Edit[] = [
    { pointer: join('', moves.field), label: moves.field, before: now, after: wanted },
  ]
  const move = moves.edges.find(({ from, to }) => to === wanted && from.includes(now))
  if (move) return { is: 'moving', move, edits: [...edits, ...carried(kind, move, members)] }
  if (reaches(moves, wanted, now))
    return { is: 'ahead', reason: { code: 'status-ahead', live: now, file: wanted }, edits }
  const next = moves.edges.find(({ from, to }) => from.includes(now) && reaches(moves, to, wanted))
  return {
    is: 'refused',
    edits,
    refusal: {
      code: 'illegal-move',
      field: moves.field,
      from: now,
      to: wanted,
      ...(next && { next: next.to }),
      targets: moves.edges.flatMap(({ from, to }) => (from.includes(now) ? [to] : [])),
    },
  }
}

const carried = (kind: Kind, { body }: Move, members: Members): readonly Edit[] =>
  Object.values(body).flatMap((name): readonly Edit[] => {
    const after = members[name]
    return after === undefined || after === null || !kind.fields[name]
      ? []
      : [{ pointer: join('', name), label: name, after }]
  })

/** Whether one status leads to another, by whoever moves. */
const reaches = (moves: Moves, from: string, to: string): boolean => {
  const edges = [
    ...moves.edges.flatMap((edge) => edge.from.map((start) => ({ from: start, to: edge.to }))),
    ...moves.elsewhere,
  ]
  const seen = new Set([from])
  for (const at of seen) for (const edge of edges) if (edge.from === at) seen.add(edge.to)
  return seen.has(to)
}

/** The status is the wanted one, but what came with it is not: a decision is not made twice. */
const settledOtherwise = (
  kind: Kind,
  moves: Moves,
  raw: Members,
  members: Members,
  names: Names,
): Moving => {
  const arrived = moves.edges.find(({ to }) => to === raw[moves.field])
  const edits = Object.values(arrived?.body ?? {}).flatMap((name): readonly Edit[] => {
    const field = kind.fields[name]
    const [before, after] = [raw[name], members[name]]
    if (field === undefined || after === undefined || after === null) return []
    const ids =
      field.shape === 'item'
        ? itemIds(kind.fields, field.list, raw, members, names.canonical)
        : new Map<string, string>()
    const held = nameOfItem(ids, before)
    return isSameItem(ids, before, after)
      ? []
      : [
          {
            pointer: join('', name),
            label: name,
            ...(held !== undefined && { before: held }),
            after,
          },
        ]
  })
  return edits.length === 0
    ? { is: 'still' }
    : {
        is: 'ahead',
        reason: { code: 'decided', status: String(raw[moves.field]) },
        edits,
      }
}
