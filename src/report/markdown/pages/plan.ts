// The page of a plan: risks, counts, a table, and diffs.
import { type Notice, type Operation, type Plan, settingKey } from '../../../model/index.ts'
import { codeBlock, escapeProse, inlineCode } from '../../escape/markdown.ts'
import type { PlanDetails } from '../../results.ts'
import { noticeText } from '../../sentences/notice.ts'
import { forecastText } from '../../text/plan.ts'
import { formatNumber } from '../../values/text-style.ts'
import {
  formatCount,
  joinBlocks,
  renderAlert,
  renderBullets,
  renderDetails,
  shortSentence,
} from '../elements/blocks.ts'
import { hasRun, runLink, withRevision } from '../elements/links.ts'
import type { SizeLimits } from '../elements/size-levels.ts'
import { createChangesTable } from '../sections/changes-table.ts'
import { createDiagnosticsLists } from '../sections/diagnostics.ts'
import { operationDiffs, renderDiffGroups } from '../sections/diffs.ts'
import { planCountsLine } from '../sections/heading.ts'
import { keptBlocks } from '../sections/kept-differences.ts'
import { orderGraph } from '../sections/order-graph.ts'
import { createRiskAlerts, harmlessText } from '../sections/risks.ts'
import { settingsAlerts } from '../sections/settings.ts'
import { hiddenOperations, shownOperations } from '../sections/shown-operations.ts'
import type { PageContext } from './context.ts'
import type { PageState } from './state.ts'

type RenderPage = (limits: SizeLimits) => string

export const planPage = (
  state: Extract<PageState, { is: 'planned' }>,
  context: PageContext,
): RenderPage => {
  const {
    diagnostics,
    details,
    inherited = new Set(),
    isPull,
    pending = new Set(),
    pendingSettings,
    plan,
  } = state
  const inheritedOperations = plan.operations.filter(({ id }) => inherited.has(id))
  const merged = plan.operations.filter(({ id }) => pending.has(id) && !inherited.has(id))
  const own = plan.operations.filter(({ id }) => !pending.has(id))
  const diffs = operationDiffs(plan, context)
  const changes = createChanges(plan, context, diffs)
  const faultsOf = createDiagnosticsLists(diagnostics, context)
  const lead = isPull ? 'Merging this pull request:' : 'An apply:'
  const dangersOf = createRiskAlerts(plan, lead, ({ id }) =>
    inherited.has(id)
      ? 'on the base branch already, not from this pull request'
      : pending.has(id)
        ? 'merged earlier'
        : '',
  )
  return (limits) =>
    joinBlocks([
      dangersOf(limits),
      settingsAlerts(plan, isPull ? 'Merging this pull request' : 'An apply', limits, (each) =>
        pendingSettings?.has(settingKey(each)) ? 'merged earlier' : '',
      ),
      harmlessText(plan),
      noticesAlert(plan, limits),
      withRevision(planCountsLine(plan, inherited), context),
      truncationNote(context, limits),
      isPull && !limits.isWhole
        ? notApprovedNote(plan, shownOperations(plan, pending, diffs, limits))
        : '',
      titledBlock(
        pending.size === 0 ? '' : `### From this pull request (${formatNumber(own.length)})`,
        pending.size > 0 && own.length === 0 ? 'Nothing.' : changes(own, limits),
      ),
      titledBlock(
        `### Merged earlier, not applied yet (${formatNumber(merged.length)})`,
        merged.length === 0
          ? ''
          : joinBlocks([
              isPull
                ? 'Merging this pull request also applies these operations.'
                : 'The next apply also runs these operations.',
              changes(merged, { ...limits, rows: limits.otherRows }),
            ]),
      ),
      inheritedBlock(
        'The base branch has these already. No apply runs them until they are resolved, and they do not stop this pull request.',
        changes(inheritedOperations, { ...limits, rows: limits.otherRows }),
        inheritedOperations.length,
      ),
      keptBlocks(plan, context, limits),
      faultsOf(limits),
      limits.diffs === 'none' ? '' : orderGraph(plan),
      planFooter(plan, details, context),
    ])
}

