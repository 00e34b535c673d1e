// What is to be done: a line for each operation.
import type { Edit } from '../../../fields/difference.ts'
import { type Action, isConflict, type Operation, type Plan } from '../../../model.ts'
import { shownEdit } from '../../../redaction/sensitive-values.ts'
import { blockedIn } from '../../../summary/counts.ts'
import { code } from '../../escape/markdown.ts'
import { cautionText } from '../../sentences/caution.ts'
import { evidenceText } from '../../sentences/notice.ts'
import { refusalText } from '../../sentences/refusal.ts'
import { briefly, isBrief } from '../../text/kept-differences.ts'
import { changesText, countText } from '../../values/edits.ts'
import { grouped, shortened } from '../../values/text-style.ts'
import { details, few, kept, page, said, table } from '../elements/blocks.ts'
import { sourceLink } from '../elements/links.ts'
import type { Limits } from '../elements/size-levels.ts'
import type { Page } from '../pages/context.ts'

/** As many rows are read at a glance. */
const glance = 25
const widestName = 80

export const nameOf = (address: string): string => code(shortened(address, widestName))

const signOf = ({ action, refused }: Operation): string => (refused ? '🛑' : signs[action])

const signs: Readonly<Record<Action, string>> = {
  create: '➕',
  update: '✏️',
  start: '▶️',
  decide: '🏁',
  abandon: '⏹️',
  archive: '➖',
  delete: '➖',
}

/** The more it can do harm, the earlier it stands; else in the order of the plan. */
export const byHarm = (operations: readonly Operation[]): readonly Operation[] =>
  operations.toSorted((one, other) => harmOf(one) - harmOf(other))

const harmOf = ({ action, refused }: Operation): number => (refused ? 0 : order.indexOf(action) + 1)

const order: readonly Action[] = [
  'delete',
  'archive',
  'start',
  'decide',
  'abandon',
  'update',
  'create',
]

const headings = ['', 'Resource', 'What changes', 'Source']

export type ChangesTable = (operations: readonly Operation[], limits: Limits) => string

/** Many rows are folded away behind numbers. */
export const changesTables = (plan: Plan, at: Page): ChangesTable => {
  const blocked = blockedIn(plan)
  const row = kept((each: Operation) => rowOf(each, blocked.get(each), at))
  return (operations, limits) => {
    const rows = table(headings, byHarm(operations), row, limits.rows)
    return operations.length <= glance
      ? rows
      : page([
          kindsTable(operations, limits),
          details(`One by one (${grouped(operations.length)})`, rows),
        ])
  }
}

const rowOf = (
  operation: Operation,
  culprit: Operation | undefined,
  at: Page,
): readonly string[] => [
  `${signOf(operation)} ${wordOf(operation)}`,
  nameOf(operation.address),
  whatChanges(operation, culprit),
  sourceLink(placeOf(operation), at),
]

/** Of the first edit, or of the whole. */
export const placeOf = ({ at, edits: [first], places }: Operation): Operation['at'] =>
  (first && places[first.pointer]) ?? at

const wordOf = ({ action, refused }: Operation): string =>
  isConflict(refused) ? `${action} in conflict` : refused ? `${action} refused` : action

const mostNamed = 3
const widestText = 160

const whatChanges = (operation: Operation, culprit: Operation | undefined): string => {
  const { action, cautions, edits, evidence, refused } = operation
  if (refused) return said(refusalText(refused, operation).short, widestText)
  if (culprit) return `not run: needs ${nameOf(culprit.address)}, which is refused`
  const [first] = cautions.map(cautionText)
  if (action === 'create') return first === undefined ? 'new' : `new, ${said(first, widestText)}`
  if (edits.length > 0) return briefs(operation)
  return said((evidence && evidenceText(evidence)) ?? first ?? 'its file retires it', widestText)
}

/** Whether its row leaves nothing to say. */
export const isToldByRow = ({
  action,
  after,
  cautions,
  edits,
  overwrites,
  part,
  refused,
}: Operation): boolean =>
  action !== 'create' &&
  refused === undefined &&
  overwrites === undefined &&
  part === undefined &&
  after.length + cautions.length === 0 &&
  edits.length <= mostNamed &&
  edits.every((edit) => isBrief(edit) && edit.label.length < widestName)

/** The first edits, and how many more there are. */
export const briefs = ({ edits, sensitive }: Pick<Operation, 'edits' | 'sensitive'>): string =>
  few(edits, mostNamed, (edit) => brief(edit, sensitive))

const widestEdit = 100

const brief = (edit: Edit, sensitive: Operation['sensitive']): string => {
  const { counts, label } = edit
  const text = counts
    ? `${label}: ${changesText(counts)} (${countText(counts)})`
    : briefly(shownEdit(edit, sensitive))
  return code(shortened(text, widestEdit))
}

const count = (number: number | undefined): string => (number === undefined ? '' : grouped(number))

/** How many of each kind are to be treated how. */
const kindsTable = (operations: readonly Operation[], limits: Limits): string => {
  const words = order.filter((action) => operations.some((each) => each.action === action))
  const counts = new Map<string, Map<Action, number>>()
  for (const { action, kind } of operations) {
    const row = counts.get(kind) ?? new Map<Action, number>()
    counts.set(kind, row.set(action, (row.get(action) ?? 0) + 1))
  }
  return table(
    ['Kind', ...words.map((action) => `${signs[action]} ${action}`)],
    [...counts],
    ([kind, row]) => [kind.replaceAll('_', ' '), ...words.map((action) => count(row.get(action)))],
    limits.rows,
  )
}
