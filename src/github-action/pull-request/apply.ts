// `command: apply`: what was merged, as far as its plan was reviewed on a pull request, carried out and recorded.

import { factsOf } from '../../commands/plan/index.ts'
import { nothingApplied } from '../../history/applied-definitions.ts'
import type { Result } from '../../io/actions/outputs.ts'
import { UsageError } from '../../io/statsig/console-api/index.ts'
import { connectToWrite, type WritingConnection } from '../../prepare/connection.ts'
import { type Ready, whileReady } from '../../prepare/index.ts'
import { behind } from '../../prepare/preflight.ts'
import { planJson, reportJson } from '../../report/json.ts'
import { diagnosticsText, outcomeLine, planText, reportText } from '../../report/text/plan.ts'
import { type ExitCode, exits } from '../../session/environment.ts'
import { lackingIn, lackingText, vaultOf } from '../../session/secret-variables.ts'
import { isRefused, tallyOf } from '../../summary/counts.ts'
import { optionsOf } from '../job/command-options.ts'
import { type Desk, discretionFor, keyed, type Planned, tellingFor } from '../job/context.ts'
import { type Ending, logged, look, refusalOf, stopped } from '../job/result.ts'
import { log } from '../job/workflow-output.ts'
import { byHand, refusedText, verdictOn } from './approval-check.ts'
import { type Reviewed, reviewsBetween } from './approvals.ts'
import { byHandFor } from './conflict-hints.ts'
import { carriedOut, codeOf, failureOf, recordedFor } from './execute.ts'
import { withoutArchives } from './limits.ts'
import { countsFor } from './plan.ts'

/** Besides how it has ended: the pull requests that want to know. */
export interface Applied extends Ending {
  readonly reviews: readonly Reviewed[]
}

export const applyAction = async (desk: Desk, planned: Planned): Promise<Applied> => {
  const options = optionsOf(desk)
  const preparations = { connect: connectToWrite, refuses: behind, telling: tellingFor(desk) }
  const done = await whileReady(options, desk.world, preparations, (ready) =>
    applied(desk, ready, planned),
  )
  return 'is' in done ? { ...stopped(done, planned), reviews: [] } : done
}

const applied = async (
  desk: Desk,
  ready: Ready<WritingConnection>,
  planned: Planned,
): Promise<Applied> => {
  const { inputs, world } = desk
  const { connection, remembered, words } = ready
  const reviews = await reviewsFor(desk, ready)
  const { commits } = remembered.past?.bases ?? nothingApplied
  const whole = keyed(withoutArchives(ready.run.plan, inputs), desk)
  const { isReviewed, plan: allowed, stop } = verdictOn(whole, reviews, commits, inputs)
  const discreet = discretionFor(desk, ready)
  const shown = discreet.plan(allowed)
  const facts = factsOf(allowed, words, connection, optionsOf(desk))
  const diagnostics = diagnosticsText(discreet.diagnostics(ready.diagnostics), look)
  const said = logged(diagnostics, planText(shown, look, { ...facts, byHand: byHandFor(inputs) }))
  const common = { planned, reviews, json: { plan: planJson(shown, facts) } }
  const has = { 'has-changes': shown.operations.length > 0 }
  const notDone = (
    { code, failure, ...why }: NonNullable<typeof stop>,
    recorded: readonly string[] = [],
  ): Applied => ({
    ...common,
    code,
    failure,
    state: { is: 'not-applied', plan: shown, facts, ...why },
    outputs: { ...countsFor(shown), ...has, applied: 0, result: 'failed' },
    text: logged(
      said,
      `Not applied: ${why.reason}`,
      ...(why.why === 'plan-changed' ? [byHand(allowed)] : []),
      ...recorded,
    ),
  })
  if (stop) return notDone(stop)
  if (inputs.dryRun)
    return {
      ...common,
      code: allowed.operations.some(isRefused) ? exits.refused : exits.done,
      ...(allowed.operations.some(isRefused) && { failure: refusalOf(allowed) }),
      state: { is: 'planned', plan: shown, facts, diagnostics: [], isPull: false },
      outputs: { ...countsFor(shown), ...has, applied: 0, result: 'skipped' },
      text: logged(said, 'Nothing was written: this was a dry run.'),
    }
  const refusal = {
    code: exits.refused,
    failure: refusalOf(allowed),
    unreviewed: new Set<string>(),
  } as const
  const lacking = lackingIn(allowed, words, vaultOf(world))
  if (lacking.length > 0)
    return notDone({ ...refusal, why: 'missing-secret', reason: lackingText(lacking).trim() })
  log(desk, said)
  const report = await carriedOut(desk, ready, allowed, (outcome) => {
    for (const each of discreet.report({ outcomes: [outcome], leaks: [] }).outcomes)
      log(desk, outcomeLine(each, look))
  })
  const recorded = await recordedFor(ready, allowed, report)
  const known = discreet.report(report)
  const code = codeOf(allowed, report, recorded.failed)
  const tally = tallyOf(report.outcomes)
  if (code === exits.refused && report.outcomes.length === 0)
    return notDone({ ...refusal, why: 'refused', reason: refusedText(allowed) }, recorded.said)
  const isUnbegun = desk.isOver() && tally.skipped === report.outcomes.length
  return {
    ...common,
    code,
    ...(isUnbegun && code === exits.failed
      ? { failure: 'timed-out' as const }
      : failureOf(code, allowed)),
    state: {
      is: 'applied',
      plan: shown,
      facts,
      report: known,
      recorded: recorded.said,
      settled: 0,
    },
    outputs: {
      ...countsFor(shown),
      ...has,
      applied: tally.done,
      failed: tally.failed,
      skipped: tally.skipped,
      waiting: tally.waiting,
      result: resultOf(code, allowed.operations.some(isReviewed), tally),
    },
    json: { ...common.json, ...reportJson(known) },
    text: logged(reportText(known, look), ...recorded.said),
  }
}

/** What was reviewed counts as applied even where it needed nothing. */
const resultOf = (
  code: ExitCode,
  hasReviewed: boolean,
  { done, waiting }: ReturnType<typeof tallyOf>,
): Result => {
  if (code === exits.unfinished) return 'partial'
  if (code !== exits.done) return done > 0 ? 'partial' : 'failed'
  if (waiting > 0) return 'waiting'
  return hasReviewed || done > 0 ? 'applied' : 'no-changes'
}

const reviewsFor = async (
  desk: Desk,
  { remembered }: Pick<Ready<WritingConnection>, 'remembered'>,
): Promise<readonly Reviewed[]> => {
  const { github, job, label, seal } = desk
  const { applied: last, repository } = remembered.past ?? {}
  const head = repository && (await repository.head())
  if (repository === undefined || head === undefined)
    throw new UsageError(
      'There is no checkout of the repository here. Run `actions/checkout` first.',
    )
  if (head.id !== job.sha)
    throw new UsageError(
      `The checkout is of ${head.id.slice(0, 7)}, and the run is about ${job.sha.slice(0, 7)}: an apply needs that one.`,
    )
  if (github === undefined || job.defaultBranch === undefined) return []
  const { event } = job
  const pushed = event.name === 'push' && !/^0+$/.test(event.before) ? event.before : undefined
  const searching = {
    reader: github.reader,
    repository,
    seal,
    target: label,
    branch: job.defaultBranch,
  }
  return reviewsBetween(last?.commit ?? pushed, head, searching)
}
