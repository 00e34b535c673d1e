// The results of an apply, and why a plan was not applied.
import type { NonConverged, Outcome, Plan, Report } from '../../../model/index.ts'
import { sensitivePointersAt } from '../../../redaction/sensitive-values.ts'
import { outcomeCounts } from '../../../summary/counts.ts'
import { codeBlock, inlineCode } from '../../escape/markdown.ts'
import {
  failureText,
  nonConvergedEdits,
  noteText,
  operationErrorText,
  pendingReviewText,
  skippedText,
} from '../../sentences/outcome.ts'
import { doneText, wroteText } from '../../text/outcome.ts'
import { formatNumber, joinCounts } from '../../values/text-style.ts'
import {
  formatCount,
  joinBlocks,
  memoizeByKey,
  renderAlert,
  renderBullets,
  renderDetails,
  renderTable,
  shortSentence,
} from '../elements/blocks.ts'
import { sourceLink, withRevision } from '../elements/links.ts'
import type { SizeLimits } from '../elements/size-levels.ts'
import {
  createChangesTable,
  editsSummary,
  firstEditPosition,
  nameCode,
} from '../sections/changes-table.ts'
import { planCountsLine } from '../sections/heading.ts'
import { createRiskAlerts } from '../sections/risks.ts'
import { settingsAlerts, settingsInForce } from '../sections/settings.ts'
import { undoneByApply, undoneIfApplied } from '../sections/undone-restrictions.ts'
import type { PageContext } from './context.ts'
import { notAppliedTexts } from './not-applied-texts.ts'
import { foldedPlan, inheritedBlock, truncationNote } from './plan.ts'
import type { PageState } from './state.ts'

type RenderPage = (limits: SizeLimits) => string

export const applyPage = (
  state: Extract<PageState, { is: 'applied' }>,
  context: PageContext,
): RenderPage => {
  const {
    areSettingsInForce,
    details,
    inherited = new Set(),
    plan,
    recorded,
    alreadyApplied,
  } = state
  const report = {
    ...state.report,
    outcomes: state.report.outcomes.filter(({ operation }) => !inherited.has(operation.id)),
  }
  const inheritedOperations = plan.operations.filter(({ id }) => inherited.has(id))
  const inheritedTableOf = createChangesTable(plan, context)
  const folded = foldedPlan('The plan', plan, details, context)
  const outcomes = createOutcomeTables(report, context)
  return (limits) =>
    joinBlocks([
      undoneByApply(plan, report, limits),
      report.verificationError === undefined
        ? ''
        : renderAlert(
            'WARNING',
            'Unverified: the values in Statsig may differ from the values that were written:',
            shortSentence(operationErrorText(report.verificationError), limits.text),
          ),
      areSettingsInForce === undefined
        ? settingsAlerts(plan, 'This apply', limits)
        : settingsInForce(plan, areSettingsInForce, limits),
      withRevision(outcomeCountsLine(report, areSettingsInForce), context),
      state.isBaselineRecorded ? withBaselineText(context) : '',
      alreadyApplied === 0
        ? ''
        : `Already applied: ${formatCount(alreadyApplied, 'reviewed operation')}.`,
      renderBullets(recorded, (each) => shortSentence(each, limits.text), maxSentences),
      truncationNote(context, limits),
      outcomes(limits),
      report.outcomes.some(({ status }) => status === 'failed')
        ? 'Operations that are done stay done. Run the job again to apply the remaining reviewed operations.'
        : '',
      inheritedBlock(
        'These operations were refused before this merge as well, and this apply left them alone. They wait until they are resolved.',
        inheritedTableOf(inheritedOperations, { ...limits, rows: limits.otherRows }),
        inheritedOperations.length,
      ),
      folded(limits),
    ])
}

const withBaselineText = ({ head }: PageContext): string =>
  `This was the first apply: ${head === undefined ? 'the commit' : inlineCode(head.slice(0, 7))} is recorded as the baseline. Later plans compare the files and Statsig with it.`

const maxSentences = 10

const outcomeCountsLine = (report: Report, areSettingsInForce = false): string => {
  const counts = outcomeCounts(report.outcomes)
  const words = joinCounts([
    [counts.done, 'done'],
    [counts.failed, 'failed'],
    [counts.skipped, 'skipped'],
    [counts['pending-review'], 'waiting for review'],
    [report.nonConverged.length, 'different after the apply'],
  ])
  const nothing = areSettingsInForce ? 'No resource to change' : 'Nothing to do'
  return `**${words === '' ? nothing : words.replaceAll(', ', ' · ')}**`
}

const headings = ['', 'Resource', 'Result', 'Source']

/** Up to this number, all rows are shown without a click. */
const maxUnfoldedRows = 25

