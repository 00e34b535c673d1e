// Decides whether a plan may be applied: by reviews, by the inputs of the workflow, and by limits.
import type { Inputs } from '../../io/actions/inputs.ts'
import type { Address, Operation, Plan } from '../../model/index.ts'
import { addRefusal, judgeWith } from '../../plan/guards/guard.ts'
import { review } from '../../plan/guards/run.ts'
import type { PageState } from '../../report/markdown/pages/state.ts'
import { tooManyChangesText } from '../../report/sentences/notice.ts'
import { exitCodes } from '../../session/exit-codes.ts'
import type { CommandResult } from '../job/result.ts'
import {
  idPrefix,
  isRunnable,
  type ReviewedPull,
  reviewMatcher,
  type SpentApprovals,
} from './approvals.ts'
import { changeLimitReason } from './limits.ts'

type NotApplied = Extract<PageState, { is: 'not-applied' }>

export interface ApprovalDecision {
  readonly plan: Plan
  readonly isReviewed: ReturnType<typeof reviewMatcher>
  /** A person has confirmed the hash of the plan. */
  readonly isConfirmed: boolean
  /** Why nothing is applied. */
  readonly stop?: Pick<NotApplied, 'why' | 'reason' | 'unreviewed'> &
    Required<Pick<CommandResult, 'code' | 'failure'>>
}

/** What earlier applies have done with approvals. */
export interface EarlierApprovals {
  readonly spent: SpentApprovals
  /**
   * Set where an earlier attempt of this run has carried out the confirmed plan: the first digits of the ids of what it
   * has begun and certainly not written.
   */
  readonly confirmedBefore?: ReadonlySet<string>
}

const noEarlierApprovals: EarlierApprovals = { spent: new Map() }

export const decideApproval = (
  plan: Plan,
  reviews: readonly ReviewedPull[],
  commits: ReadonlyMap<Address, string>,
  inputs: Inputs,
  { confirmedBefore, spent }: EarlierApprovals = noEarlierApprovals,
): ApprovalDecision => {
  const confirmed = inputs.confirmPlanHash
  const isConfirmed = confirmed?.toLowerCase() === plan.digest
  const isInReview = reviewMatcher(plan, reviews, commits, spent)
  const isApproved = (operation: Operation): boolean =>
    isInReview(operation) ||
    (isConfirmed && (confirmedBefore === undefined || confirmedBefore.has(idPrefix(operation.id))))
  // The approval was spent when the review was opened, and its commit needs no other.
  const isReviewed = (operation: Operation): boolean =>
    isApproved(operation) || operation.review?.opened !== undefined
  const unreviewedOperations = plan.operations.filter(
    (each) => isRunnable(each) && !isReviewed(each),
  )
  const unreviewed = new Set(unreviewedOperations.map(({ id }) => id))
  const stopWith = (
    why: NotApplied['why'],
    failure: NonNullable<CommandResult['failure']>,
    reason: string,
  ): ApprovalDecision => ({
    plan,
    isReviewed,
    isConfirmed,
    stop: { why, failure, reason, unreviewed, code: exitCodes.refused },
  })
  // An empty plan is no mismatch: the confirmed plan may already be applied.
  if (
    confirmed !== undefined &&
    confirmed.toLowerCase() !== plan.digest &&
    plan.operations.length > 0
  )
    return stopWith(
      'plan-changed',
      'plan-changed',
      planMismatchText(confirmed.slice(0, 64), plan, inputs),
    )
  if (unreviewedOperations.length > 0 && inputs.unreviewed === 'fail')
    return stopWith(
      'plan-changed',
      'plan-changed',
      unreviewedText(unreviewedOperations, reviews, inputs, {
        spent,
        ...(isConfirmed && confirmedBefore && { confirmedBefore }),
      }),
    )
  const limitReason = changeLimitReason(plan, inputs)
  if (limitReason !== undefined)
    return stopWith(
      'limit',
      'limit',
      `${tooManyChangesText(limitReason)}. Raise \`max-changes\` in the workflow.`,
    )
  const allowed = inputs.unreviewed === 'apply-safe' ? refuseUnreviewed(plan, unreviewed) : plan
  return {
    plan: inputs.unreviewed === 'apply' ? allowed : commitOnly(allowed, isApproved),
    isReviewed,
    isConfirmed,
  }
}

