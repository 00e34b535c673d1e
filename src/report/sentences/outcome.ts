// Makes the sentences of an apply: notes, failures, skipped operations and what differs after it.
import type { Edit } from '../../fields/difference.ts'
import type {
  FailureReason,
  NonConverged,
  Note,
  OperationError,
  Outcome,
  PendingReviewReason,
} from '../../model/index.ts'
import { refusalText } from './refusal.ts'
import { reviewReferenceText } from './review.ts'

export const noteText = (note: Note): string => {
  switch (note.code) {
    case 'already-exists':
      return 'it already existed with these values'
    case 'already-set':
      return 'it already had these values'
    case 'already-removed':
      return 'it was already removed'
    case 'answer-lost':
      return 'the answer of Statsig was lost; a read shows that the change was made'
    case 'creation-answer-lost':
      return 'the answer to the creation was lost; the resource was found by its name'
    case 'found-as-sent':
      return 'Statsig answered that it already exists; a read shows it with the values that were sent'
    case 'result-unreadable':
      return 'not verified: Statsig did not return the result'
    case 'review-committed':
      return `the review \`${note.id}\` was accepted, and is committed`
    case 'differs-after-write':
      return `Statsig returns another \`${note.label}\` than was sent`
  }
}

export const pendingReviewText = (reason: PendingReviewReason): string => {
  const reference = reason.review ? `: ${reviewReferenceText(reason.review)}` : ''
  switch (reason.code) {
    case 'in-review':
      return `the change waits for a review in Statsig${reference}`
    case 'earlier-change-in-review':
      return `an earlier change waits for a review in Statsig; nothing was sent${reference}`
    case 'review-opened':
      return `a review is open in Statsig, and the change waits for it${reference}`
    case 'review-replaced':
      return `the earlier review was withdrawn, because the plan or Statsig has changed since. Another one is open, and the change waits for it${reference}`
    case 'commit-refused':
      return `the review is accepted, and Statsig does not let this key commit it (${reason.detail ?? ''}). Commit it in the console${reference}`
    case 'content-unreadable':
      return `the review is accepted, and Statsig does not show what it would change. Commit it in the console${reference}`
  }
}

export const operationErrorText = (error: OperationError): string => {
  switch (error.code) {
    case 'read-failed':
      return error.detail
    case 'internal-error':
      return `internal error in statsig-gitops, please report it: ${error.detail}`
    case 'no-answer':
      return 'Statsig did not answer, so the result was not read'
  }
}

export const failureText = (reason: FailureReason): string => {
  switch (reason.code) {
    case 'read-failed':
    case 'internal-error':
    case 'no-answer':
      return operationErrorText(reason)
    case 'not-accepted':
      return `${stepText(reason.step)}${reason.detail}`
    case 'changed-since-plan':
      return 'changed in Statsig since the plan was made: plan again'
    case 'exists-and-differs':
      return 'created in Statsig since the plan was made, with other values: plan again'
    case 'creation-lost-and-differs':
      return 'the answer to the creation was lost, and the resource of this name has other values: plan again'
    case 'created-but-not-found':
      return 'Statsig accepted the creation but does not return the resource'
    case 'created-twice':
      return `another client created it at the same time, and Statsig has ${reason.remove.length + 1} of this name: keep \`${reason.keep}\`, and remove ${reason.remove.map((id) => `\`${id}\``).join(', ')} by hand`
    case 'status-unchanged':
      return `Statsig accepted the change, but the status is not \`${reason.status}\``
    case 'decided-differently':
      return `the decision was made differently: Statsig returns another \`${reason.field}\``
    case 'field-differs-after-write':
      return `Statsig accepted the change, but returns another \`${reason.field}\` than was sent`
    case 'not-removed':
      return 'Statsig accepted the change, but the resource still exists'
    case 'review-rejected':
      return `the review of this change was rejected in Statsig. Change the file, or cancel that review in the console and apply again: ${reviewReferenceText(reason.review)}`
    case 'review-withdrawn':
      return `the review was withdrawn, because the plan or Statsig has changed since it was opened. A new one needs a new approval: ${reviewReferenceText(reason.review)}`
    case 'committed-and-not-live':
      return `the review is committed, and Statsig does not show its change: ${reviewReferenceText(reason.review)}`
    case 'review-not-open':
      return 'the review of this change is no longer open in Statsig: plan again'
    case 'review-needs-approval':
      return 'a review of this change has to be opened in Statsig, and this run has no approval for that'
    case 'no-review-routes':
      return 'Statsig has no routes for reviews any more: plan again'
    case 'written-without-review':
      return 'Statsig was asked to hold this change for a review, and it is live without one. Check it in the console'
    case 'header-not-honoured':
      return 'Statsig did not hold an earlier change of this run for its review; nothing was sent'
    case 'changed-during-write':
      return 'written, and another client or a person changed it in Statsig at the same moment: that change may be lost. Compare its history in Statsig'
    case 'maybe-changed-during-write':
      return 'written, and its version has risen by more than one: another client or a person may have changed it in Statsig at the same moment, and that change may be lost. The audit log, which would tell, cannot be read or does not have this write yet. Compare its history in Statsig'
    case 'lease-ended':
      return 'the lease of this apply ended before it was complete, because it could not be renewed: plan again'
    case 'interrupted':
      return 'the run was interrupted before it was complete: plan again'
  }
}

const stepText = (step: Extract<FailureReason, { code: 'not-accepted' }>['step']): string => {
  switch (step?.type) {
    case undefined:
      return ''
    case 'field':
      return `Statsig did not accept \`${step.field}\`: `
    case 'follow-up':
      return 'created, but its update failed: '
  }
}

export const skippedText = ({
  reason,
  operation,
}: Extract<Outcome, { status: 'skipped' }>): string => {
  switch (reason.code) {
    case 'refused': {
      const { refusal } = operation
      return `refused: ${refusal ? refusalText(refusal, operation).reason : ''}`
    }
    case 'lease-ended':
      return 'the lease of this apply ended, because it could not be renewed'
    case 'interrupted':
      return 'the run was interrupted'
    case 'key-refused':
      return 'Statsig refused the key, so the run stopped'
    case 'no-answer':
      return 'Statsig did not answer several operations in a row, so the run stopped'
    case 'prerequisite': {
      const name = `\`${reason.address}\``
      switch (reason.outcome) {
        case 'failed':
          return `${name} failed (${reason.action})`
        case 'pending-review':
          return `${name} waits for a review in Statsig`
        case 'refused':
          return `${name} is refused`
        case 'skipped':
          return `${name} was skipped`
      }
    }
  }
}

/** The edits that reports show for a resource that differs after the apply. A whole resource is shown like a value. */
export const nonConvergedEdits = ({ edits, resource }: NonConverged): readonly Edit[] => {
  const whole = { pointer: '', label: 'the resource' }
  if (resource === undefined) return edits
  switch (resource) {
    case 'missing':
      return [{ ...whole, after: 'there' }, ...edits]
    case 'present':
      return [{ ...whole, before: 'there' }, ...edits]
    case 'duplicate':
      return [{ ...whole, before: 'two of this name', after: 'one' }, ...edits]
  }
}
