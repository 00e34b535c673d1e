// Writes what needs a review where Statsig has no routes for reviews: a header asks Statsig to hold the change. Whether
// Statsig still does is not known, so that these operations run one at a time, and one that does not wait is the last.
import pLimit from 'p-limit'
import type { Operation, Outcome } from '../../model/index.ts'
import { failedOutcome } from '../outcomes.ts'

/** Runs a write that has to wait for a review. */
export type WriteByHeader = (
  operation: Operation,
  write: () => Promise<Outcome>,
) => Promise<Outcome>

export const createWriteByHeader = (): WriteByHeader => {
  const oneAtATime = pLimit(1)
  let isIgnored = false
  return (operation, write) =>
    oneAtATime(async () => {
      if (isIgnored) return failedOutcome(operation, { code: 'header-not-honoured' }, 'no')
      const outcome = await write()
      if (outcome.status !== 'done' || outcome.wrote === 'no') return outcome
      isIgnored = true
      return failedOutcome(operation, { code: 'written-without-review' }, 'yes')
    })
}
