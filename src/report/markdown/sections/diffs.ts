// The changes of each operation as diffs, in groups that fold.
import { isConflict, type Operation, type Plan } from '../../../model/index.ts'
import { hideSensitiveEdit, hideSensitiveMembers } from '../../../redaction/sensitive-values.ts'
import { blockedOperations } from '../../../summary/counts.ts'
import { codeBlock, shortCode } from '../../escape/markdown.ts'
import { overwrittenText } from '../../sentences/caution.ts'
import { deletionProofText } from '../../sentences/notice.ts'
import { refusalText } from '../../sentences/refusal.ts'
import { authorText, lastAuthorText } from '../../text/author.ts'
import { dependenciesText, groupCautions } from '../../text/operation.ts'
import { valueLines } from '../../values/block-values.ts'
import { editDiff } from '../../values/edits.ts'
import { formatNumber, truncateMiddle } from '../../values/text-style.ts'
import { joinBlocks, lazy, renderDetails, shortSentence } from '../elements/blocks.ts'
import { sourceLink } from '../elements/links.ts'
import type { SizeLimits } from '../elements/size-levels.ts'
import type { PageContext } from '../pages/context.ts'
import { firstEditPosition, isCoveredByRow, nameCode, sortByRisk } from './changes-table.ts'
import { conflictResolutionHint } from './resolution-hints.ts'

export interface OperationDiff {
  readonly operation: Operation
  /** The row of the table shows everything. */
  readonly isFullyInRow: boolean
  /** With a sign in the first column: GitHub colours by it. */
  readonly lines: () => readonly string[]
  /** The same with long values as a whole. */
  readonly wholeLines: () => readonly string[]
  /** Stands above the lines. */
  readonly heading: () => string
  /** The number of remarks in the heading, of which the first ones are shown. */
  readonly remarks: number
}

const isCreation = ({ action, refusal }: Operation): boolean =>
  action === 'create' && refusal === undefined

/** Made once for all sizes of a page, which cut the lines afterwards. */
export const operationDiffs = (plan: Plan, context: PageContext): readonly OperationDiff[] => {
  const blocked = blockedOperations(plan)
  const byId = new Map(plan.operations.map((each) => [each.id, each]))
  return sortByRisk(plan.operations).map((operation) => ({
    operation,
    isFullyInRow: !blocked.has(operation) && isCoveredByRow(operation),
    lines: lazy(() => diffLines(operation, false)),
    wholeLines: lazy(() => diffLines(operation, true)),
    remarks: remarks(operation, blocked.get(operation)).length,
    heading: lazy(() =>
      diffHeading(operation, blocked.get(operation), dependenciesText(operation, byId), context),
    ),
  }))
}

const diffLines = (operation: Operation, isWhole: boolean): readonly string[] => {
  const { action, edits, members, sensitive } = operation
  const { beneath } = groupCautions(operation)
  return action === 'create' && Object.keys(members).length > 0
    ? [
        ...valueLines(hideSensitiveMembers(members, sensitive), isWhole).map((line) => `+ ${line}`),
        ...[...beneath.values()].flat().map(cautionLine),
      ]
    : edits.flatMap((edit) => [
        ...editDiff(hideSensitiveEdit(edit, sensitive), isWhole),
        ...(beneath.get(edit) ?? []).map(cautionLine),
      ])
}

/** `#` has no colour of its own in a diff, and `!` means a refusal elsewhere. */
const cautionLine = (caution: string): string => `# ⚠ ${caution}`

interface DiffGroup {
  readonly title: string
  readonly diffs: readonly OperationDiff[]
  /** Shown without a click. */
  readonly isOpen: boolean
}

/** Up to this number, all lines are shown without a click. */
const maxOpenLines = 60

/** Groups that can do harm stand first and open. */
export const renderDiffGroups = (diffs: readonly OperationDiff[], limits: SizeLimits): string => {
  if (limits.diffs === 'none') return ''
  const lines = diffs.reduce((sum, each) => sum + limitedLines(each, limits).length, 0)
  return joinBlocks(
    groupDiffs(diffs)
      .filter(
        ({ diffs: [first] }) => limits.diffs === 'all' || (first && !isCreation(first.operation)),
      )
      .map(({ diffs: each, isOpen, title }) =>
        renderDetails(
          `${title} (${formatNumber(each.length)})`,
          joinBlocks(each.map((diff) => diffBlock(diff, limits))),
          isOpen || lines <= maxOpenLines,
        ),
      ),
  )
}

/** Whether its diff shows everything about the operation. */
export const isDiffShownInFull = (diff: OperationDiff, limits: SizeLimits): boolean => {
  const { operation } = diff
  if (diff.isFullyInRow || limits.diffs === 'none') return false
  if (limits.diffs === 'changes' && isCreation(operation)) return false
  const [lines, limited] = [diff.wholeLines(), limitedLines(diff, limits)]
  return (
    lines.length === limited.length &&
    lines.every((line, index) => line === limited[index]) &&
    (operation.overwrites?.length ?? 0) <= maxLabels &&
    diff.remarks <= maxRemarks
  )
}

