// Drift as a page. Texts of other people cannot format it or mention a user.

import type { Drift } from '../../../summary/drift.ts'
import { escapeProse, inlineCode } from '../../escape/markdown.ts'
import { noticeText } from '../../sentences/notice.ts'
import { driftSummary } from '../../text/drift.ts'
import { joinBlocks, renderTable } from '../elements/blocks.ts'
import { conflictRows, keptHeadings, keptRows, longTextDiffs } from '../sections/kept-rows.ts'

export const driftMarkdown = (drift: Drift, source: string): string => {
  const { conflicts, kept, notices } = drift
  const changed = kept.filter(({ cause }) => cause !== 'not-yet-managed')
  const notYetManaged = kept.filter(({ cause }) => cause === 'not-yet-managed')
  return joinBlocks([
    '## Drift',
    inlineCode(source),
    ...notices.map((each) => `> note: ${inlineCode(noticeText(each))}`),
    ...sectionBlocks('Changed in Statsig', changed.flatMap(keptRows), longTextDiffs(changed)),
    ...sectionBlocks('In conflict', conflicts.flatMap(conflictRows)),
    ...sectionBlocks(
      'Not yet managed',
      notYetManaged.flatMap(keptRows),
      longTextDiffs(notYetManaged),
    ),
    escapeProse(driftSummary(drift)),
  ])
}

const sectionBlocks = (
  heading: string,
  rows: readonly (readonly string[])[],
  diffs = '',
): readonly string[] =>
  rows.length === 0
    ? []
    : [`### ${heading}`, renderTable(keptHeadings, rows, (row) => row, rows.length), diffs]
