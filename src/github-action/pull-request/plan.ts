// `command: plan`: what merging would do, and what of it is not from this pull request. Reads Statsig and never writes.

import { factsOf } from '../../commands/plan/index.ts'
import { plain } from '../../json.ts'
import type { Plan } from '../../model.ts'
import { connect } from '../../prepare/connection.ts'
import { whileReady } from '../../prepare/index.ts'
import { planJson } from '../../report/json.ts'
import { diagnosticsText, planText } from '../../report/text/plan.ts'
import { exits } from '../../session/environment.ts'
import { countsOf, isRefused } from '../../summary/counts.ts'
import { optionsOf } from '../job/command-options.ts'
import { type Desk, discretionFor, keyed, type Planned, tellingFor } from '../job/context.ts'
import { type Ending, logged, look, type Outputs, refusalOf, stopped } from '../job/result.ts'
import { marked } from './approvals.ts'
import { before } from './base-branch-plan.ts'
import { byHandFor } from './conflict-hints.ts'
import { isTooMuch, withoutArchives } from './limits.ts'

export const planAction = async (desk: Desk, planned: Planned): Promise<Ending> => {
  const { inputs, job, world } = desk
  const options = optionsOf(desk)
  const telling = tellingFor(desk)
  const done = await whileReady(
    options,
    world,
    { connect, telling },
    async (ready): Promise<Ending> => {
      const { connection, remembered, words } = ready
      const allowed = withoutArchives(ready.run.plan, inputs)
      const run = { ...ready.run, plan: keyed(allowed, desk) }
      const { base, pending } = (await before(desk, ready)) ?? {}
      const { behind } = remembered.past ?? {}
      const discreet = discretionFor(desk, ready)
      const limit = isTooMuch(run.plan, inputs)
      const notices = [...run.plan.notices, ...(limit === undefined ? [] : [limit])]
      const plan = discreet.plan({ ...run.plan, notices })
      const diagnostics = discreet.diagnostics(ready.diagnostics)
      const facts = factsOf(run.plan, words, connection, options)
      const hasChanges = plan.operations.length > 0
      const isStopped =
        plan.operations.some(isRefused) || behind !== undefined || limit !== undefined
      const isPull = job.event.name === 'pull_request' || inputs.prNumber !== undefined
      return {
        code: isStopped
          ? exits.refused
          : hasChanges && inputs.failOnChanges
            ? exits.changes
            : exits.done,
        ...(isStopped && {
          failure:
            limit !== undefined && !plan.operations.some(isRefused) ? 'limit' : refusalOf(plan),
        }),
        state: { is: 'planned', plan, facts, diagnostics, isPull, ...(pending && { pending }) },
        planned: { ...planned, ...(base && { base }) },
        mark: marked(run.plan),
        outputs: {
          ...countsFor(plan),
          'has-changes': hasChanges,
          'not-from-pr': pending?.size ?? 0,
          result: hasChanges ? 'changes' : 'no-changes',
        },
        json: { ...planJson(plan, facts), ...plain({ diagnostics }) },
        text: logged(
          diagnosticsText(diagnostics, look),
          planText(plan, look, { ...facts, byHand: byHandFor(inputs) }),
        ),
      }
    },
  )
  return 'is' in done ? stopped(done, planned) : done
}

export const countsFor = (plan: Plan): Outputs => {
  const { actions, held, refused, unchanged } = countsOf(plan)
  const of = (...wanted: readonly string[]) =>
    actions
      .filter(({ action }) => wanted.includes(action))
      .reduce((sum, { count }) => sum + count, 0)
  return {
    'to-create': of('create'),
    'to-update': of('update', 'start', 'decide', 'abandon'),
    'to-archive': of('archive'),
    'to-delete': of('delete'),
    unchanged,
    held,
    refused,
    'plan-hash': plan.digest,
  }
}
