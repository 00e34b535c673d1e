// Plans the change of a status: along legal transitions only, only to the status that the file names, never back.

import { isEmpty, type JsonObject } from '../../core/json.ts'
import { join } from '../../core/pointer.ts'
import type { Edit } from '../../fields/difference.ts'
import { isSameItem, itemIds, itemNameFor } from '../../fields/item-references.ts'
import type { Kind, StatusMachine, Transition } from '../../kinds/kind.ts'
import type { KeptReason, Refusal } from '../../model/index.ts'
import type { NameResolver } from '../../resources/name-resolver.ts'

export type TransitionPlan =
  | { readonly type: 'none' }
  | {
      readonly type: 'transition'
      readonly transition: Transition
      readonly edits: readonly Edit[]
    }
  | { readonly type: 'ahead'; readonly reason: KeptReason; readonly edits: readonly Edit[] }
  | {
      readonly type: 'refused'
      readonly refusal: Extract<Refusal, { code: 'illegal-transition' }>
      readonly edits: readonly Edit[]
    }

/** `raw` is absent for a resource that the plan creates. */
export const planTransition = (
  kind: Kind,
  raw: JsonObject | undefined,
  members: JsonObject,
  names: NameResolver,
): TransitionPlan => {
  const { statusMachine } = kind
  const wanted = statusMachine && members[statusMachine.field]
  if (statusMachine === undefined || typeof wanted !== 'string') return { type: 'none' }
  const current =
    raw === undefined
      ? statusMachine.initialStatus
      : String(raw[statusMachine.field] ?? statusMachine.initialStatus)
  if (current === wanted)
    return raw === undefined
      ? { type: 'none' }
      : compareReachedStatus(kind, statusMachine, raw, members, names)
  const edits: readonly Edit[] = [
    {
      pointer: join('', statusMachine.field),
      label: statusMachine.field,
      before: current,
      after: wanted,
    },
  ]
  const transition = statusMachine.transitions.find(
    ({ from, to }) => to === wanted && from.includes(current),
  )
  const missing = transition ? missingBody(kind, transition, members) : []
  if (transition && missing.length > 0)
    return {
      type: 'refused',
      edits,
      refusal: {
        code: 'illegal-transition',
        field: statusMachine.field,
        from: current,
        to: wanted,
        targets: [],
        missing,
      },
    }
  if (transition)
    return {
      type: 'transition',
      transition,
      edits: [...edits, ...bodyEdits(kind, transition, members)],
    }
  if (isReachable(statusMachine, wanted, current))
    return { type: 'ahead', reason: { code: 'status-ahead', live: current, file: wanted }, edits }
  const next = statusMachine.transitions.find(
    ({ from, to }) => from.includes(current) && isReachable(statusMachine, to, wanted),
  )
  return {
    type: 'refused',
    edits,
    refusal: {
      code: 'illegal-transition',
      field: statusMachine.field,
      from: current,
      to: wanted,
      ...(next && { next: next.to }),
      targets: statusMachine.transitions.flatMap(({ from, to }) =>
        from.includes(current) ? [to] : [],
      ),
    },
  }
}

/** The fields that the request needs and the file lacks. A state that was reached in Statsig needs none of them. */
const missingBody = (
  kind: Kind,
  { body, optional = [] }: Transition,
  members: JsonObject,
): readonly string[] =>
  Object.values(body).filter(
    (name) => kind.fields[name] && !optional.includes(name) && isEmpty(members[name]),
  )

const bodyEdits = (kind: Kind, { body }: Transition, members: JsonObject): readonly Edit[] =>
  Object.values(body).flatMap((name): readonly Edit[] => {
    const after = members[name]
    return after === undefined || after === null || !kind.fields[name]
      ? []
      : [{ pointer: join('', name), label: name, after }]
  })

/** Whether transitions of the API or of the console lead from one status to another. */
const isReachable = (statusMachine: StatusMachine, from: string, to: string): boolean => {
  const edges = [
    ...statusMachine.transitions.flatMap((edge) =>
      edge.from.map((start) => ({ from: start, to: edge.to })),
    ),
    ...statusMachine.consoleTransitions,
  ]
  const reached = new Set([from])
  for (const at of reached) for (const edge of edges) if (edge.from === at) reached.add(edge.to)
  return reached.has(to)
}

/** Compares the values that came with a transition to the present status: a decision cannot be changed. */
const compareReachedStatus = (
  kind: Kind,
  statusMachine: StatusMachine,
  raw: JsonObject,
  members: JsonObject,
  names: NameResolver,
): TransitionPlan => {
  const reachedBy = statusMachine.transitions.find(({ to }) => to === raw[statusMachine.field])
  const edits = Object.values(reachedBy?.body ?? {}).flatMap((name): readonly Edit[] => {
    const field = kind.fields[name]
    const [before, after] = [raw[name], members[name]]
    if (field === undefined || field.writeOnly === true) return []
    if (after === undefined || after === null) return []
    const ids =
      field.shape === 'item'
        ? itemIds(kind.fields, field.list, raw, members, names.resolveName)
        : new Map<string, string>()
    const liveName = itemNameFor(ids, before)
    return isSameItem(ids, before, after)
      ? []
      : [
          {
            pointer: join('', name),
            label: name,
            ...(liveName !== undefined && { before: liveName }),
            after,
          },
        ]
  })
  return edits.length === 0
    ? { type: 'none' }
    : {
        type: 'ahead',
        reason: { code: 'already-decided', status: String(raw[statusMachine.field]) },
        edits,
      }
}
