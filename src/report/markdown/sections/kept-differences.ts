// What a plan leaves alone, and what a person can do about it.
import type { KeptDifference, Plan, UnmanagedItem } from '../../../model.ts'
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
import { keptHeadings, keptRows, restrictiveLegend } from './kept-rows.ts'
import { resolutionHints } from './resolution-hints.ts'

/** Empty where nothing is left alone. */
export const keptBlocks = (plan: Plan, context: PageContext, limits: SizeLimits): string => {
  const { changed, alreadyDifferent, others, notYetManaged } = groupKept(plan)
  const maxRows = limits.otherRows
  const rows = (list: readonly KeptDifference[]) =>
    renderTable(keptHeadings, list.flatMap(keptRows), (row) => row, maxRows)
  const parts = [
    titledBlock(`Changed in Statsig, left as it is (${formatNumber(changed.length)})`, [
      rows(changed),
    ]),
    titledBlock(
      `Different at first contact, left as it is (${formatNumber(notYetManaged.length)})`,
      [rows(notYetManaged)],
    ),
    titledBlock(`Left as it is (${formatNumber(others.length)})`, [
      renderBullets(others, (each) => keptReasonText(each, context, limits), maxRows),
    ]),
    renderDetails(
      `Already different before this, left as it is (${formatNumber(alreadyDifferent.length)})`,
      rows(alreadyDifferent),
    ),
    renderDetails(
      `No longer managed, stays as it is in Statsig (${formatNumber(plan.unmanaged.length)})`,
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
