// The table of operations, a row for each.
import type { Edit } from '../../../fields/difference.ts'
import { kindText } from '../../../kinds/kind-name.ts'
import {
  type Action,
  effectTypes,
  isConflict,
  type Operation,
  type Plan,
} from '../../../model/index.ts'
import { hideSensitiveEdit } from '../../../redaction/sensitive-values.ts'
import { blockedOperations } from '../../../summary/counts.ts'
import { inlineCode } from '../../escape/markdown.ts'
import { cautionText } from '../../sentences/caution.ts'
import { deletionProofText } from '../../sentences/notice.ts'
import { refusalText } from '../../sentences/refusal.ts'
import { isShortEdit, shortEditText } from '../../text/kept-differences.ts'
import { countChangesText, countText } from '../../values/edits.ts'
import { formatNumber, truncateMiddle } from '../../values/text-style.ts'
import {
  joinBlocks,
  joinFirst,
  memoizeByKey,
  renderDetails,
  renderTable,
  shortSentence,
} from '../elements/blocks.ts'
import { sourceLink } from '../elements/links.ts'
import type { SizeLimits } from '../elements/size-levels.ts'
import type { PageContext } from '../pages/context.ts'

/** Up to this number, all rows are shown without a click. */
const maxUnfoldedRows = 25
const maxNameLength = 80

export const nameCode = (address: string): string =>
  inlineCode(truncateMiddle(address, maxNameLength))

const actionIcon = ({ action, refusal }: Operation): string =>
  refusal ? '🛑' : actionIcons[action]

const actionIcons: Readonly<Record<Action, string>> = {
  create: '➕',
  update: '✏️',
  start: '▶️',
  conclude: '⏹️',
  decide: '🏁',
  abandon: '⏹️',
  archive: '➖',
  delete: '➖',
}

/**
 * Operations that can do more harm come first: by the action, the worst effect and the share of users that it can touch.
 * Otherwise the order of the plan holds.
 */
export const sortByRisk = (operations: readonly Operation[]): readonly Operation[] =>
  operations.toSorted(
    (one, other) =>
      riskRank(one) - riskRank(other) ||
      effectRank(one) - effectRank(other) ||
      worstShare(other) - worstShare(one),
  )

/** Effects are sorted from the worst to the least. What is refused has none. */
const effectRank = ({ effects: [worst], refusal }: Operation): number =>
  worst === undefined || refusal ? 0 : effectTypes.indexOf(worst.type)

const worstShare = ({ effects: [worst], refusal }: Operation): number =>
  worst === undefined || refusal ? 100 : worst.share

const riskRank = ({ action, refusal }: Operation): number =>
  refusal ? 0 : actionOrder.indexOf(action) + 1

const actionOrder: readonly Action[] = [
  'delete',
  'archive',
  'start',
  'conclude',
  'decide',
  'abandon',
  'update',
  'create',
]

const headings = ['', 'Resource', 'What changes', 'Source']

export type RenderChangesTable = (operations: readonly Operation[], limits: SizeLimits) => string

/** Many rows fold behind counts. */
export const createChangesTable = (plan: Plan, at: PageContext): RenderChangesTable => {
  const blocked = blockedOperations(plan)
  const row = memoizeByKey((each: Operation) => changeRow(each, blocked.get(each), at))
  return (operations, limits) => {
    const rows = renderTable(headings, sortByRisk(operations), row, limits.rows)
    return operations.length <= maxUnfoldedRows
      ? rows
      : joinBlocks([
          countsByKindTable(operations, limits),
          renderDetails(`All operations (${formatNumber(operations.length)})`, rows),
        ])
  }
}

const changeRow = (
  operation: Operation,
  blocker: Operation | undefined,
  at: PageContext,
): readonly string[] => [
  `${actionIcon(operation)} ${actionText(operation)}`,
  nameCode(operation.address),
  changeSummary(operation, blocker),
  sourceLink(firstEditPosition(operation), at),
]

/** The position of the first edit, else of the definition. */
export const firstEditPosition = ({
  at,
  edits: [first],
  editPositions,
}: Operation): Operation['at'] => (first && editPositions[first.pointer]) ?? at

const actionText = ({ action, refusal }: Operation): string =>
  isConflict(refusal) ? `${action} in conflict` : refusal ? `${action} refused` : action

const maxNamed = 3
const maxTextLength = 160

const changeSummary = (operation: Operation, blocker: Operation | undefined): string => {
  const { action, cautions, edits, deletionProof, refusal } = operation
  if (refusal) {
    const { short, summary = short } = refusalText(refusal, operation)
    return shortSentence(summary, maxTextLength)
  }
  if (blocker) return `not run: needs ${nameCode(blocker.address)}, which is refused`
  const [first] = cautions.map(cautionText)
  if (action === 'create')
    return first === undefined ? 'new' : `new, ${shortSentence(first, maxTextLength)}`
  if (edits.length > 0) return editsSummary(operation)
  return shortSentence(
    (deletionProof && deletionProofText(deletionProof)) ?? first ?? 'retired in its file',
    maxTextLength,
  )
}

/** Whether the row shows everything about the operation. */
export const isCoveredByRow = ({
  action,
  dependsOn,
  cautions,
  edits,
  overwrites,
  sensitive,
  subResource,
  refusal,
}: Operation): boolean =>
  action !== 'create' &&
  refusal === undefined &&
  overwrites === undefined &&
  subResource === undefined &&
  dependsOn.length + cautions.length === 0 &&
  edits.length <= maxNamed &&
  edits.every(
    (edit) =>
      isShortEdit(edit) &&
      edit.label.length < maxNameLength &&
      editText(edit, sensitive).length <= maxEditLength,
  )

/** The first edits, and how many more there are. */
export const editsSummary = ({
  edits,
  sensitive,
}: Pick<Operation, 'edits' | 'sensitive'>): string =>
  joinFirst(edits, maxNamed, (edit) => editSummary(edit, sensitive))

const maxEditLength = 100

const editSummary = (edit: Edit, sensitive: Operation['sensitive']): string =>
  inlineCode(truncateMiddle(editText(edit, sensitive), maxEditLength))

const editText = (edit: Edit, sensitive: Operation['sensitive']): string => {
  const { counts, label } = edit
  return counts
    ? `${label}: ${countChangesText(counts)} (${countText(counts)})`
    : shortEditText(hideSensitiveEdit(edit, sensitive))
}

const optionalCount = (number: number | undefined): string =>
  number === undefined ? '' : formatNumber(number)

/** The number of operations by kind and action. */
const countsByKindTable = (operations: readonly Operation[], limits: SizeLimits): string => {
  const words = actionOrder.filter((action) => operations.some((each) => each.action === action))
  const counts = new Map<string, Map<Action, number>>()
  for (const { action, kind } of operations) {
    const row = counts.get(kind) ?? new Map<Action, number>()
    counts.set(kind, row.set(action, (row.get(action) ?? 0) + 1))
  }
  return renderTable(
    ['Kind', ...words.map((action) => `${actionIcons[action]} ${action}`)],
    [...counts],
    ([kind, row]) => [kindText(kind), ...words.map((action) => optionalCount(row.get(action)))],
    limits.rows,
  )
}
