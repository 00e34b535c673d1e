// Finds the risks of a plan, from its actions and from the restrictive directions that kinds declare for fields.

import type { Json } from '../core/json.ts'
import type { Pointer } from '../core/pointer.ts'
import type { Edit } from '../fields/difference.ts'
import { kindOf } from '../kinds/index.ts'
import { findAddedEdit, isConflict, isNewItem, type Operation, type Plan } from '../model/index.ts'
import { type ItemChange, isRestrictive } from '../resources/restrictive-change.ts'
import { blockedOperations } from './counts.ts'

/** Ordered from the worst to the least. */
export const riskKinds = [
  'delete',
  'archive',
  'overwrite',
  'start',
  'decide',
  'abandon',
  /** The kind grants access. */
  'access',
  /** The change reaches more users, or reaches them sooner. */
  'widens',
  /** The change reassigns users to groups or buckets. */
  'reassigns',
  /** The change may or may not reach more users. */
  'unknown',
  /** The operation is refused because of a change in Statsig. */
  'conflict',
  /** The operation is refused for another reason. */
  'refused',
] as const
export type RiskKind = (typeof riskKinds)[number]

export interface Risk {
  readonly kind: RiskKind
  readonly operation: Operation
  /** The risky edits. Empty where the whole operation is a risk. */
  readonly edits: readonly Edit[]
}

/** Ordered by kind of risk, the worst first, then by the order of the plan. */
export const risksOf = (plan: Plan): readonly Risk[] => {
  const blocked = blockedOperations(plan)
  const found = plan.operations.flatMap((each) => (blocked.has(each) ? [] : operationRisks(each)))
  return riskKinds.flatMap((riskKind) => found.filter((risk) => risk.kind === riskKind))
}

/** Whether the operation needs a review before it is run. A refused operation is not run. */
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
  // A creation reaches no user that the resource did not reach before. Transitions are risks of their own kind.
  if (action !== 'update') return []
  const found = edits.filter((edit) => exposureOf(edit, operation) === riskKind)
  return found.length > 0 ? [{ kind: riskKind, operation, edits: found }] : []
}

/** A change whose reverse is restrictive reaches more users. */
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