/** Outcomes other than `done` stand first and never fold. */
const createOutcomeTables = (report: Report, context: PageContext): RenderPage => {
  const of = (status: Outcome['status']) => report.outcomes.filter((each) => each.status === status)
  const done = of('done')
  const others = [...of('failed'), ...of('skipped'), ...of('pending-review')]
  const row = memoizeByKey((each: Outcome) => outcomeRow(each, context))
  const nonConvergedHeadings = ['', 'Resource', 'In Statsig → in the file']
  return (limits) =>
    joinBlocks([
      renderTable(
        nonConvergedHeadings,
        report.nonConverged,
        (each) => nonConvergedRow(each, report),
        limits.otherRows,
      ),
      ...(others.length + done.length <= maxUnfoldedRows
        ? [renderTable(headings, [...others, ...done], row, limits.rows)]
        : [
            renderTable(headings, others, row, limits.rows),
            renderDetails(
              `✅ Done (${formatNumber(done.length)})`,
              renderTable(headings, done, row, limits.rows),
            ),
          ]),
    ])
}

const outcomeRow = (outcome: Outcome, context: PageContext): readonly string[] => [
  statusText(outcome),
  nameCode(outcome.operation.address),
  outcomeCell(outcome),
  sourceLink(firstEditPosition(outcome.operation), context),
]

const statusText = ({ status }: Outcome): string => {
  switch (status) {
    case 'done':
      return '✅ done'
    case 'pending-review':
      return '⏸️ waiting'
    case 'failed':
      return '❌ failed'
    case 'skipped':
      return '⏭️ skipped'
  }
}

const maxTextLength = 400

const outcomeCell = (outcome: Outcome): string => {
  const { operation } = outcome
  const { action, subResource } = operation
  const whole = subResource === undefined ? action : `${action} of ${nameCode(subResource)}`
  const changes = action === 'update' && operation.edits.length > 0 ? editsSummary(operation) : ''
  const actionText = changes === '' ? whole : `${whole} (${changes})`
  switch (outcome.status) {
    case 'done':
      return [
        `${shortSentence(doneText(operation), maxTextLength)}${changes === '' ? '' : `: ${changes}`}${outcome.wrote === 'no' ? ', and nothing was written since Statsig had the values already' : ''}`,
        ...outcome.notes
          .slice(0, maxSentences)
          .map((note) => shortSentence(noteText(note), maxTextLength)),
      ].join('<br>')
    case 'pending-review':
      return `${actionText}: ${shortSentence(pendingReviewText(outcome.reason), maxTextLength)}`
    case 'failed':
      return [
        `${actionText}: ${shortSentence(failureText(outcome.reason), maxTextLength)}`,
        wroteText[outcome.wrote],
        ...(outcome.isStale ? ['It has changed in Statsig since the plan was made.'] : []),
      ].join('<br>')
    case 'skipped':
      return `${actionText}: ${shortSentence(skippedText(outcome), maxTextLength)}`
  }
}

const nonConvergedRow = (nonConverged: NonConverged, report: Report): readonly string[] => [
  '❗ differs after the apply',
  nameCode(nonConverged.address),
  editsSummary({
    edits: nonConvergedEdits(nonConverged),
    sensitive: sensitivePointersAt(nonConverged.address, report),
  }),
]

export const notAppliedPage = (
  state: Extract<PageState, { is: 'not-applied' }>,
  context: PageContext,
): RenderPage => {
  const { details, plan, reason, unreviewed, why } = state
  const folded = foldedPlan('The plan that was not applied', plan, details, context)
  const tableOf = createChangesTable(plan, context)
  const dangersOf = createRiskAlerts(plan, 'An apply would do this:', ({ id }) =>
    unreviewed.has(id) ? 'not reviewed' : '',
  )
  const extra = plan.operations.filter(({ id }) => unreviewed.has(id))
  return (limits) =>
    joinBlocks([
      undoneIfApplied(plan, limits),
      renderAlert(
        'WARNING',
        `**Nothing was written.** ${notAppliedTexts[why]}`,
        shortSentence(reason, limits.text),
      ),
      dangersOf(limits),
      settingsAlerts(plan, 'An apply', limits),
      withRevision(planCountsLine(plan), context),
      truncationNote(context, limits),
      extra.length === 0
        ? ''
        : joinBlocks([`### Not reviewed (${formatNumber(extra.length)})`, tableOf(extra, limits)]),
      why === 'plan-changed' ? manualApplyHint(plan) : '',
      folded(limits),
    ])
}

/** The full hash, in a block that can be copied. */
const manualApplyHint = ({ digest }: Plan): string =>
  joinBlocks([
    `To apply exactly this plan after a review, run the workflow by hand with this ${inlineCode('confirm-plan-hash')}:`,
    codeBlock(digest, 'text'),
  ])
