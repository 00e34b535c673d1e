// What each operation changes, as diffs, in groups that fold.
import type { Edit } from '../../../fields/difference.ts'
import { isConflict, type Operation, type Plan } from '../../../model.ts'
import { shownMembers } from '../../../redaction/sensitive-values.ts'
import { blockedIn } from '../../../summary/counts.ts'
import { fence, shortCode } from '../../escape/markdown.ts'
import { overwrittenText } from '../../sentences/caution.ts'
import { evidenceText } from '../../sentences/notice.ts'
import { refusalText } from '../../sentences/refusal.ts'
import { authorText, lastAuthorText } from '../../text/author.ts'
import { afterText, sortedCautions } from '../../text/operation.ts'
import { listing } from '../../values/block-values.ts'
import { editLines } from '../../values/edits.ts'
import { grouped, shortened } from '../../values/text-style.ts'
import { details, once, page, said } from '../elements/blocks.ts'
import { sourceLink } from '../elements/links.ts'
import type { Limits } from '../elements/size-levels.ts'
import type { Page } from '../pages/context.ts'
import { byHarm, isToldByRow, nameOf, placeOf } from './changes-table.ts'
import { settlingConflict } from './resolution-hints.ts'

export interface Diff {
  readonly operation: Operation
  /** There is nothing that its row in the table does not say. */
  readonly isTold: boolean
  /** With a sign in the first column: GitHub colours by it. */
  readonly lines: () => readonly string[]
  /** What stands above them. */
  readonly head: () => string
}

const isCreation = ({ action, refused }: Operation): boolean =>
  action === 'create' && refused === undefined

/** Made once: what a page says less of is cut afterwards. */
export const diffsOf = (plan: Plan, at: Page): readonly Diff[] => {
  const blocked = blockedIn(plan)
  const byId = new Map(plan.operations.map((each) => [each.id, each]))
  return byHarm(plan.operations).map((operation) => ({
    operation,
    isTold: !blocked.has(operation) && isToldByRow(operation),
    lines: once(() => linesOf(operation)),
    head: once(() => headOf(operation, blocked.get(operation), afterText(operation, byId), at)),
  }))
}

const look = { colour: false, width: 100 }

const linesOf = (operation: Operation): readonly string[] => {
  const { action, edits, members, sensitive } = operation
  const { beneath } = sortedCautions(operation)
  return action === 'create' && Object.keys(members).length > 0
    ? [
        ...listing(shownMembers(members, sensitive)).map((line) => `+ ${line}`),
        ...[...beneath.values()].flat().map(cautionLine),
      ]
    : edits.flatMap((edit) => [
        ...editDiff(edit, sensitive),
        ...(beneath.get(edit) ?? []).map(cautionLine),
      ])
}

const cautionLine = (caution: string): string => `! ⚠ ${caution}`

/** The sign of an edit, or of a line within it, moves to the first column. */
const editDiff = (edit: Edit, sensitive: Operation['sensitive']): readonly string[] => {
  const [first = '', ...body] = editLines([edit], sensitive, look)
  if (edit.item === 'added') return [first, ...body.map((line) => `+${line.slice(1)}`)]
  if (edit.item === 'removed') return [first, ...body.map((line) => `-${line.slice(1)}`)]
  return [
    `!${first.slice(1)}`,
    ...body
      .filter((line, index) => index > 0 || !/^ {4}@@ -[01],/.test(line))
      .map((line) => (/^ {4}[-+]/.test(line) ? `${line.slice(4, 5)}   ${line.slice(5)}` : line)),
  ]
}

interface Group {
  readonly title: string
  readonly diffs: readonly Diff[]
  /** To be seen without a click. */
  readonly isOpen: boolean
}

/** So few lines are shown without a click. */
const fewLines = 60

/** What can do harm stands first, and open. */
export const diffGroups = (diffs: readonly Diff[], limits: Limits): string => {
  if (limits.diffs === 'none') return ''
  const lines = diffs.reduce((sum, each) => sum + shownLines(each, limits).length, 0)
  return page(
    groupsOf(diffs)
      .filter(
        ({ diffs: [first] }) => limits.diffs === 'all' || (first && !isCreation(first.operation)),
      )
      .map(({ diffs: each, isOpen, title }) =>
        details(
          `${title} (${grouped(each.length)})`,
          page(each.map((diff) => diffBlock(diff, limits))),
          isOpen || lines <= fewLines,
        ),
      ),
  )
}

