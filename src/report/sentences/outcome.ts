// What became of operations, in words.
import type { Edit } from '../../fields/difference.ts'
import type {
  FailureReason,
  NonConverged,
  Note,
  Outcome,
  Trouble,
  WaitingReason,
} from '../../model.ts'
import { refusalText } from './refusal.ts'

export const noteText = (note: Note): string => {
  switch (note.code) {
    case 'there-already':
      return 'it was there already, as described'
    case 'so-already':
      return 'it was so already'
    case 'gone-already':
      return 'it was gone already'
    case 'answer-lost':
      return 'the answer was lost; Statsig shows the result'
    case 'creation-answer-lost':
      return 'the answer to the creation was lost; it was found by its name'
    case 'found-as-sent':
      return 'Statsig said that it was there already; it was found as it was sent'
    case 'result-not-shown':
      return 'Statsig did not show the result'
    case 'shown-otherwise':
      return `Statsig shows another \`${note.label}\` than was sent`
  }
}

export const waitingText = ({ code }: WaitingReason): string => {
  switch (code) {
    case 'in-review':
      return 'it waits for a review in Statsig'
    case 'earlier-change-in-review':
      return 'an earlier change of it waits for a review in Statsig; nothing was sent'
  }
}

export const troubleText = ({ code, detail }: Trouble): string => {
  switch (code) {
    case 'unreadable':
      return detail
    case 'internal-error':
      return `statsig-gitops itself failed, which is a bug: ${detail}`
  }
}

export const failureText = (reason: FailureReason): string => {
  switch (reason.code) {
    case 'unreadable':
    case 'internal-error':
      return troubleText(reason)
    case 'not-accepted':
      return `${stepText(reason.step)}${reason.detail}`
    case 'moved-since-plan':
      return 'it has changed in Statsig since the plan was made: plan again'
    case 'exists-and-differs':
      return 'it exists in Statsig by now, and differs: plan again'
    case 'creation-lost-and-differs':
      return 'the answer to the creation was lost; what bears its name now differs: plan again'
    case 'creation-not-shown':
      return 'Statsig accepted the creation but does not show the resource'
    case 'move-not-shown':
      return `Statsig accepted it, but the status is not \`${reason.status}\``
    case 'decided-otherwise':
      return `it was settled otherwise: Statsig shows another \`${reason.field}\``
    case 'field-shown-otherwise':
      return `Statsig accepted it, and shows another \`${reason.field}\` than was sent`
    case 'still-there':
      return 'Statsig accepted it, but the resource is still there'
  }
}

const stepText = (step: Extract<FailureReason, { code: 'not-accepted' }>['step']): string => {
  switch (step?.of) {
    case undefined:
      return ''
    case 'field':
      return `its \`${step.field}\` was not taken: `
    case 'completion':
      return 'it was created, but not all of it was set: '
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
    case 'interrupted':
      return 'the run was interrupted'
    case 'key-refused':
      return 'Statsig refused the key, and nothing more was tried'
    case 'after': {
      const name = `\`${reason.address}\``
      switch (reason.fate) {
        case 'failed':
          return `${name} failed (${reason.action})`
        case 'pending-review':
          return `${name} waits for a review`
        case 'refused':
          return `${name} is refused`
        case 'skipped':
          return `${name} was skipped`
      }
    }
  }
}

/** What is shown of a leak: the resource as a whole is told as one of its values is. */
export const leakEdits = ({ edits, resource }: NonConverged): readonly Edit[] => {
  const whole = { pointer: '', label: 'the resource' }
  if (resource === undefined) return edits
  switch (resource) {
    case 'missing':
      return [{ ...whole, after: 'there' }, ...edits]
    case 'present':
      return [{ ...whole, before: 'there' }, ...edits]
  }
}
