// After an apply: the comment of each pull request that brought a part of it says what became of that.
import { githubCommenter } from '../../io/github/index.ts'
import type { Operation, Report } from '../../model.ts'
import { commentBody } from '../../report/markdown/pages/comment.ts'
import type { State } from '../../report/markdown/pages/state.ts'
import type { PlanMark } from '../job/comment-metadata.ts'
import { type Desk, pageOf, runMarkOf } from '../job/context.ts'
import type { Told } from '../job/publish-result.ts'
import type { Applied } from './apply.ts'
import { homeless, partOf, type Reviewed, settledIn } from './approvals.ts'
import { post } from './comment-thread.ts'
import { toldOf } from './plan-comment.ts'

export const tellPulls = async (desk: Desk, ending: Applied): Promise<Told> => {
  const { github, inputs, seal, world } = desk
  const { state } = ending
  if (state === undefined || github === undefined || inputs.comment === 'never' || inputs.dryRun)
    return {}
  const thread = { reader: github.reader, commenter: githubCommenter(github), seal }
  const told: Told[] = []
  const guests = guestsOf(state, ending.reviews)
  for (const { mark: reviewed, pull } of listenersOf(state, ending.reviews)) {
    const mark: PlanMark = {
      kind: 'plan',
      target: desk.label,
      pull: pull.number,
      head: pull.head.sha,
      ...reviewed,
      run: runMarkOf(desk.job),
    }
    const about = stateFor(state, reviewed, guests.get(pull.number) ?? [])
    const posted = await post(thread, {
      mark,
      mode: 'update',
      // Whoever has never been told of a plan is told of what stopped it, and of nothing else.
      isNews: state.is === 'not-applied' || reviewed !== undefined,
      isOfHead: false,
      bodyFor: (marker, run, most) =>
        world.veil.over(commentBody(about, pageOf(desk, ending.planned, run), marker, most).body),
    })
    told.push(toldOf(posted, pull.number))
  }
  return {
    outputs: Object.assign({}, ...told.map(({ outputs }) => outputs)),
    notices: told.flatMap(({ notices = [] }) => notices),
    warnings: told.flatMap(({ warnings = [] }) => warnings),
  }
}

/**
 * What stopped everything is told where something was planned, else on the newest pull request. A mark that cannot be read
 * is left as it is: with the right key it counts again.
 */
const listenersOf = (state: State, reviews: readonly Reviewed[]): readonly Reviewed[] => {
  const readable = reviews.filter(({ isUnreadable }) => !isUnreadable)
  if (state.is !== 'not-applied') return readable
  const planned = readable.filter(({ mark }) => mark && mark.operations?.length !== 0)
  return planned.length > 0 ? planned : readable.slice(-1)
}

/** What was in no plan is told where something of the plan is missing, which it may stand for; else where it was last. */
const guestsOf = (
  state: State,
  reviews: readonly Reviewed[],
): ReadonlyMap<number, readonly Operation[]> => {
  if (state.is !== 'applied') return new Map()
  const { plan } = state
  const lacking = reviews.filter(({ mark }) => settledIn(plan, mark) > 0)
  const hosts = lacking.length > 0 ? lacking : reviews.slice(-1)
  const guests = homeless(plan, reviews)
  return new Map(hosts.map(({ pull }) => [pull.number, guests]))
}

/** What of it is about one pull request. Why nothing at all was done is about all of them. */
const stateFor = (
  state: State,
  mark: PlanMark | undefined,
  guests: readonly Operation[],
): State => {
  if (state.is !== 'applied') return state
  const own = new Set([...partOf(state.plan, mark).operations, ...guests].map(({ id }) => id))
  const plan = {
    ...state.plan,
    operations: state.plan.operations.filter(({ id }) => own.has(id)),
  }
  return {
    ...state,
    plan,
    report: reportOn(state.report, plan),
    // What is missing may be one of them in another form: then nobody knows that it needs nothing.
    settled: guests.length > 0 ? 0 : settledIn(state.plan, mark),
  }
}

const reportOn = (
  report: Report,
  { operations }: { operations: readonly { id: string; address: string }[] },
): Report => {
  const ids = new Set(operations.map(({ id }) => id))
  const addresses = new Set<string>(operations.map(({ address }) => address))
  return {
    ...report,
    outcomes: report.outcomes.filter(({ operation }) => ids.has(operation.id)),
    leaks: report.leaks.filter(({ address }) => addresses.has(address)),
  }
}
