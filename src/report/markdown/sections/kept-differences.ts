// What a plan does not change, and how a person can resolve it.
import type { KeptDifference, Plan, UnmanagedItem } from '../../../model/index.ts'
import { hideSensitive } from '../../../redaction/sensitive-values.ts'
import { inlineCode } from '../../escape/markdown.ts'
import { keptText } from '../../sentences/kept.ts'
import { groupKept } from '../../text/kept-differences.ts'
import { inlineValue } from '../../values/inline-values.ts'
import { formatNumber, truncateMiddle } from '../../values/text-style.ts'
import {
  joinBlocks,
  renderBullets,
  renderDetails,
  renderTable,
  shortSentence,
} from '../elements/blocks.ts'
import { sourceLink } from '../elements/links.ts'
import type { SizeLimits } from '../elements/size-levels.ts'
import type { PageContext } from '../pages/context.ts'
import { nameCode } from './changes-table.ts'
import { keptHeadings, keptRows, longTextDiffs, restrictiveLegend } from './kept-rows.ts'
import { resolutionHints } from './resolution-hints.ts'

/** Empty where the plan changes every difference. */
export const keptBlocks = (plan: Plan, context: PageContext, limits: SizeLimits): string => {
  const { ahead, alreadyDifferent, changed, notPruned, notYetManaged } = groupKept(plan)
  const maxRows = limits.otherRows
  const rows = (list: readonly KeptDifference[]) =>
    joinBlocks([
      renderTable(keptHeadings, list.flatMap(keptRows), (row) => row, maxRows),
      limits.diffs === 'none' ? '' : longTextDiffs(list),
    ])
  const reasons = (list: readonly KeptDifference[]) =>
    renderBullets(list, (each) => keptReasonText(each, context, limits), maxRows)
  const parts = [
    titledBlock(
      `Drift beside a change of the file, not changed (${formatNumber(changed.length)})`,
      [rows(changed)],
    ),
    titledBlock(`Not yet managed, not changed (${formatNumber(notYetManaged.length)})`, [
      rows(notYetManaged),
    ]),
    titledBlock(`Not changed, Statsig is ahead (${formatNumber(ahead.length)})`, [reasons(ahead)]),
    titledBlock(`Not defined any more, not changed (${formatNumber(notPruned.length)})`, [
      reasons(notPruned),
    ]),
    renderDetails(
      `Existing drift, not changed (${formatNumber(alreadyDifferent.length)})`,
      rows(alreadyDifferent),
    ),
    renderDetails(
      `No longer managed, stays in Statsig (${formatNumber(plan.unmanaged.length)})`,
      renderBullets(plan.unmanaged, unmanagedText, maxRows),
    ),
  ].filter((part) => part !== '')
  return parts.length === 0
    ? ''
    : joinBlocks([...parts, restrictiveLegend(plan.kept), resolutionHints(plan.kept)])
}

const titledBlock = (title: string, parts: readonly string[]): string => {
  const inside = joinBlocks(parts)
  return inside === '' ? '' : joinBlocks([`### ${title}`, inside])
}

const keptReasonText = (
  { address, at: position, reason }: KeptDifference,
  context: PageContext,
  limits: SizeLimits,
): string =>
  [nameCode(address), shortSentence(keptText(reason), limits.text), sourceLink(position, context)]
    .filter((each) => each !== '')
    .join(' · ')

const maxLength = 60

const unmanagedText = ({
  address,
  label,
  live,
  pattern = '',
  sensitive,
}: UnmanagedItem): string => {
  if (label === undefined) return nameCode(address)
  const value = hideSensitive(live, pattern, sensitive)
  const valueText =
    value === undefined
      ? 'empty'
      : `at ${inlineCode(truncateMiddle(inlineValue(value), maxLength))}`
  return `${nameCode(address)} ${inlineCode(truncateMiddle(label, maxLength))} stays ${valueText}`
}
