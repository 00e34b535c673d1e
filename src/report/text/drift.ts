// What was changed in Statsig and not in git, for terminals.

import type { KeptDifference } from '../../model.ts'
import type { Drift } from '../../summary/drift.ts'
import { escapeText, neutralizeCommands } from '../escape/terminal.ts'
import { noticeText } from '../sentences/notice.ts'
import { colorsOf, indentLines, pluralize, type TextStyle } from '../values/text-style.ts'
import { keptBlock } from './kept-differences.ts'
import { operationBlock } from './operation.ts'

export const driftText = (drift: Drift, style: TextStyle, source: string): string => {
  const colors = colorsOf(style)
  const { conflicts, kept, notices } = drift
  const changed = kept.filter(({ cause }) => cause !== 'not-yet-managed')
  const notYetManaged = kept.filter(({ cause }) => cause === 'not-yet-managed')
  const keptLines = (list: readonly KeptDifference[]) =>
    list.flatMap((each) => ['', ...indentLines(2, keptBlock(each, style))])
  const context = { byId: new Map(), blocker: undefined }
  const parts = [
    [colors.dim(escapeText(source))],
    notices.map((each) => colors.yellow(`! ${escapeText(noticeText(each))}`)),
    changed.length === 0
      ? []
      : ['Changed in Statsig (in git → in Statsig):', ...keptLines(changed)],
    conflicts.length === 0
      ? []
      : [
          'Changed in the files and in Statsig (in Statsig → in git):',
          ...conflicts.flatMap((each) => [
            '',
            ...indentLines(2, operationBlock(each, context, style)),
          ]),
        ],
    notYetManaged.length === 0
      ? []
      : [
          'Different, and never applied from here (in Statsig → in git):',
          ...keptLines(notYetManaged),
        ],
    [driftSummary(drift)],
  ]
  return neutralizeCommands(
    parts
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n'),
  )
}

/** With what can be done about it. */
export const driftSummary = (drift: Drift): string =>
  drift.kept.length + drift.conflicts.length === 0
    ? driftCountsText(drift)
    : `${driftCountsText(drift)} \`drift --adopt\` writes what Statsig has into the files.`

export const driftCountsText = ({ conflicts, kept, comparedCount }: Drift): string => {
  if (kept.length + conflicts.length === 0)
    return comparedCount === 0
      ? 'There are no definitions here: nothing was compared.'
      : `No drift: ${pluralize(comparedCount, 'resource')} as in git.`
  const notYetManaged = kept.filter(({ cause }) => cause === 'not-yet-managed').length
  const words = [
    [kept.length - notYetManaged, 'changed in Statsig'],
    [conflicts.length, 'in conflict'],
    [notYetManaged, 'different at first contact'],
  ] as const
  const labels = words.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`)
  return `Drift: ${labels.join(', ')}, of ${pluralize(comparedCount, 'resource')}.`
}
