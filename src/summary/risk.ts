// Finds the risks of a plan, from the effects of its operations.
import type { Edit } from '../fields/difference.ts'
import {
  type Effect,
  type EffectType,
  isConflict,
  type Operation,
  type Plan,
} from '../model/index.ts'
import { blockedOperations } from './counts.ts'

/** Ordered from the worst to the least. */
export const riskKinds = [
  'delete',
  'archive',
  /** The operation replaces what was changed in Statsig. */
  'overwrite',
  'decide',
  'abandon',
  'conclude',
  'start',
  'switches-off',
  'loses',
  'switches-on',
  'gains',
  'gains-and-loses',
  'reassigns',
  'changes-values',
  'changes-access',
  'unknown',
  'changes-measurement',
  /** A new resource, which users get whose code asks for it. */
  'reaches-at-once',
  /** The operation is refused because of a change in Statsig. */
  'conflict',
  /** The operation is refused for another reason. */
  'refused',
] as const
export type RiskKind = (typeof riskKinds)[number]

export interface Risk {
  readonly kind: RiskKind
  readonly operation: Operation
  /** The risky edits, those that touch most users first. Empty where the whole operation is a risk. */
  readonly edits: readonly Edit[]
  /** The largest share of users that it can touch, in per cent. */
  readonly share: number
}

/** Ordered by kind of risk, the worst first, then by the share of users, then by the order of the plan. */
export const risksOf = (plan: Plan): readonly Risk[] => {
  const blocked = blockedOperations(plan)
  const found = plan.operations.flatMap((each) => (blocked.has(each) ? [] : operationRisks(each)))
  return riskKinds.flatMap((riskKind) =>
    found
      .filter((risk) => risk.kind === riskKind)
      .toSorted((one, other) => other.share - one.share),
  )
}

const operationRisks = (operation: Operation): readonly Risk[] => {
  const { effects, overwrites, refusal } = operation
  const whole = (riskKind: RiskKind): Risk => ({ kind: riskKind, operation, edits: [], share: 100 })
  if (refusal !== undefined) return [whole(isConflict(refusal) ? 'conflict' : 'refused')]
  const byKind = groupEffects(effects, operation)
  return [
    ...(overwrites === undefined ? [] : [whole('overwrite')]),
    ...[...byKind].flatMap(([riskKind, of]) =>
      riskKind === undefined ? [] : [effectRisk(riskKind, of, operation)],
    ),
  ]
}

const groupEffects = (
  effects: readonly Effect[],
  operation: Operation,
): ReadonlyMap<RiskKind | undefined, readonly Effect[]> => {
  const groups = new Map<RiskKind | undefined, readonly Effect[]>()
  for (const effect of effects) {
    const riskKind = riskKindOf(effect.type, operation)
    groups.set(riskKind, [...(groups.get(riskKind) ?? []), effect])
  }
  return groups
}

/** `effects` are sorted by their share. */
const effectRisk = (kind: RiskKind, effects: readonly Effect[], operation: Operation): Risk => ({
  kind,
  operation,
  edits: effects.flatMap(
    ({ label, pointer }) =>
      operation.edits.find((edit) => edit.pointer === pointer && edit.label === label) ?? [],
  ),
  share: effects[0]?.share ?? 100,
})

/** Absent where the effect is no risk. */
const riskKindOf = (type: EffectType, { action }: Operation): RiskKind | undefined => {
  switch (type) {
    case 'removes':
    case 'ends':
    case 'starts':
      return action === 'create' || action === 'update' ? 'unknown' : action
    case 'switches-off':
    case 'loses':
    case 'switches-on':
    case 'gains':
    case 'gains-and-loses':
    case 'changes-values':
      return action === 'create' ? 'reaches-at-once' : type
    case 'reassigns':
    case 'changes-access':
    case 'unknown':
    case 'changes-measurement':
      return type
    case 'preserves':
    case 'label':
      return undefined
  }
}
