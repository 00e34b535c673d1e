// The restrictions of people that an apply takes back: they stand first on its page.
import type { Plan } from '../../../model/index.ts'
import { undoneRestrictions } from '../../../summary/undone-restrictions.ts'
import { shortCode } from '../../escape/markdown.ts'
import { undoneRestrictionText } from '../../sentences/undone-restriction.ts'
import { renderAlert, renderBullets } from '../elements/blocks.ts'
import type { SizeLimits } from '../elements/size-levels.ts'

export const undoneAlert = (plan: Plan, intro: string, limits: SizeLimits): string =>
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
