// Builds the table of recovery: for each code in the result of an apply, whether the next apply mends it, and what a person
// does. The campaigns count what is left to a person by these codes.
import type {
  FailureReason,
  PendingReviewReason,
  SkippedReason,
} from '../../src/reasons/outcome.ts'

/** Of a resource that differs after the apply. */
type ReadBackCode = 'differs' | 'missing' | 'present' | 'duplicate'

export type ResultCode =
  | FailureReason['code']
  | PendingReviewReason['code']
  | SkippedReason['code']
  | ReadBackCode

export interface Recovery {
  /** `apply`: the next apply of the same commit mends it, once its cause is gone. */
  readonly by: 'apply' | 'person'
  readonly advice: string
}

const byApply = (advice: string): Recovery => ({ by: 'apply', advice })
const byPerson = (advice: string): Recovery => ({ by: 'person', advice })

export const recoveries: Readonly<Record<ResultCode, Recovery>> = {
  'read-failed': byApply('Apply again.'),
  'internal-error': byPerson('Report the text: it is a bug of statsig-gitops.'),
  'not-accepted': byApply('Correct the cause that the text names, and apply again.'),
  'changed-since-plan': byApply('Read the new plan, and apply again.'),
  'exists-and-differs': byPerson(
    'Another resource has the name. Adopt it with `import`, or choose another name.',
  ),
  'creation-lost-and-differs': byPerson(
    'Compare the resource in Statsig with the file: another client may have made it. Apply again, or adopt it.',
  ),
  'created-but-not-found': byApply('Apply again.'),
  'created-twice': byPerson('Delete the resource that the text names in Statsig, and apply again.'),
  'no-answer': byApply('Wait until Statsig answers, and apply again.'),
  'status-unchanged': byApply('Apply again.'),
  'decided-differently': byPerson(
    'Decide in Statsig which decision counts, and write it into the file.',
  ),
  'field-differs-after-write': byApply('Read the new plan, and apply again, or correct the file.'),
  'not-removed': byApply('Apply again.'),
  'review-rejected': byPerson('Change the file, or ask the reviewers again.'),
  'review-withdrawn': byPerson('Apply again, which opens another review.'),
  'committed-and-not-live': byPerson('Compare the resource in Statsig with its review.'),
  'review-not-open': byPerson('Read the review in Statsig, and apply again.'),
  'review-needs-approval': byPerson('Have the review approved, and apply again.'),
  'no-review-routes': byPerson('Make the change in the console, or set `reviews: bypass`.'),
  'written-without-review': byPerson('Have the change reviewed in Statsig: it is live.'),
  'header-not-honoured': byPerson('Make the change in the console, or set `reviews: bypass`.'),
  'changed-during-write': byPerson(
    'Compare the history of the resource in Statsig: another write may be lost.',
  ),
  'maybe-changed-during-write': byPerson(
    'Compare the history of the resource in Statsig, where the audit log cannot be read: another write may be lost.',
  ),
  interrupted: byApply('Apply again.'),
  'lease-ended': byApply('Plan again, and apply again.'),
  refused: byPerson('Read the reason of the refusal in the plan.'),
  'key-refused': byApply('Set a valid key, and apply again.'),
  prerequisite: byApply('Correct what it depends on, and apply again.'),
  'in-review': byPerson('Have the change reviewed in Statsig, and apply again.'),
  'earlier-change-in-review': byPerson('Have the earlier change reviewed, and apply again.'),
  'review-opened': byPerson('Have the review approved, and apply again.'),
  'review-replaced': byPerson('Have the new review approved, and apply again.'),
  'commit-refused': byPerson('Commit the review in the console.'),
  'content-unreadable': byPerson('Read the review in the console, and commit it there.'),
  differs: byApply('Plan again, and correct the file where Statsig changes or ignores a value.'),
  missing: byApply('Apply again.'),
  present: byApply('Apply again.'),
  duplicate: byPerson('Delete one of the two resources in Statsig, and apply again.'),
}

export const recoveryRows = (): readonly (readonly string[])[] =>
  Object.entries(recoveries)
    .toSorted(([, one], [, other]) => one.by.localeCompare(other.by))
    .map(([code, { advice, by }]) => [
      `\`${code}\``,
      by === 'apply' ? 'the next apply' : 'a person',
      advice,
    ])
