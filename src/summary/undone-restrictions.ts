// Finds operations that take back a restriction that people made in Statsig, such as a gate that they switched off.
import type { Effect, EffectType, Operation, Plan } from '../model/index.ts'

/** Of the operations that are run. Without `overwrites` an operation replaces what was applied, and not what people did. */
export const undoneRestrictions = ({ operations }: Plan): readonly Operation[] =>
  operations.filter(
    ({ effects, overwrites, refusal }) =>
      refusal === undefined && overwrites !== undefined && effects.some(reachesUsers),
  )

/** Whether users get something by the effect. */
export const reachesUsers = ({ type }: Effect): boolean => reaches.has(type)

const reaches: ReadonlySet<EffectType> = new Set(['switches-on', 'gains', 'gains-and-loses'])
