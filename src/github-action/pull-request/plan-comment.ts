// Writes the comment of a plan, if the run has a pull request.
import type { ActionFailureReason } from '../../io/actions/outputs.ts'
import { githubCommentWriter } from '../../io/github/index.ts'
import { commentBody } from '../../report/markdown/pages/comment.ts'
import type { PageState } from '../../report/markdown/pages/state.ts'
import { hasChanges } from '../../summary/counts.ts'
import type { PlanMetadata } from '../job/comment-metadata.ts'
import { type JobContext, pageContext, workflowRunOf } from '../job/context.ts'
import { githubFailureReason } from '../job/failure-reason.ts'
import type { Published } from '../job/publish-result.ts'
import type { CommandResult } from '../job/result.ts'
import {
  type CommentThread,
  findOwnComments,
  type PostResult,
  postComment,
} from './comment-thread.ts'

export const commentPlan = async (
  context: JobContext,
  result: CommandResult,
): Promise<Published> => {
  const { clock, environment, github, inputs, previousSeal, seal } = context
  const number = pullNumber(context)
  if (number === undefined || result.state === undefined) return {}
  // With a target that is not in the settings, no later run would update the comment.
  if (!context.isTargetKnown) return {}
  const needed = needsApproval(result)
  if (inputs.comment === 'never')
    return needed ? { byHand: byHandText(result.planMetadata?.plan ?? '') } : {}
  if (github === undefined)
    return unapproved(
      needed,
      'auth',
      'No comment was written: the input `github-token` is not set.',
    )
  const thread: CommentThread = {
    reader: github.reader,
    commenter: githubCommentWriter(github, github.clock),
    seal,
    previousSeal,
    clock,
  }
  const metadata = planMetadata(context, result, number)
  const state = await addPreviousHead(context, result.state, thread.reader, number)
  const posted = await postComment(thread, {
    metadata,
    mode: inputs.commentMode,
    isWorthPosting: inputs.comment === 'always' || isWorthPosting(state),
    requiresCurrentHead: true,
    renderBody: (marker, run, maxBytes) => {
      const page = pageContext(context, result.planCommits, run)
      const { body, shown } = commentBody(state, page, marker, maxBytes)
      return { body: environment.secretMask.mask(body), shown }
    },
  })
  switch (posted.is) {
    case 'written':
    case 'unchanged':
    case 'superseded':
      return publishedComment(posted, number)
    case 'none':
      return needed
        ? unapproved(true, 'api-error', 'The comment was not found after it was written.')
        : publishedComment(posted, number)
    case 'refused': {
      const { outputs = {} } = publishedComment(posted, number)
      const reason = githubFailureReason(posted.kind)
      // GitHub gives these runs a token that can only read.
      const mayFail = needed && !(reason === 'auth' && hasReadOnlyToken(context))
      return { outputs, ...unapproved(mayFail, reason, unwrittenText(posted.reason)) }
    }
  }
}

/** Whether the apply after the merge looks for the seal of this plan. */
export const needsApproval = ({ planMetadata }: CommandResult): boolean =>
  planMetadata !== undefined && planMetadata.operations?.length !== 0

const hasReadOnlyToken = ({ job: { event } }: JobContext): boolean =>
  event.name === 'pull_request' && (event.isFork || event.isDependabot)

/** A plan that is not on the pull request counts as not reviewed: a job that is green now would fail after the merge. */
export const unapproved = (
  isNeeded: boolean,
  reason: ActionFailureReason,
  message: string,
): Pick<Published, 'failure' | 'warnings'> =>
  isNeeded
    ? {
        failure: {
          reason,
          message: `The plan could not be sealed on the pull request, so that an apply would not count it as reviewed. ${message}`,
        },
      }
    : { warnings: [message] }

const byHandText = (digest: string): string =>
  `\`comment\` is \`never\`, so that no sealed plan is on the pull request, and an apply does not count this plan as reviewed. After the merge, run the apply workflow by hand with the hash that it shows; now it is \`${digest}\`.`

const pullNumber = ({ inputs, job }: JobContext): number | undefined =>
  inputs.prNumber ?? (job.event.name === 'pull_request' ? job.event.number : undefined)

const planMetadata = (
  { job, targetLabel }: JobContext,
  { planMetadata: metadata, planCommits, state }: CommandResult,
  pull: number,
): PlanMetadata => ({
  kind: 'plan',
  target: targetLabel,
  pull,
  head: planCommits.head,
  ...(planCommits.base && { base: planCommits.base.id }),
  run: workflowRunOf(job),
  ...(state?.is === 'unplanned' && { unplanned: state.why }),
  ...metadata,
})

/** A plan without changes needs no comment. */
const isWorthPosting = (state: PageState): boolean =>
  state.is !== 'planned' || hasChanges(state.plan) || state.plan.kept.length > 0

/** After a failure, the page says that the previous plan is outdated. */
const addPreviousHead = async (
  { targetLabel, seal }: JobContext,
  state: PageState,
  reader: Parameters<typeof findOwnComments>[0]['reader'],
  number: number,
): Promise<PageState> => {
  if (state.is !== 'failed') return state
  const comments = await findOwnComments({ reader, seal }, number, targetLabel).catch(() => [])
  const last = comments.findLast(
    ({ isSealed, metadata }) => isSealed && metadata.plan !== undefined,
  )
  return last ? { ...state, previous: last.metadata.head } : state
}

export const publishedComment = (posted: PostResult, number: number): Published => {
  const outputs = { 'pr-number': number }
  switch (posted.is) {
    case 'written':
    case 'unchanged':
      return {
        outputs: {
          ...outputs,
          'comment-id': posted.comment.id,
          'comment-url': posted.comment.url,
        },
      }
    case 'none':
      return { outputs }
    case 'superseded':
      return {
        outputs,
        notices: [`The comment was not written, because this run is superseded: ${posted.reason}.`],
      }
    case 'refused':
      return {
        outputs,
        warnings: [unwrittenText(posted.reason)],
      }
  }
}

const unwrittenText = (reason: string): string =>
  `The comment could not be written: ${reason} The job summary contains its text.`
