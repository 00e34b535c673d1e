// What became of a plan, operation by operation.
import type { Leak, Outcome, Plan, Report } from '../../../model.ts'
import { inWords, tallyOf } from '../../../summary/counts.ts'
import { code, fence } from '../../escape/markdown.ts'
import {
  failureText,
  leakEdits,
  noteText,
  skippedText,
  troubleText,
  waitingText,
} from '../../sentences/outcome.ts'
import { doneText, wroteWords } from '../../text/outcome.ts'
import { grouped } from '../../values/text-style.ts'
import { alert, bullets, count, details, kept, page, said, table } from '../elements/blocks.ts'
import { sourceLink, whereabouts } from '../elements/links.ts'
import type { Limits } from '../elements/size-levels.ts'
import { briefs, changesTables, nameOf, placeOf } from '../sections/changes-table.ts'
import { countsLine } from '../sections/heading.ts'
import { dangersBlocks } from '../sections/risks.ts'
import type { Page } from './context.ts'
import { foldedPlan, shortenedNote } from './plan.ts'
import type { State } from './state.ts'

type Render = (limits: Limits) => string

export const appliedPage = (state: Extract<State, { is: 'applied' }>, at: Page): Render => {
  const { facts, plan, recorded, report, settled } = state
  const folded = foldedPlan('The plan', plan, facts, at)
  const outcomes = outcomesOf(report, at)
  return (limits) =>
    page([
      report.unverified === undefined
        ? ''
        : alert(
            'WARNING',
            'What was written was not looked at again, and may differ:',
            said(troubleText(report.unverified), limits.text),
          ),
      `${tallyLine(report)} — ${whereabouts(at)}`,
      settled === 0 ? '' : `${count(settled, 'reviewed operation')} had nothing to do any more.`,
      bullets(recorded, (each) => said(each, limits.text), mostSentences),
      shortenedNote(at, limits),
      outcomes(limits),
      report.outcomes.some(({ status }) => status === 'failed')
        ? 'What is done stays done. Running the job again does what is left of what was reviewed.'
        : '',
      folded(limits),
    ])
}

const mostSentences = 10

const tallyLine = (report: Report): string => {
  const counts = tallyOf(report.outcomes)
  const words = inWords([
    [counts.done, 'done'],
    [counts.failed, 'failed'],
    [counts.skipped, 'skipped'],
    [counts.waiting, 'waiting for review'],
    [report.leaks.length, 'did not converge'],
  ])
  return `**${words === '' ? 'Nothing to do' : words.replaceAll(', ', ' · ')}**`
}

const headings = ['', 'Resource', 'What happened', 'Source']

/** So many rows are read at a glance. */
const glance = 25

/** What did not go as planned stands first, and is never folded away. */
const outcomesOf = (report: Report, at: Page): Render => {
  const of = (status: Outcome['status']) => report.outcomes.filter((each) => each.status === status)
  const done = of('done')
  const others = [...of('failed'), ...of('skipped'), ...of('waiting')]
  const sensitive = sensitiveIn(report)
  const row = kept((each: Outcome) => outcomeRow(each, at))
  const leakHeadings = ['', 'Resource', 'In Statsig → as written']
  return (limits) =>
    page([
      table(leakHeadings, report.leaks, (each) => leakRow(each, sensitive), limits.otherRows),
      ...(others.length + done.length <= glance
        ? [table(headings, [...others, ...done], row, limits.rows)]
        : [
            table(headings, others, row, limits.rows),
            details(`✅ Done (${grouped(done.length)})`, table(headings, done, row, limits.rows)),
          ]),
    ])
}

const outcomeRow = (outcome: Outcome, at: Page): readonly string[] => [
  statusOf(outcome),
  nameOf(outcome.operation.address),
  happened(outcome),
  sourceLink(placeOf(outcome.operation), at),
]

const statusOf = ({ status }: Outcome): string => {
  switch (status) {
    case 'done':
      return '✅ done'
    case 'waiting':
      return '⏸️ waiting'
    case 'failed':
      return '❌ failed'
    case 'skipped':
      return '⏭️ skipped'
  }
}

const mostText = 400

const happened = (outcome: Outcome): string => {
  const { operation } = outcome
  const { action, part } = operation
  const whole = part === undefined ? action : `${action} of ${nameOf(part)}`
  const changes = action === 'update' && operation.edits.length > 0 ? briefs(operation) : ''
  const deed = changes === '' ? whole : `${whole} (${changes})`
  switch (outcome.status) {
    case 'done':
      return [
        `${said(doneText(operation), mostText)}${changes === '' ? '' : `: ${changes}`}${outcome.wrote === 'no' ? ', since it was so already nothing was written' : ''}`,
        ...outcome.notes.slice(0, mostSentences).map((note) => said(noteText(note), mostText)),
      ].join('<br>')
    case 'waiting':
      return `${deed}: ${said(waitingText(outcome.reason), mostText)}`
    case 'failed':
      return [
        `${deed}: ${said(failureText(outcome.reason), mostText)}`,
        wroteWords[outcome.wrote],
        ...(outcome.moved ? ['It has changed in Statsig since the plan.'] : []),
      ].join('<br>')
    case 'skipped':
      return `${deed}: ${said(skippedText(outcome), mostText)}`
  }
}

const leakRow = (
  leak: Leak,
  sensitive: ReadonlyMap<string, readonly string[]>,
): readonly string[] => [
  '❗ did not converge',
  nameOf(leak.address),
  briefs({ edits: leakEdits(leak), sensitive: sensitive.get(leak.address) ?? [] }),
]

/** What operations on a resource hide stays hidden. */
const sensitiveIn = ({ outcomes }: Report): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, readonly string[]>()
  for (const { operation } of outcomes)
    if (operation.sensitive.length > 0)
      found.set(operation.address, [
        ...(found.get(operation.address) ?? []),
        ...operation.sensitive,
      ])
  return found
}

export const notAppliedPage = (state: Extract<State, { is: 'not-applied' }>, at: Page): Render => {
  const { facts, plan, reason, unreviewed, why } = state
  const folded = foldedPlan('The plan that was not applied', plan, facts, at)
  const tableOf = changesTables(plan, at)
  const dangersOf = dangersBlocks(plan, 'An apply would do this:', ({ id }) =>
    unreviewed.has(id) ? 'not reviewed' : '',
  )
  const extra = plan.operations.filter(({ id }) => unreviewed.has(id))
  return (limits) =>
    page([
      alert('WARNING', `**Nothing was written.** ${whyWords[why]}`, said(reason, limits.text)),
      dangersOf(limits),
      `${countsLine(plan)} — ${whereabouts(at)}`,
      shortenedNote(at, limits),
      extra.length === 0
        ? ''
        : page([`### Nobody has reviewed (${grouped(extra.length)})`, tableOf(extra, limits)]),
      why === 'plan-changed' ? byHand(plan) : '',
      folded(limits),
    ])
}

/** The hash in full, in a block that can be copied. */
const byHand = ({ digest }: Plan): string =>
  page([
    `Whoever has looked at this plan can have exactly it applied: run the workflow by hand, with this as ${code('confirm-plan-hash')}.`,
    fence(digest, 'text'),
  ])

const whyWords: Readonly<Record<Extract<State, { is: 'not-applied' }>['why'], string>> = {
  'plan-changed': 'What would be done now is not what was reviewed.',
  limit: 'More would change than is allowed at once.',
  'missing-secret': 'A secret that the plan needs was not given to this run.',
  refused: 'It was refused.',
}