/** Operations that were refused before as well. */
export const inheritedBlock = (intro: string, inside: string, count: number): string =>
  titledBlock(
    `### Refused before, not from this pull request (${formatNumber(count)})`,
    inside === '' ? '' : joinBlocks([intro, inside]),
  )

const titledBlock = (heading: string, inside: string): string =>
  inside === '' ? '' : joinBlocks([heading, inside])

type RenderChanges = (operations: readonly Operation[], limits: SizeLimits) => string

/** A table, and the diffs of its rows. */
const createChanges = (
  plan: Plan,
  context: PageContext,
  diffs = operationDiffs(plan, context),
): RenderChanges => {
  const tableOf = createChangesTable(plan, context)
  return (operations, limits) => {
    const wanted = new Set(operations)
    return joinBlocks([
      tableOf(operations, limits),
      renderDiffGroups(
        diffs.filter(({ operation }) => wanted.has(operation)),
        limits,
      ),
    ])
  }
}

/** The plan, folded below its results. */
export const foldedPlan = (
  title: string,
  plan: Plan,
  details: PlanDetails,
  context: PageContext,
): RenderPage => {
  const changes = createChanges(plan, context)
  return (limits) =>
    joinBlocks([
      renderDetails(title, changes(plan.operations, limits)),
      keptBlocks(plan, context, limits),
      planFooter(plan, details),
    ])
}

/** What a reader cannot see is not approved by merging. */
const notApprovedNote = (plan: Plan, shown: ReadonlySet<string>): string => {
  const count = hiddenOperations(plan, shown).length
  return count === 0
    ? ''
    : renderAlert(
        'WARNING',
        `**Merging does not approve ${formatCount(count, 'operation')}**, because this page does not show ${count === 1 ? 'it' : 'them'} in full. An apply stops at ${count === 1 ? 'it' : 'them'}, until a person runs it by hand with this ${inlineCode('confirm-plan-hash')}, or with that of the run which stops:`,
        codeBlock(plan.digest, 'text'),
      )
}

/** The ids of the operations that a page of this size shows in full. */
export const shownOnPlanPage = (
  { pending = new Set(), plan }: Extract<PageState, { is: 'planned' }>,
  context: PageContext,
  limits: SizeLimits,
): ReadonlySet<string> => shownOperations(plan, pending, operationDiffs(plan, context), limits)

const maxNotices = 10

/** Without the settings, which have an alert of their own. */
export const noticesAlert = (plan: Pick<Plan, 'notices'>, limits: SizeLimits): string => {
  const notices = plan.notices.filter(({ code }) => code !== 'setting-changed')
  const textOf = (each: Notice) => shortSentence(toSentence(noticeText(each)), limits.text)
  const [first, ...others] = notices
  return renderAlert(
    'NOTE',
    '',
    others.length > 0 ? renderBullets(notices, textOf, maxNotices) : first ? textOf(first) : '',
  )
}

/** A notice begins with a small letter, since text output puts `note:` before it. */
const toSentence = (text: string): string =>
  `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`

export const truncationNote = (context: PageContext, limits: SizeLimits): string =>
  limits.isWhole
    ? ''
    : hasRun(context)
      ? `The page is shortened. The summary of ${runLink(context)} shows all of it.`
      : 'The page is shortened.'

const planFooter = (
  plan: Plan,
  details: PlanDetails,
  /** Absent where the plan has been applied. */
  unappliedContext?: PageContext,
): string => {
  const parts = [
    `Plan ${inlineCode(plan.digest.slice(0, 8))}`,
    ...(details.requests > 0 && unappliedContext ? [forecastText(details)] : []),
    ...(details.source === undefined ? [] : [escapeProse(details.source)]),
    ...(unappliedContext
      ? [`To make this plan on your machine: ${inlineCode(planCommand(unappliedContext))}`]
      : []),
  ]
  return `<sub>${parts.join(' · ')}</sub>`
}

/** Quoted for a shell where it must be. */
const shellQuote = (text: string): string =>
  /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

const planCommand = ({ root, target }: PageContext): string =>
  [
    'statsig-gitops plan',
    ...(root === '' ? [] : [`-C ${shellQuote(root.replace(/\/$/, ''))}`]),
    ...(target === undefined ? [] : [`--target ${target}`]),
  ].join(' ')
