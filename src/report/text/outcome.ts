// The outcomes of operations: one line for each while an apply runs, and the summary at the end.
import type { Action, NonConverged, Operation, Outcome, Report } from '../../model/index.ts'
import { sensitivePointersAt } from '../../redaction/sensitive-values.ts'
import { outcomeCounts } from '../../summary/counts.ts'
import { escapeText, neutralizeCommands } from '../escape/terminal.ts'
import {
  failureText,
  nonConvergedEdits,
  noteText,
  operationErrorText,
  pendingReviewText,
  skippedText,
} from '../sentences/outcome.ts'
import { editLines } from '../values/edits.ts'
import {
  colorsOf,
  indentLines,
  joinCounts,
  type TextColors,
  type TextStyle,
} from '../values/text-style.ts'
import { operationSign } from './operation.ts'

/** Why an operation is not done is in the report at the end, once. */
export const outcomeLine = (outcome: Outcome, style: TextStyle): string => {
  const { operation, status } = outcome
  const colors = colorsOf(style)
  const what = (end: string) => `${colors.bold(escapeText(operation.address))}  ${end}`
  const action = actionText(operation)
  switch (status) {
    case 'done':
      return neutralizeCommands(outcomeText(outcome, colors))
    case 'pending-review':
      return neutralizeCommands(`  ${what(colors.cyan(`${action} pending`))}`)
    case 'failed':
      return neutralizeCommands(`${colors.red('x')} ${what(colors.red(`${action} failed`))}`)
    case 'skipped':
      return neutralizeCommands(`  ${what(colors.dim(`${action} skipped`))}`)
  }
}

const actionText = ({ action, subResource }: Operation): string =>
  subResource === undefined ? action : `${action} of ${escapeText(subResource)}`

const outcomeText = (outcome: Outcome, colors: TextColors): string => {
  const { operation, status } = outcome
  const action = actionText(operation)
  const line = (sign: string, what: string) =>
    `${sign} ${colors.bold(escapeText(operation.address))}  ${what}`
  switch (status) {
    case 'done':
      return line(operationSign(operation, colors), doneText(operation))
    case 'pending-review':
      return line(
        ' ',
        `${colors.cyan(`${action} pending:`)} ${escapeText(pendingReviewText(outcome.reason))}`,
      )
    case 'failed':
      return line(
        colors.red('x'),
        [
          `${colors.red(`${action} failed:`)} ${toSentence(failureText(outcome.reason))}`,
          wroteText[outcome.wrote],
          ...(outcome.isStale ? ['Its state in Statsig has changed since the plan.'] : []),
        ].join(' '),
      )
    case 'skipped':
      return line(' ', colors.dim(`${action} skipped: ${escapeText(skippedText(outcome))}`))
  }
}

const pastTense: Readonly<Record<Action, string>> = {
  create: 'created',
  update: 'updated',
  start: 'started',
  conclude: 'concluded',
  decide: 'decided',
  abandon: 'abandoned',
  archive: 'archived',
  delete: 'deleted',
}

export const doneText = ({ action, subResource }: Operation): string =>
  subResource === undefined ? pastTense[action] : `${escapeText(subResource)} ${pastTense[action]}`

export const wroteText = {
  no: 'Nothing was written.',
  yes: 'A part of it was written.',
  unknown: 'It may or may not have been written.',
} as const

const toSentence = (text: string): string => `${escapeText(text).replace(/[.\s]+$/, '')}.`

/** Notes, then outcomes other than `done`, then the counts. */
export const reportText = (report: Report, style: TextStyle): string => {
  const colors = colorsOf(style)
  const notes = report.outcomes.flatMap((outcome) =>
    outcome.status === 'done'
      ? outcome.notes.map(
          (note) =>
            `  ${colors.bold(escapeText(outcome.operation.address))}  note: ${escapeText(noteText(note))}`,
        )
      : [],
  )
  const lines = [
    ...notes,
    ...(
      ['pending-review', 'skipped', 'failed'] as const satisfies readonly Outcome['status'][]
    ).flatMap((status) =>
      report.outcomes
        .filter((outcome) => outcome.status === status)
        .map((outcome) => outcomeText(outcome, colors)),
    ),
    ...report.nonConverged.flatMap((nonConverged) =>
      nonConvergedLines(nonConverged, report, style, colors),
    ),
    ...(report.verificationError === undefined
      ? []
      : [
          `${colors.red('unverified:')} ${toSentence(operationErrorText(report.verificationError))} The values in Statsig may differ from the values that were written.`,
        ]),
  ]
  const counts = outcomeCounts(report.outcomes)
  const summary = joinCounts([
    [counts.done, 'done'],
    [counts.failed, 'failed'],
    [counts.skipped, 'skipped'],
    [counts['pending-review'], 'waiting for review'],
    [report.nonConverged.length, 'different after the apply'],
  ])
  return neutralizeCommands(
    [
      ...lines,
      ...(lines.length > 0 ? [''] : []),
      `${colors.bold('Applied:')} ${summary === '' ? 'nothing to do' : summary}.`,
    ].join('\n'),
  )
}

const nonConvergedLines = (
  nonConverged: NonConverged,
  report: Report,
  style: TextStyle,
  colors: TextColors,
): readonly string[] => [
  `${colors.red('differs after the apply:')} ${colors.bold(escapeText(nonConverged.address))}  ${colors.dim('(in Statsig → in the file)')}`,
  ...indentLines(
    2,
    editLines(
      nonConvergedEdits(nonConverged),
      sensitivePointersAt(nonConverged.address, report),
      style,
    ),
  ),
]
