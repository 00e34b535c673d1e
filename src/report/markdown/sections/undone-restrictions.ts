// The restrictions of people that an apply takes back: they stand first on its page.
import type { Plan, Report } from '../../../model/index.ts'
import { undoneRestrictions } from '../../../summary/undone-restrictions.ts'
import { shortCode } from '../../escape/markdown.ts'
import { undoneRestrictionText } from '../../sentences/undone-restriction.ts'
import { renderAlert, renderBullets } from '../elements/blocks.ts'
import type { SizeLimits } from '../elements/size-levels.ts'

export const undoneByApply = (plan: Plan, report: Report, limits: SizeLimits): string =>
  undoneAlert(
    doneOf(plan, report),
    'This apply took back what people restricted in Statsig:',
    limits,
  )

/** Where nothing was written. */
export const undoneIfApplied = (plan: Plan, limits: SizeLimits): string =>
  undoneAlert(plan, 'An apply would take back what people restricted in Statsig:', limits)

const doneOf = (plan: Plan, { outcomes }: Report): Plan => {
  const done = new Set(
    outcomes.flatMap(({ operation, status }) => (status === 'done' ? [operation.id] : [])),
  )
  return { ...plan, operations: plan.operations.filter(({ id }) => done.has(id)) }
}

const undoneAlert = (plan: Plan, intro: string, limits: SizeLimits): string =>
  renderAlert(
    'CAUTION',
    intro,
    renderBullets(
      undoneRestrictions(plan),
      (each) => undoneRestrictionText(each, shortCode),
      Math.max(minUndone, limits.otherRows),
    ),
  )
const minUndone = 5
