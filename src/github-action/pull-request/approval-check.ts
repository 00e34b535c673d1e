// Whether a plan may be applied: what was reviewed, what the workflow lets pass besides, and what stops all of it.
import type { Inputs } from '../../io/actions/inputs.ts'
import type { Address, Plan } from '../../model.ts'
import type { State } from '../../report/markdown/pages/state.ts'
import { tooManyText } from '../../report/sentences/notice.ts'
import { exits } from '../../session/environment.ts'
import { isDangerous } from '../../summary/risk.ts'
import type { Ending } from '../job/result.ts'
import { isRunnable, type Reviewed, reviewedIn } from './approvals.ts'
import { isTooMuch } from './limits.ts'

type NotApplied = Extract<State, { is: 'not-applied' }>

export interface Verdict {
  readonly plan: Plan
  readonly isReviewed: ReturnType<typeof reviewedIn>
  /** Why nothing of it is done. */
  readonly stop?: Pick<NotApplied, 'why' | 'reason' | 'unreviewed'> &
    Required<Pick<Ending, 'code' | 'failure'>>
}

export const verdictOn = (
  plan: Plan,
  reviews: readonly Reviewed[],
  commits: ReadonlyMap<Address, string>,
  inputs: Inputs,
): Verdict => {
  const confirmed = inputs.confirmPlanHash
  const isReviewed =
    confirmed !== undefined && confirmed.toLowerCase() === plan.digest
      ? () => true
      : reviewedIn(plan, reviews, commits)
  const others = plan.operations.filter((each) => isRunnable(each) && !isReviewed(each))
  const unreviewed = new Set(others.map(({ id }) => id))
  const stopping = (
    why: NotApplied['why'],
    failure: NonNullable<Ending['failure']>,
    reason: string,
  ): Verdict => ({
    plan,
    isReviewed,
    stop: { why, failure, reason, unreviewed, code: exits.refused },
  })
  // Where nothing is left to do, it may be that this has done it.
  if (
    confirmed !== undefined &&
    confirmed.toLowerCase() !== plan.digest &&
    plan.operations.length > 0
  )
    return stopping(
      'plan-changed',
      'plan-changed',
      otherPlanText(confirmed.slice(0, 64), plan, inputs),
    )
  if (others.length > 0 && inputs.unreviewed === 'fail')
    return stopping('plan-changed', 'plan-changed', unreviewedText(others.length, reviews, inputs))
  const limit = isTooMuch(plan, inputs)
  if (limit !== undefined)
    return stopping(
      'limit',
      'limit',
      `${tooManyText(limit)}. Raise \`max-changes\` in the workflow.`,
    )
  const allowed = inputs.unreviewed === 'apply-safe' ? withoutDanger(plan, unreviewed) : plan
  return { plan: allowed, isReviewed }
}

/** Of a plan of which nothing can be done. */
export const refusedText = ({ operations }: Plan): string => {
  const count = operations.filter((each) => !isRunnable(each)).length
  const what = count === 1 ? 'The only operation is' : `All ${count} operations are`
  return `${what} refused. The plan says why, and what can be done about it; then run this workflow again on the default branch.`
}

/** For a log, which has no block to copy from. */
export const byHand = (plan: Plan): string =>
  `Whoever has looked at this plan can have it applied: under “Actions”, choose this workflow, “Run workflow” on the default branch, with the plan hash \`${plan.digest}\`.`

const otherPlanText = (confirmed: string, plan: Plan, inputs: Inputs): string =>
  [
    plan.digest.startsWith(confirmed.toLowerCase())
      ? `\`${confirmed}\` is only where the hash of this plan begins.`
      : `The plan that was confirmed, \`${confirmed}\`, is not the one of now.`,
    ...againText(inputs),
  ].join(' ')

const unreviewedText = (count: number, reviews: readonly Reviewed[], inputs: Inputs): string =>
  [
    `${count} ${count === 1 ? 'operation was' : 'operations were'} in no plan that was reviewed.`,
    ...reviews.flatMap(({ why }) => why ?? []),
    ...(reviews.length === 0
      ? ['No merged pull request was found for what is to be applied.']
      : []),
    ...againText(inputs),
  ].join(' ')

/** What has made this plan has to be given again, for otherwise it is another one. */
const againText = ({ allowPrune, overwrite, takeOver }: Inputs): readonly string[] => {
  const given = [
    ...(overwrite.length > 0 ? ['`overwrite`'] : []),
    ...(takeOver.length > 0 ? ['`take-over`'] : []),
    ...(allowPrune === undefined ? [] : ['`allow-prune`']),
  ]
  return given.length === 0
    ? []
    : [`Beside the plan hash give the same ${given.join(' and ')} again.`]
}

const withoutDanger = (plan: Plan, unreviewed: ReadonlySet<string>): Plan => ({
  ...plan,
  operations: plan.operations.map((each) =>
    unreviewed.has(each.id) && isDangerous(each)
      ? {
          ...each,
          refused: { code: 'not-reviewed' },
        }
      : each,
  ),
})
