// What to do about a conflict where there is no command line, for the log: pages have words of their own.
import type { Inputs } from '../../io/actions/inputs.ts'
import type { PlanDetails } from '../../report/results.ts'

/** By hand the default branch is applied: once it has won nothing differs from what was applied last. */
export const byHandFor = ({
  command,
}: Pick<Inputs, 'command'>): NonNullable<PlanDetails['byHand']> => ({
  isThisBranch: command === 'apply',
})
