// What a plan would do: first what is dangerous, then numbers, then a table, then diffs.
import type { Notice, Operation, Plan } from '../../../model.ts'
import { code, prose } from '../../escape/markdown.ts'
import { noticeText } from '../../sentences/notice.ts'
import { duration, type Facts } from '../../text/plan.ts'
import { counted, grouped } from '../../values/text-style.ts'
import { alert, bullets, details, page, said } from '../elements/blocks.ts'
import { runLink, whereabouts } from '../elements/links.ts'
import type { Limits } from '../elements/size-levels.ts'
import { changesTables } from '../sections/changes-table.ts'
import { diagnosticsLists } from '../sections/diagnostics.ts'
import { diffGroups, diffsOf } from '../sections/diffs.ts'
import { countsLine } from '../sections/heading.ts'
import { leftAlone } from '../sections/kept-differences.ts'
import { orderGraph } from '../sections/order-graph.ts'
import { dangersBlocks } from '../sections/risks.ts'
import type { Page } from './context.ts'
import type { State } from './state.ts'

type Render = (limits: Limits) => string

export const plannedPage = (state: Extract<State, { is: 'planned' }>, at: Page): Render => {
  const { diagnostics, facts, isPull, pending = new Set(), plan } = state
  const before = plan.operations.filter(({ id }) => pending.has(id))
  const own = plan.operations.filter(({ id }) => !pending.has(id))
  const changes = changesOf(plan, at)
  const faultsOf = diagnosticsLists(diagnostics, at)
  const lead = isPull ? 'Merging this pull request:' : 'An apply:'
  const dangersOf = dangersBlocks(plan, lead, ({ id }) => (pending.has(id) ? 'merged before' : ''))
  return (limits) =>
    page([
      dangersOf(limits),
      noticesOf(plan, limits),
      `${countsLine(plan)} — ${whereabouts(at)}`,
      shortenedNote(at, limits),
      section(
        before.length === 0 ? '' : `### From this pull request (${grouped(own.length)})`,
        before.length > 0 && own.length === 0 ? 'Nothing.' : changes(own, limits),
      ),
      section(
        `### Merged before and not applied yet (${grouped(before.length)})`,
        before.length === 0
          ? ''
          : page([
              isPull
                ? 'Merging this pull request applies these as well.'
                : 'The next apply does these as well.',
              changes(before, { ...limits, rows: limits.otherRows }),
            ]),
      ),
      leftAlone(plan, at, limits),
      faultsOf(limits),
      limits.diffs === 'none' ? '' : orderGraph(plan),
      footer(plan, facts, at),
    ])
}

const section = (heading: string, inside: string): string =>
  inside === '' ? '' : page([heading, inside])

type Changes = (operations: readonly Operation[], limits: Limits) => string

/** A table, and the diffs of what stands in it. */
const changesOf = (plan: Plan, at: Page): Changes => {
  const [tableOf, diffs] = [changesTables(plan, at), diffsOf(plan, at)]
  return (operations, limits) => {
    const wanted = new Set(operations)
    return page([
      tableOf(operations, limits),
      diffGroups(
        diffs.filter(({ operation }) => wanted.has(operation)),
        limits,
      ),
    ])
  }
}

/** For a page that tells first what became of it. */
export const foldedPlan = (title: string, plan: Plan, facts: Facts, at: Page): Render => {
  const changes = changesOf(plan, at)
  return (limits) =>
    page([
      details(title, changes(plan.operations, limits)),
      leftAlone(plan, at, limits),
      footer(plan, facts),
    ])
}

const mostNotices = 10

export const noticesOf = ({ notices }: Pick<Plan, 'notices'>, limits: Limits): string => {
  const textOf = (each: Notice) => said(sentence(noticeText(each)), limits.text)
  const [first, ...others] = notices
  return alert(
    'NOTE',
    '',
    others.length > 0 ? bullets(notices, textOf, mostNotices) : first ? textOf(first) : '',
  )
}

/** Elsewhere it stands in the middle of a line. */
const sentence = (text: string): string =>
  `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`

export const shortenedNote = (at: Page, limits: Limits): string =>
  limits.isWhole ? '' : `Not everything fits here: the whole is in the summary of ${runLink(at)}.`

const footer = (
  plan: Plan,
  { forecastSeconds, source, writes }: Facts,
  /** Where it is still to be applied. */
  ahead?: Page,
): string => {
  const parts = [
    `Plan ${code(plan.digest.slice(0, 8))}`,
    ...(writes > 0 && ahead
      ? [
          forecastSeconds < 1
            ? counted(writes, 'write')
            : `${counted(writes, 'write')}, about ${duration(forecastSeconds)} under the API’s limits`,
        ]
      : []),
    ...(source === undefined ? [] : [prose(source)]),
    ...(ahead ? [`The same on your machine: ${code(command(ahead))}`] : []),
  ]
  return `<sub>${parts.join(' · ')}</sub>`
}

/** As a shell takes it. */
const word = (text: string): string =>
  /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

const command = ({ root, target }: Page): string =>
  [
    'statsig-gitops plan',
    ...(root === '' ? [] : [`-C ${word(root.replace(/\/$/, ''))}`]),
    ...(target === undefined ? [] : [`--target ${target}`]),
  ].join(' ')
