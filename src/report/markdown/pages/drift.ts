// Drift for a page: whatever others wrote can neither format it nor mention anybody.

import { code, prose } from '../../escape/markdown.ts'
import { noticeText } from '../../sentences/notice.ts'
import { type Drift, ending } from '../../text/drift.ts'
import { page, table } from '../elements/blocks.ts'
import { conflictRows, heldHeadings, heldRows } from '../sections/kept-rows.ts'

export const driftMarkdown = (drift: Drift, source: string): string => {
  const { conflicts, held, notices } = drift
  const known = held.filter(({ because }) => because !== 'first-contact')
  const strange = held.filter(({ because }) => because === 'first-contact')
  return page([
    '## Drift',
    code(source),
    ...notices.map((each) => `> ${code(noticeText(each))}`),
    ...section('Changed in Statsig', known.flatMap(heldRows)),
    ...section('In conflict', conflicts.flatMap(conflictRows)),
    ...section('First contact', strange.flatMap(heldRows)),
    prose(ending(drift)),
  ])
}

const section = (heading: string, rows: readonly (readonly string[])[]): readonly string[] =>
  rows.length === 0 ? [] : [`### ${heading}`, table(heldHeadings, rows, (row) => row, rows.length)]
