// The exit code of an apply.
import type { Outcome, Plan, Report } from '../model/index.ts'
import { hasWritten } from '../model/outcome.ts'
import { isRefused } from '../summary/counts.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'

/** The exit code where the plan may have had no operation to run. */
export const applyExitCode = (plan: Plan, report: Report): ExitCode =>
  report.outcomes.length === 0 && plan.operations.some(isRefused)
    ? exitCodes.refused
    : reportExitCode(report)

export const reportExitCode = ({ nonConverged, outcomes, verificationError }: Report): ExitCode => {
  const wrote = outcomes.some(hasWritten)
  const outcomesById = new Map(outcomes.map((outcome) => [outcome.operation.id, outcome]))
  const isComplete = outcomes.every(
    (outcome) => outcome.status === 'done' || isWaitingForReview(outcome, outcomesById),
  )
  if (isComplete && nonConverged.length > 0) return wrote ? exitCodes.partial : exitCodes.failed
  if (isComplete) return verificationError === undefined ? exitCodes.success : exitCodes.failed
  if (wrote) return exitCodes.partial
  if (outcomes.some(({ operation }) => isRefused(operation))) return exitCodes.refused
  return outcomes.some((outcome) => outcome.status === 'failed' && outcome.isStale)
    ? exitCodes.stale
    : exitCodes.failed
}

/** Whether it waits for a review, or only for operations that do. */
const isWaitingForReview = (
  outcome: Outcome,
  outcomesById: ReadonlyMap<string, Outcome>,
): boolean => {
  if (outcome.status === 'pending-review') return true
  const { operation, status } = outcome
  if (status !== 'skipped' || isRefused(operation)) return false
  const pending = operation.dependsOn
    .flatMap((id) => outcomesById.get(id) ?? [])
    .filter((before) => before.status !== 'done')
  return pending.length > 0 && pending.every((before) => isWaitingForReview(before, outcomesById))
}
