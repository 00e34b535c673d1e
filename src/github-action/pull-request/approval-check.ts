// Decides whether a plan may be applied: by reviews, by the inputs of the workflow, and by limits.
import type { Inputs } from '../../io/actions/inputs.ts'
import type { Address, Plan } from '../../model/index.ts'
import { judgeWith } from '../../plan/guards/guard.ts'
import { review } from '../../plan/guards/run.ts'
import type { PageState } from '../../report/markdown/pages/state.ts'
import { tooManyChangesText } from '../../report/sentences/notice.ts'
import { exitCodes } from '../../session/exit-codes.ts'
import type { CommandResult } from '../job/result.ts'
import { isRunnable, type ReviewedPull, reviewMatcher } from './approvals.ts'
import { changeLimitReason } from './limits.ts'

type NotApplied = Extract<PageState, { is: 'not-applied' }>

export interface ApprovalDecision {
  readonly plan: Plan
  readonly isReviewed: ReturnType<typeof reviewMatcher>
  /** Why nothing is applied. */
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
      unreviewedText(unreviewedOperations.length, reviews, inputs),
    )
  const limitReason = changeLimitReason(plan, inputs)
  if (limitReason !== undefined)
    return stopWith(
      'limit',
      'limit',
      `${tooManyChangesText(limitReason)}. Raise \`max-changes\` in the workflow.`,
    )
  const allowed = inputs.unreviewed === 'apply-safe' ? refuseUnreviewed(plan, unreviewed) : plan
  return { plan: allowed, isReviewed }
}

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

const unreviewedText = (count: number, reviews: readonly ReviewedPull[], inputs: Inputs): string =>
  [
    `${count} ${count === 1 ? 'operation is' : 'operations are'} not part of any reviewed plan.`,
    ...reviews.flatMap(({ reason }) => reason ?? []),
    ...(reviews.length === 0 ? ['No merged pull request was found for the commits to apply.'] : []),
    ...repeatInputsText(inputs),
  ].join(' ')

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
  operations: plan.operations.map((operation) => {
    const refusal =
      operation.refusal ??
      judgeWith([review], { ...operation, isReviewed: !unreviewed.has(operation.id) })
    return { ...operation, ...(refusal && { refusal }) }
  }),
})