const groupDiffs = (diffs: readonly OperationDiff[]): readonly DiffGroup[] => {
  const of = (
    title: string,
    isOpen: boolean,
    wanted: (operation: Operation) => boolean,
  ): DiffGroup => ({
    title,
    isOpen,
    diffs: diffs.filter(({ operation }) => wanted(operation)),
  })
  const isRunnable = ({ refusal }: Operation) => refusal === undefined
  return [
    of('🛑 Refused', true, ({ refusal }) => refusal !== undefined),
    of('➖ Delete', true, (each) => isRunnable(each) && each.action === 'delete'),
    of('➖ Archive', true, (each) => isRunnable(each) && each.action === 'archive'),
    of('▶️ Start, decide, abandon', true, (each) => isRunnable(each) && isTransition(each)),
    of('✏️ Update', false, (each) => isRunnable(each) && each.action === 'update'),
    of('➕ Create', false, isCreation),
  ].filter((group) => group.diffs.some(({ isFullyInRow }) => !isFullyInRow))
}

const isTransition = ({ action }: Operation): boolean =>
  action === 'start' || action === 'conclude' || action === 'decide' || action === 'abandon'

const diffBlock = (diff: OperationDiff, limits: SizeLimits): string => {
  const lines = limitedLines(diff, limits)
  return joinBlocks([diff.heading(), lines.length === 0 ? '' : codeBlock(lines.join('\n'), 'diff')])
}

const diffHeading = (
  operation: Operation,
  blocker: Operation | undefined,
  after: string | undefined,
  context: PageContext,
): string => {
  const { action, address, deletionProof, subResource, refusal } = operation
  const name = `**${nameCode(address)}**`
  const line = [
    refusal === undefined && !isTransition(operation) ? name : `${name} ${action}`,
    subResource === undefined ? '' : nameCode(subResource),
    sourceLink(firstEditPosition(operation), context),
    deletionProof === undefined
      ? ''
      : shortSentence(deletionProofText(deletionProof), maxTextLength),
    after === undefined ? '' : shortSentence(after, maxTextLength),
  ]
  return joinBlocks([
    line.filter((each) => each !== '').join(' · '),
    remarks(operation, blocker).slice(0, maxRemarks).join('<br>'),
  ])
}

/** Everything about the operation besides its values. */
const remarks = (operation: Operation, blocker: Operation | undefined): readonly string[] => {
  const { author, overwrites, refusal } = operation
  const labels = (overwrites ?? [])
    .slice(0, maxLabels)
    .map((each) => nameCode(overwrittenText(each)))
    .join(', ')
  const by = author === undefined ? '' : ` ${authorText(author, shortCode)}`
  const isDisputed = isConflict(refusal)
  const selected = refusal && refusalText(refusal, operation)
  return [
    ...(selected
      ? [
          `${isDisputed ? 'In conflict' : 'Refused'}: ${shortSentence(selected.short, maxTextLength)}`,
        ]
      : []),
    ...(refusal && author ? [`In Statsig: ${lastAuthorText(author, shortCode)}`] : []),
    ...(isDisputed ? [conflictResolutionHint(operation)] : []),
    ...(selected?.hint === undefined || isDisputed
      ? []
      : [shortSentence(selected.hint, maxTextLength)]),
    ...(overwrites && !refusal ? [`⚠️ Overwrites what was changed in Statsig: ${labels}${by}`] : []),
    ...(blocker
      ? [`Not run: needs ${nameCode(blocker.address)}, whose ${blocker.action} is refused.`]
      : []),
    ...groupCautions(operation).others.map(
      (caution) => `⚠️ ${shortSentence(caution, maxTextLength)}`,
    ),
  ]
}

const maxTextLength = 1000
const maxLabels = 20
const maxRemarks = 20

const limitedLines = (
  diff: OperationDiff,
  { creations, lines: maxLines, values, width }: SizeLimits,
): readonly string[] => {
  const { operation } = diff
  const lines = values === 'whole' ? diff.wholeLines() : diff.lines()
  const selected =
    creations === 'keys' && isCreation(operation)
      ? [
          `+ ${Object.keys(operation.members).join(', ')}`,
          ...lines.filter((line) => line.startsWith('#')),
        ]
      : lines
  const isCut = selected.length > maxLines + 1
  return [
    ...(isCut ? selected.slice(0, maxLines) : selected).map((line) =>
      line.length > width ? truncateMiddle(line, width) : line,
    ),
    ...(isCut ? [`  … ${selected.length - maxLines} more lines`] : []),
  ]
}
