// Whether a plan may be applied: what was reviewed, what the workflow lets pass besides, and what stops all of it.
import type { Inputs } from '../../io/actions/inputs.ts'
import type { Address, Plan } from '../../model.ts'
import type { PageState } from '../../report/markdown/pages/state.ts'
import { tooManyChangesText } from '../../report/sentences/notice.ts'
import { exitCodes } from '../../session/exit-codes.ts'
import { isRisky } from '../../summary/risk.ts'
import type { CommandResult } from '../job/result.ts'
import { isRunnable, type ReviewedPull, reviewMatcher } from './approvals.ts'
import { changeLimitReason } from './limits.ts'

type NotApplied = Extract<PageState, { is: 'not-applied' }>

export interface ApprovalDecision {
  readonly plan: Plan
  readonly isReviewed: ReturnType<typeof reviewMatcher>
  /** Why nothing of it is done. */
  readonly stop?: Pick<NotApplied, 'why' | 'reason' | 'unreviewed'> &
    Required<Pick<CommandResult, 'code' | 'failure'>>
}

export const decideApproval = (
  plan: Plan,
  reviews: readonly ReviewedPull[],
  commits: ReadonlyMap<Address, string>,
  inputs: Inputs,
): ApprovalDecision => {
  const confirmed = inputs.confirmPlanHash
  const isReviewed =
    confirmed !== undefined && confirmed.toLowerCase() === plan.digest
      ? () => true
      : reviewMatcher(plan, reviews, commits)
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
    stop: { why, failure, reason, unreviewed, code: exitCodes.refused },
  })
  // Where nothing is left to do, it may be that this has done it.
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
      unreviewedText(unreviewedOperations.length, reviews, inputs),
    )
  const limitReason = changeLimitReason(plan, inputs)
  if (limitReason !== undefined)
    return stopWith(
      'limit',
      'limit',
      `${tooManyChangesText(limitReason)}. Raise \`max-changes\` in the workflow.`,
    )
  const allowed = inputs.unreviewed === 'apply-safe' ? refuseRisky(plan, unreviewed) : plan
  return { plan: allowed, isReviewed }
}

/** Of a plan of which nothing can be done. */
export const allRefusedText = ({ operations }: Plan): string => {
  const count = operations.filter((each) => !isRunnable(each)).length
  const subject = count === 1 ? 'The only operation is' : `All ${count} operations are`
  return `${subject} refused. The plan says why, and what can be done about it; then run this workflow again on the default branch.`
}

/** For a log, which has no block to copy from. */
export const manualApplyHint = (plan: Plan): string =>
  `Whoever has looked at this plan can have it applied: under “Actions”, choose this workflow, “Run workflow” on the default branch, with the plan hash \`${plan.digest}\`.`

const planMismatchText = (confirmed: string, plan: Plan, inputs: Inputs): string =>
  [
    plan.digest.startsWith(confirmed.toLowerCase())
      ? `\`${confirmed}\` is only where the hash of this plan begins.`
      : `The plan that was confirmed, \`${confirmed}\`, is not the one of now.`,
    ...repeatInputsText(inputs),
  ].join(' ')

const unreviewedText = (count: number, reviews: readonly ReviewedPull[], inputs: Inputs): string =>
  [
    `${count} ${count === 1 ? 'operation was' : 'operations were'} in no plan that was reviewed.`,
    ...reviews.flatMap(({ reason }) => reason ?? []),
    ...(reviews.length === 0
      ? ['No merged pull request was found for what is to be applied.']
      : []),
    ...repeatInputsText(inputs),
  ].join(' ')

/** What has made this plan has to be given again, for otherwise it is another one. */
const repeatInputsText = ({
  allowPrune,
  overwrite,
  overwriteUnmanaged,
}: Inputs): readonly string[] => {
  const inputNames = [
    ...(overwrite.length > 0 ? ['`overwrite`'] : []),
    ...(overwriteUnmanaged.length > 0 ? ['`take-over`'] : []),
    ...(allowPrune === undefined ? [] : ['`allow-prune`']),
  ]
  return inputNames.length === 0
    ? []
    : [`Beside the plan hash give the same ${inputNames.join(' and ')} again.`]
}

const refuseRisky = (plan: Plan, unreviewed: ReadonlySet<string>): Plan => ({
  ...plan,
  operations: plan.operations.map((each) =>
    unreviewed.has(each.id) && isRisky(each)
      ? {
          ...each,
          refusal: { code: 'not-reviewed' },
        }
      : each,
  ),
})
