// What of a plan is dangerous, and why: derived from what is done and from what kinds say about their fields.
import type { Edit } from '../fields/difference.ts'
import type { Json } from '../json.ts'
import { kindOf } from '../kinds/index.ts'
import { addingEdit, isConflict, isNewItem, type Operation, type Plan } from '../model.ts'
import type { Pointer } from '../pointer.ts'
import { type ItemSide, isProtective } from '../resources/restrictive-change.ts'
import { blockedIn } from './counts.ts'

/** From the worst to the least. */
export const dangers = [
  'delete',
  'archive',
  'overwrite',
  'start',
  'decide',
  'abandon',
  /** It decides who may do what. */
  'access',
  /** More users are let in, or sooner. */
  'wider',
  /** Something that users were sorted by is lost. */
  'anew',
  /** Nobody can tell whether more users are let in. */
  'unclear',
  /** It is not done, since it was changed in Statsig as well. */
  'conflict',
  /** It is not done, since it cannot be. */
  'refused',
] as const
export type Danger = (typeof dangers)[number]

export interface Risk {
  readonly danger: Danger
  readonly operation: Operation
  /** What of it is dangerous, where it is not the whole. */
  readonly edits: readonly Edit[]
}

/** By danger, the worst first, then in the order of the plan. */
export const risksOf = (plan: Plan): readonly Risk[] => {
  const blocked = blockedIn(plan)
  const found = plan.operations.flatMap((each) => (blocked.has(each) ? [] : risksIn(each)))
  return dangers.flatMap((danger) => found.filter((risk) => risk.danger === danger))
}

/** Whether somebody should have seen it before it is done. What is refused is not done at all. */
export const isDangerous = (operation: Operation): boolean => dangersIn(operation).length > 0

const risksIn = (operation: Operation): readonly Risk[] => {
  const { refused } = operation
  if (refused === undefined) return dangersIn(operation)
  const danger = isConflict(refused) ? 'conflict' : 'refused'
  return [{ danger, operation, edits: [] }]
}

const dangersIn = (operation: Operation): readonly Risk[] => {
  const { action, kind, overwrites } = operation
  const isChange = action === 'create' || action === 'update'
  const whole = (danger: Danger): Risk => ({ danger, operation, edits: [] })
  return [
    ...(isChange ? [] : [whole(action)]),
    ...(overwrites === undefined ? [] : [whole('overwrite')]),
    ...(isChange && kindOf(kind).governs ? [whole('access')] : []),
    ...inEdits('wider', operation),
    ...beginningAnew(operation),
    ...inEdits('unclear', operation),
  ]
}

const inEdits = (danger: 'wider' | 'unclear', operation: Operation): readonly Risk[] => {
  const { action, edits } = operation
  // A creation lets nobody in who was not, and what moves do has words of its own.
  if (action !== 'update') return []
  const found = edits.filter((edit) => reachOf(edit, operation) === danger)
  return found.length > 0 ? [{ danger, operation, edits: found }] : []
}

/** A change whose opposite would be careful is not. */
const reachOf = (edit: Edit, { kind: name }: Operation): 'wider' | 'unclear' | undefined => {
  const kind = kindOf(name)
  const { after, before, counts, item, pointer } = edit
  if (kind.safer === undefined) return undefined
  if (item === 'order') return kind.safer[patternOf(pointer)] === undefined ? undefined : 'unclear'
  const [there, back] = counts
    ? [counts.removed > 0 ? ['gone'] : [], counts.added > 0 ? ['new'] : []]
    : [before, after]
  const isSafer = (said: Json | undefined, live: Json | undefined, side?: ItemSide): boolean =>
    isProtective(kind, pointer, said, live, side)
  const isBack = isSafer(back, there, item && (item === 'added' ? 'removed' : 'added'))
  if (!isBack) return undefined
  return isSafer(there, back, item) ? 'unclear' : 'wider'
}

const patternOf = (pointer: Pointer): Pointer => pointer.replace(/\/\d+(?=\/|$)/g, '/*')

const beginningAnew = (operation: Operation): readonly Risk[] => {
  const found = operation.cautions.filter(isNewItem)
  const edits = found.flatMap((each) => addingEdit(each, operation.edits) ?? [])
  return found.length === 0 ? [] : [{ danger: 'anew', operation, edits }]
}
