// What of a plan is dangerous, and why: derived from what is done and from what kinds say about their fields.
import type { Edit } from '../fields/difference.ts'
import type { Json } from '../json.ts'
import { kindOf } from '../kinds/index.ts'
import { findAddedEdit, isConflict, isNewItem, type Operation, type Plan } from '../model.ts'
import type { Pointer } from '../pointer.ts'
import { type ItemChange, isRestrictive } from '../resources/restrictive-change.ts'
import { blockedOperations } from './counts.ts'

/** From the worst to the least. */
export const riskKinds = [
  'delete',
  'archive',
  'overwrite',
  'start',
  'decide',
  'abandon',
  /** It decides who may do what. */
  'access',
  /** More users are let in, or sooner. */
  'widens',
  /** Something that users were sorted by is lost. */
  'reassigns',
  /** Nobody can tell whether more users are let in. */
  'unknown',
  /** It is not done, since it was changed in Statsig as well. */
  'conflict',
  /** It is not done, since it cannot be. */
  'refused',
] as const
export type RiskKind = (typeof riskKinds)[number]

export interface Risk {
  readonly kind: RiskKind
  readonly operation: Operation
  /** What of it is dangerous, where it is not the whole. */
  readonly edits: readonly Edit[]
}

/** By danger, the worst first, then in the order of the plan. */
export const risksOf = (plan: Plan): readonly Risk[] => {
  const blocked = blockedOperations(plan)
  const found = plan.operations.flatMap((each) => (blocked.has(each) ? [] : operationRisks(each)))
  return riskKinds.flatMap((riskKind) => found.filter((risk) => risk.kind === riskKind))
}

/** Whether somebody should have seen it before it is done. What is refused is not done at all. */
export const isRisky = (operation: Operation): boolean => appliedRisks(operation).length > 0

const operationRisks = (operation: Operation): readonly Risk[] => {
  const { refusal } = operation
  if (refusal === undefined) return appliedRisks(operation)
  const riskKind = isConflict(refusal) ? 'conflict' : 'refused'
  return [{ kind: riskKind, operation, edits: [] }]
}

const appliedRisks = (operation: Operation): readonly Risk[] => {
  const { action, kind, overwrites } = operation
  const isChange = action === 'create' || action === 'update'
  const whole = (riskKind: RiskKind): Risk => ({ kind: riskKind, operation, edits: [] })
  return [
    ...(isChange ? [] : [whole(action)]),
    ...(overwrites === undefined ? [] : [whole('overwrite')]),
    ...(isChange && kindOf(kind).grantsAccess ? [whole('access')] : []),
    ...editRisks('widens', operation),
    ...reassignmentRisks(operation),
    ...editRisks('unknown', operation),
  ]
}

const editRisks = (riskKind: 'widens' | 'unknown', operation: Operation): readonly Risk[] => {
  const { action, edits } = operation
  // A creation lets nobody in who was not, and what moves do has words of its own.
  if (action !== 'update') return []
  const found = edits.filter((edit) => exposureOf(edit, operation) === riskKind)
  return found.length > 0 ? [{ kind: riskKind, operation, edits: found }] : []
}

/** A change whose opposite would be careful is not. */
const exposureOf = (edit: Edit, { kind: name }: Operation): 'widens' | 'unknown' | undefined => {
  const kind = kindOf(name)
  const { after, before, counts, item, pointer } = edit
  if (kind.restrictive === undefined) return undefined
  if (item === 'order')
    return kind.restrictive[patternOf(pointer)] === undefined ? undefined : 'unknown'
  const [forward, backward] = counts
    ? [counts.removed > 0 ? ['gone'] : [], counts.added > 0 ? ['new'] : []]
    : [before, after]
  const isRestrictiveChange = (
    said: Json | undefined,
    live: Json | undefined,
    side?: ItemChange,
  ): boolean => isRestrictive(kind, pointer, said, live, side)
  const isReverseRestrictive = isRestrictiveChange(
    backward,
    forward,
    item && (item === 'added' ? 'removed' : 'added'),
  )
  if (!isReverseRestrictive) return undefined
  return isRestrictiveChange(forward, backward, item) ? 'unknown' : 'widens'
}

const patternOf = (pointer: Pointer): Pointer => pointer.replace(/\/\d+(?=\/|$)/g, '/*')

const reassignmentRisks = (operation: Operation): readonly Risk[] => {
  const found = operation.cautions.filter(isNewItem)
  const edits = found.flatMap((each) => findAddedEdit(each, operation.edits) ?? [])
  return found.length === 0 ? [] : [{ kind: 'reassigns', operation, edits }]
}
