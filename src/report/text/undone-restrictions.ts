// The restrictions of people that an apply takes back, in one line of a log.
import type { Plan } from '../../model/index.ts'
import { undoneRestrictions } from '../../summary/undone-restrictions.ts'
import { undoneRestrictionText } from '../sentences/undone-restriction.ts'

/** Empty where there are none. */
export const undoneRestrictionsText = (plan: Plan): string => {
  const undone = undoneRestrictions(plan).map((each) => undoneRestrictionText(each, (text) => text))
  return undone.length === 0
    ? ''
    : `Takes back what people restricted in Statsig: ${undone.join('; ')}.`
}