/** Without an approval, a review that is open may be committed, and none may be opened. */
const commitOnly = (plan: Plan, isApproved: (operation: Operation) => boolean): Plan => ({
  ...plan,
  operations: plan.operations.map((operation) =>
    operation.review?.opened === undefined || isApproved(operation)
      ? operation
      : { ...operation, review: { ...operation.review, isCommitOnly: true } },
  ),
})

/** For a plan in which all operations are refused. */
export const allRefusedText = ({ operations }: Plan): string => {
  const count = operations.filter((each) => !isRunnable(each)).length
  const subject = count === 1 ? 'The only operation is' : `All ${count} operations are`
  return `${subject} refused. The plan shows the reasons and what to do. Then run this workflow again on the default branch.`
}

/** For the log. */
export const manualApplyHint = (plan: Plan): string =>
  `To apply this plan after a check: under “Actions”, choose this workflow and “Run workflow” on the default branch, with the plan hash \`${plan.digest}\`.`

const planMismatchText = (confirmed: string, plan: Plan, inputs: Inputs): string =>
  [
    plan.digest.startsWith(confirmed.toLowerCase())
      ? `\`${confirmed}\` is only the beginning of the plan hash: pass the whole hash.`
      : `The confirmed plan, \`${confirmed}\`, is not the current plan.`,
    ...repeatInputsText(inputs),
  ].join(' ')

const unreviewedText = (
  operations: readonly Operation[],
  reviews: readonly ReviewedPull[],
  inputs: Inputs,
  { confirmedBefore, spent }: EarlierApprovals,
): string =>
  [
    `${formatOperationCount(operations.length)} not part of any reviewed plan.`,
    ...spentTexts(operations, spent),
    ...(confirmedBefore === undefined
      ? []
      : [
          'An earlier attempt of this run has carried out the confirmed plan: a confirmation counts for one attempt. Start a new run after a check.',
        ]),
    ...reviews.flatMap(({ reason }) => reason ?? []),
    ...(reviews.length === 0 ? ['No merged pull request was found for the commits to apply.'] : []),
    ...repeatInputsText(inputs),
  ].join(' ')

const formatOperationCount = (count: number): string =>
  `${count} ${count === 1 ? 'operation is' : 'operations are'}`

/** A run that began an operation has spent its approval. */
const spentTexts = (operations: readonly Operation[], spent: SpentApprovals): readonly string[] => {
  const found = operations.flatMap(({ id }) => spent.get(idPrefix(id)) ?? [])
  if (found.length === 0) return []
  const runs = [...new Set(found.map(({ runId }) => runId))].sort((one, other) => one - other)
  return [
    `The approval of ${found.length === 1 ? 'one' : found.length} was spent by ${runs.length === 1 ? 'the run' : 'the runs'} ${runs.join(', ')}, which began ${found.length === 1 ? 'it' : 'them'}: the live resource has changed since, or it is not known whether it has.`,
  ]
}

/** Without the same inputs the plan, and so its hash, would differ. */
const repeatInputsText = ({
  allowPrune,
  overwrite,
  overwriteUnmanaged,
}: Inputs): readonly string[] => {
  const inputNames = [
    ...(overwrite.length > 0 ? ['`overwrite`'] : []),
    ...(overwriteUnmanaged.length > 0 ? ['`overwrite-unmanaged`'] : []),
    ...(allowPrune === undefined ? [] : ['`allow-prune`']),
  ]
  return inputNames.length === 0
    ? []
    : [`With the plan hash, pass the same ${inputNames.join(' and ')} again.`]
}

const refuseUnreviewed = (plan: Plan, unreviewed: ReadonlySet<string>): Plan => ({
  ...plan,
  operations: plan.operations.map((operation) =>
    addRefusal(
      operation,
      judgeWith([review], { ...operation, isReviewed: !unreviewed.has(operation.id) }),
    ),
  ),
})
