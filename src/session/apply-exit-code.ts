// The exit code of an apply: the first that holds.
import type { Outcome, Plan, Report } from '../model.ts'
import { isRefused } from '../summary/counts.ts'
import { type ExitCode, exits } from './environment.ts'

/** The same of a plan that may have held nothing to run. */
export const exitAfter = (plan: Plan, report: Report): ExitCode =>
  report.outcomes.length === 0 && plan.operations.some(isRefused) ? exits.refused : exitOf(report)

export const exitOf = ({ leaks, outcomes, unverified }: Report): ExitCode => {
  const wrote = outcomes.some(hasWritten)
  const fates = new Map(outcomes.map((outcome) => [outcome.operation.id, outcome]))
  const isComplete = outcomes.every(
    (outcome) => outcome.status === 'done' || isAwaiting(outcome, fates),
  )
  if (isComplete) return leaks.length > 0 || unverified !== undefined ? exits.failed : exits.done
  if (wrote) return exits.unfinished
  if (outcomes.some(({ operation }) => isRefused(operation))) return exits.refused
  return outcomes.some((outcome) => outcome.status === 'failed' && outcome.moved)
    ? exits.moved
    : exits.failed
}

const hasWritten = (outcome: Outcome): boolean =>
  (outcome.status === 'done' && outcome.wrote !== 'no') ||
  outcome.status === 'waiting' ||
  (outcome.status === 'failed' && outcome.wrote !== 'no')

/** Waits for a review, or for nothing but operations that do. */
const isAwaiting = (outcome: Outcome, fates: ReadonlyMap<string, Outcome>): boolean => {
  if (outcome.status === 'waiting') return true
  const { operation, status } = outcome
  if (status !== 'skipped' || isRefused(operation)) return false
  const open = operation.after
    .flatMap((id) => fates.get(id) ?? [])
    .filter((before) => before.status !== 'done')
  return open.length > 0 && open.every((before) => isAwaiting(before, fates))
}
