// Hints for the log on how to resolve a conflict with the Action. Pages have their own hints.
import type { Inputs } from '../../io/actions/inputs.ts'
import type { PlanDetails } from '../../report/results.ts'

/** A manual run applies the default branch; after it, nothing differs from the last apply. */
export const byHandFor = ({
  command,
}: Pick<Inputs, 'command'>): NonNullable<PlanDetails['byHand']> => ({
  isThisBranch: command === 'apply',
})
