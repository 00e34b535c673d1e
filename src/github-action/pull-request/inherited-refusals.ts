// Finds operations that are stopped on the base branch already: they do not stop a change that leaves them alone.
import type { Operation, Plan, Report } from '../../model/index.ts'
import { blockedOperations } from '../../summary/counts.ts'

export const noneInherited: ReadonlySet<string> = new Set()

/** Ids of operations that both plans have and stop for the same reason. */
export const findInherited = (plan: Plan, basePlan: Plan): ReadonlySet<string> => {
  const [stopped, stoppedOnBase] = [stopReasons(plan), stopReasons(basePlan)]
  return new Set(
    [...stopped].flatMap(([id, reason]) => (stoppedOnBase.get(id) === reason ? [id] : [])),
  )
}

/** Why an operation is not run: its own refusal, or that of an operation that it needs. */
const stopReasons = (plan: Plan): ReadonlyMap<string, string> => {
  const blocked = blockedOperations(plan)
  const reasonOf = (operation: Operation): string | undefined => {
    const blocker = blocked.get(operation)
    return operation.refusal?.code ?? (blocker && `needs ${blocker.id}`)
  }
  return new Map(
    plan.operations.flatMap((each) => {
      const reason = reasonOf(each)
      return reason === undefined ? [] : [[each.id, reason] as const]
    }),
  )
}

/** Whether an operation of the change itself is not run. */
export const isStopped = (plan: Plan, inherited: ReadonlySet<string>): boolean =>
  [...stopReasons(plan).keys()].some((id) => !inherited.has(id))

export const planWithoutInherited = (plan: Plan, inherited: ReadonlySet<string>): Plan => ({
  ...plan,
  operations: plan.operations.filter(({ id }) => !inherited.has(id)),
})

export const reportWithoutInherited = (report: Report, inherited: ReadonlySet<string>): Report => ({
  ...report,
  outcomes: report.outcomes.filter(({ operation }) => !inherited.has(operation.id)),
})

/** For the log. */
export const inheritedText = (inherited: ReadonlySet<string>): string =>
  inherited.size === 0
    ? ''
    : `Not run: ${inherited.size} ${inherited.size === 1 ? 'operation that was' : 'operations that were'} refused before this push as well.`