const groupsOf = (diffs: readonly Diff[]): readonly Group[] => {
  const of = (
    title: string,
    isOpen: boolean,
    wanted: (operation: Operation) => boolean,
  ): Group => ({
    title,
    isOpen,
    diffs: diffs.filter(({ operation }) => wanted(operation)),
  })
  const isRun = ({ refused }: Operation) => refused === undefined
  return [
    of('🛑 Refused', true, ({ refused }) => refused !== undefined),
    of('➖ Delete', true, (each) => isRun(each) && each.action === 'delete'),
    of('➖ Archive', true, (each) => isRun(each) && each.action === 'archive'),
    of('▶️ Start, decide, abandon', true, (each) => isRun(each) && isMove(each)),
    of('✏️ Update', false, (each) => isRun(each) && each.action === 'update'),
    of('➕ Create', false, isCreation),
  ].filter((group) => group.diffs.some(({ isTold }) => !isTold))
}

const isMove = ({ action }: Operation): boolean =>
  action === 'start' || action === 'decide' || action === 'abandon'

const diffBlock = (diff: Diff, limits: Limits): string => {
  const lines = shownLines(diff, limits)
  return page([diff.head(), lines.length === 0 ? '' : fence(lines.join('\n'), 'diff')])
}

const headOf = (
  operation: Operation,
  culprit: Operation | undefined,
  after: string | undefined,
  at: Page,
): string => {
  const { action, address, evidence, part, refused } = operation
  const name = `**${nameOf(address)}**`
  const line = [
    refused === undefined && !isMove(operation) ? name : `${name} ${action}`,
    part === undefined ? '' : nameOf(part),
    sourceLink(placeOf(operation), at),
    evidence === undefined ? '' : said(evidenceText(evidence), mostText),
    after === undefined ? '' : said(after, mostText),
  ]
  return page([
    line.filter((each) => each !== '').join(' · '),
    remarks(operation, culprit).slice(0, mostRemarks).join('<br>'),
  ])
}

/** What is to be known besides the values. */
const remarks = (operation: Operation, culprit: Operation | undefined): readonly string[] => {
  const { author, overwrites, refused } = operation
  const labels = (overwrites ?? [])
    .slice(0, mostLabels)
    .map((each) => nameOf(overwrittenText(each)))
    .join(', ')
  const by = author === undefined ? '' : ` ${authorText(author, shortCode)}`
  const isDisputed = isConflict(refused)
  const told = refused && refusalText(refused, operation)
  return [
    ...(told ? [`${isDisputed ? 'In conflict' : 'Refused'}: ${said(told.short, mostText)}`] : []),
    ...(refused && author ? [`In Statsig: ${lastAuthorText(author, shortCode)}`] : []),
    ...(isDisputed ? [settlingConflict(operation)] : []),
    ...(told?.hint === undefined || isDisputed ? [] : [said(told.hint, mostText)]),
    ...(overwrites && !refused ? [`⚠️ Overwrites what was changed in Statsig: ${labels}${by}`] : []),
    ...(culprit
      ? [`Not run: needs ${nameOf(culprit.address)}, whose ${culprit.action} is refused.`]
      : []),
    ...sortedCautions(operation).others.map((caution) => `⚠️ ${said(caution, mostText)}`),
  ]
}

const mostText = 1000
const mostLabels = 20
const mostRemarks = 20

const shownLines = (diff: Diff, { creations, lines: most, width }: Limits) => {
  const { operation } = diff
  const lines = diff.lines()
  const told =
    creations === 'keys' && isCreation(operation)
      ? [
          `+ ${Object.keys(operation.members).join(', ')}`,
          ...lines.filter((line) => line.startsWith('!')),
        ]
      : lines
  const cut = told.length > most + 1
  return [
    ...(cut ? told.slice(0, most) : told).map((line) =>
      line.length > width ? shortened(line, width) : line,
    ),
    ...(cut ? [`  … ${told.length - most} more lines`] : []),
  ]
}
