// What was changed in Statsig and not in git, for terminals.

import type { KeptDifference } from '../../model/index.ts'
import type { Drift } from '../../summary/drift.ts'
import { escapeText } from '../escape/terminal.ts'
import { colorsOf, indentLines, pluralize, type TextStyle } from '../values/text-style.ts'
import { wrapProse } from '../values/wrap.ts'
import { arrowLegend, keptBlock } from './kept-differences.ts'
import { operationBlock } from './operation.ts'
import { joinStyledParts } from './parts.ts'
import { noticeLines } from './plan.ts'

export const driftText = (drift: Drift, style: TextStyle, source: string): string => {
  const colors = colorsOf(style)
  const { conflicts, kept, notices } = drift
  const changed = kept.filter(({ cause }) => cause !== 'not-yet-managed')
  const notYetManaged = kept.filter(({ cause }) => cause === 'not-yet-managed')
  const keptLines = (list: readonly KeptDifference[]) =>
    list.flatMap((each) => ['', ...indentLines(2, keptBlock(each, style))])
  const context = { byId: new Map(), blocker: undefined }
  return joinStyledParts([
    wrapProse(escapeText(source), style.width).map(colors.dim),
    noticeLines(notices, style),
    section(`Changed in Statsig ${arrowLegend}:`, keptLines(changed)),
    section(
      `In conflict, changed in the files and in Statsig ${arrowLegend}:`,
      conflicts.flatMap((each) => [
        '',
        ...indentLines(2, operationBlock(each, context, { ...style, width: style.width - 2 })),
      ]),
    ),
    section(`Not yet managed ${arrowLegend}:`, keptLines(notYetManaged)),
    wrapProse(driftSummary(drift), style.width),
  ])
}

const section = (heading: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [heading, ...lines]

/** The counts, and how to resolve the drift. */
export const driftSummary = (drift: Drift): string =>
  drift.kept.every(({ cause }) => cause === 'resalted') && drift.conflicts.length === 0
    ? driftCountsText(drift)
    : `${driftCountsText(drift)} \`drift --adopt\` writes the values of Statsig into the files.`

export const driftCountsText = ({ conflicts, kept, comparedCount }: Drift): string => {
  if (kept.length + conflicts.length === 0)
    return comparedCount === 0
      ? 'There are no definitions here: nothing was compared.'
      : `No drift: ${pluralize(comparedCount, 'resource')} compared.`
  const notYetManaged = kept.filter(({ cause }) => cause === 'not-yet-managed').length
  const resalted = kept.filter(({ cause }) => cause === 'resalted').length
  const words = [
    [kept.length - notYetManaged - resalted, 'changed in Statsig'],
    [resalted, 'with another salt'],
    [conflicts.length, 'in conflict'],
    [notYetManaged, 'not yet managed'],
  ] as const
  const labels = words.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`)
  return `Drift: ${labels.join(', ')}, of ${pluralize(comparedCount, 'resource')}.`
}
