// The result of an apply for programs.
import { type JsonObject, toPlainJson } from '../../core/json.ts'
import type { NonConverged, Outcome, Report } from '../../model/index.ts'
import { sensitivePointersAt } from '../../redaction/sensitive-values.ts'
import { outcomeCounts } from '../../summary/counts.ts'
import type { ApplyResult } from '../results.ts'
import {
  failureText,
  nonConvergedEdits,
  noteText,
  operationErrorText,
  pendingReviewText,
  skippedText,
} from '../sentences/outcome.ts'
import { editJson, planJson } from './plan.ts'
import { jsonVersion } from './version.ts'

/** Where nothing was started there are no outcomes. */
export const applyJson = (result: ApplyResult): JsonObject => {
  const { missingVariables, report = { outcomes: [], nonConverged: [] } } = result
  const { verificationError } = report
  const { done, failed, 'pending-review': pendingReview, skipped } = outcomeCounts(report.outcomes)
  return toPlainJson({
    version: jsonVersion,
    plan: planJson(result),
    missingVariables,
    outcomes: report.outcomes.map(outcomeJson),
    nonConverged: report.nonConverged.map((each) => nonConvergedJson(each, report)),
    verificationError: verificationError && {
      code: verificationError.code,
      text: operationErrorText(verificationError),
    },
    summary: { done, failed, skipped, pendingReview, nonConverged: report.nonConverged.length },
  })
}

/** In the read-back, `before` is the value that Statsig returns and `after` the value that was sent. */
const nonConvergedJson = (nonConverged: NonConverged, report: Report) => ({
  address: nonConverged.address,
  resource: nonConverged.resource,
  edits: nonConvergedEdits(nonConverged).map((edit) =>
    editJson(edit, sensitivePointersAt(nonConverged.address, report)),
  ),
})

/** The operation is given by what identifies it: `plan` has the rest. */
const outcomeJson = (outcome: Outcome) => {
  const { action, address, id, kind, subResource } = outcome.operation
  return { id, address, kind, action, subResource, status: outcome.status, ...statusJson(outcome) }
}

const statusJson = (outcome: Outcome) => {
  switch (outcome.status) {
    case 'done':
      return {
        wrote: outcome.wrote,
        notes: outcome.notes.map((note) => ({ code: note.code, text: noteText(note) })),
      }
    case 'pending-review':
      return {
        reason: { code: outcome.reason.code, text: pendingReviewText(outcome.reason) },
        review: outcome.reason.review,
      }
    case 'failed': {
      const { isKeyRefused, isStale, reason, wrote } = outcome
      return {
        reason: { code: reason.code, text: failureText(reason) },
        wrote,
        isStale,
        isKeyRefused,
      }
    }
    case 'skipped':
      return { reason: { code: outcome.reason.code, text: skippedText(outcome) } }
  }
}
