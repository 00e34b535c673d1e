// The comment of a plan, where there is a pull request to write it on.
import { githubCommenter } from '../../io/github/index.ts'
import { commentBody } from '../../report/markdown/pages/comment.ts'
import type { State } from '../../report/markdown/pages/state.ts'
import type { PlanMark } from '../job/comment-metadata.ts'
import { type Desk, pageOf, runMarkOf } from '../job/context.ts'
import type { Told } from '../job/publish-result.ts'
import type { Ending } from '../job/result.ts'
import { ownComments, type Posted, post } from './comment-thread.ts'

export const commentOn = async (desk: Desk, ending: Ending): Promise<Told> => {
  const { github, inputs, seal, world } = desk
  const number = pullOf(desk)
  if (number === undefined || ending.state === undefined || inputs.comment === 'never') return {}
  if (github === undefined)
    return { notices: ['There is no `github-token`: no comment was written.'] }
  const thread = { reader: github.reader, commenter: githubCommenter(github), seal }
  const mark = markOf(desk, ending, number)
  const state = await withPrevious(desk, ending.state, thread.reader, number)
  const posted = await post(thread, {
    mark,
    mode: inputs.commentMode,
    isNews: inputs.comment === 'always' || isNews(state),
    isOfHead: true,
    bodyFor: (marker, run, most) =>
      world.veil.over(commentBody(state, pageOf(desk, ending.planned, run), marker, most).body),
  })
  return toldOf(posted, number)
}

const pullOf = ({ inputs, job }: Desk): number | undefined =>
  inputs.prNumber ?? (job.event.name === 'pull_request' ? job.event.number : undefined)

const markOf = ({ job, label }: Desk, { mark, planned }: Ending, pull: number): PlanMark => ({
  kind: 'plan',
  target: label,
  pull,
  head: planned.head,
  ...(planned.base && { base: planned.base.id }),
  run: runMarkOf(job),
  ...mark,
})

/** Where nothing is to be done a comment would be one more to read. */
const isNews = (state: State): boolean =>
  state.is !== 'planned' || state.plan.operations.length + state.plan.held.length > 0

/** A plan that is there no longer holds, which its readers should know. */
const withPrevious = async (
  { label, seal }: Desk,
  state: State,
  reader: Parameters<typeof ownComments>[0]['reader'],
  number: number,
): Promise<State> => {
  if (state.is !== 'failed') return state
  const own = await ownComments({ reader, seal }, number, label).catch(() => [])
  const last = own.findLast(({ isSealed, mark }) => isSealed && mark.plan !== undefined)
  return last ? { ...state, previous: last.mark.head } : state
}

export const toldOf = (posted: Posted, number: number): Told => {
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
        notices: [`This run is superseded, and its comment is not written: ${posted.why}.`],
      }
    case 'refused':
      return {
        outputs,
        warnings: [
          `The comment could not be written: ${posted.why} The summary of the job has the same.`,
        ],
      }
  }
}
