// Which operations a page of a size shows in full: a fold is no limit, and what is cut off counts as not shown.
import type { Operation, Plan } from '../../../model/index.ts'
import type { SizeLimits } from '../elements/size-levels.ts'
import { sortByRisk } from './changes-table.ts'
import { isDiffShownInFull, type OperationDiff } from './diffs.ts'

/** Ids. `diffs` are those of the plan. */
export const shownOperations = (
  { operations }: Pick<Plan, 'operations'>,
  /** Operations that have a table of their own, with the number of rows of other tables. */
  pending: ReadonlySet<string>,
  diffs: readonly OperationDiff[],
  limits: SizeLimits,
): ReadonlySet<string> => {
  const own = operations.filter(({ id }) => !pending.has(id))
  const merged = operations.filter(({ id }) => pending.has(id))
  const inTables = new Set([
    ...sortByRisk(own).slice(0, limits.rows),
    ...sortByRisk(merged).slice(0, limits.otherRows),
  ])
  const shown = diffs.filter(
    (diff) =>
      (diff.isFullyInRow && inTables.has(diff.operation)) || isDiffShownInFull(diff, limits),
  )
  return new Set(shown.map(({ operation }) => operation.id))
}

/** Operations that an apply would run, and that the page does not show in full. */
export const hiddenOperations = (
  { operations }: Pick<Plan, 'operations'>,
  shown: ReadonlySet<string>,
): readonly Operation[] =>
  operations.filter((each) => each.refusal === undefined && !shown.has(each.id))
