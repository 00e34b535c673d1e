// The line of an apply that waits for another one.
import type { ApplyUnderWay } from '../../model/index.ts'
import { applyUnderWayText, clockTime } from '../sentences/notice.ts'

export const waitText = (apply: Omit<ApplyUnderWay, 'code'>): string =>
  `Waiting for ${applyUnderWayText(apply).replace(/^an /, 'the ').replace(/,$/, '')} (its lease ends at ${clockTime(apply.until)}).`
