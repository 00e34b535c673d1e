// What became of operations: a line for each while applying, and the whole at the end.
import type { Action, Leak, Operation, Outcome, Report } from '../../model.ts'
import { inWords, tallyOf } from '../../summary/counts.ts'
import { clean, guarded } from '../escape/terminal.ts'
import {
  failureText,
  leakEdits,
  noteText,
  skippedText,
  troubleText,
  waitingText,
} from '../sentences/outcome.ts'
import { editLines } from '../values/edits.ts'
import { type Ink, indented, inkOf, type Look } from '../values/text-style.ts'
import { signOf } from './operation.ts'

export const outcomeLine = (outcome: Outcome, look: Look): string =>
  guarded(lineOf(outcome, inkOf(look)))

const lineOf = (outcome: Outcome, ink: Ink): string => {
  const { operation, status } = outcome
  const { part } = operation
  const action = part === undefined ? operation.action : `${operation.action} of ${clean(part)}`
  const line = (sign: string, what: string) =>
    `${sign} ${ink.bold(clean(operation.address))}  ${what}`
  switch (status) {
    case 'done':
      return line(signOf(operation, ink), doneText(operation))
    case 'waiting':
      return line(' ', `${ink.cyan(`${action} waits:`)} ${clean(waitingText(outcome.reason))}`)
    case 'failed':
      return line(
        ink.red('!'),
        [
          `${ink.red(`${action} failed:`)} ${sentence(failureText(outcome.reason))}`,
          wroteWords[outcome.wrote],
          ...(outcome.moved ? ['Its state in Statsig has changed since the plan.'] : []),
        ].join(' '),
      )
    case 'skipped':
      return line(' ', ink.dim(`${action} skipped: ${clean(skippedText(outcome))}`))
  }
}

const doneWords: Readonly<Record<Action, string>> = {
  create: 'created',
  update: 'updated',
  start: 'started',
  decide: 'decided',
  abandon: 'abandoned',
  archive: 'archived',
  delete: 'deleted',
}

export const doneText = ({ action, part }: Operation): string =>
  part === undefined ? doneWords[action] : `${clean(part)} ${doneWords[action]}`

export const wroteWords = {
  no: 'Nothing was written.',
  yes: 'Something was written.',
  unknown: 'It may or may not have been written.',
} as const

const sentence = (text: string): string => `${clean(text).replace(/[.\s]+$/, '')}.`

/** What did not go as planned, what a person should know, and the count. */
export const reportText = (report: Report, look: Look): string => {
  const ink = inkOf(look)
  const notes = report.outcomes.flatMap((outcome) =>
    outcome.status === 'done'
      ? outcome.notes.map(
          (note) =>
            `  ${ink.bold(clean(outcome.operation.address))}  note: ${clean(noteText(note))}`,
        )
      : [],
  )
  const lines = [
    ...notes,
    ...(['waiting', 'skipped', 'failed'] as const).flatMap((status) =>
      report.outcomes
        .filter((outcome) => outcome.status === status)
        .map((outcome) => lineOf(outcome, ink)),
    ),
    ...report.leaks.flatMap((leak) => leakLines(leak, report, look, ink)),
    ...(report.unverified === undefined
      ? []
      : [
          `${ink.red('not looked at again:')} ${sentence(troubleText(report.unverified))} What was written may differ.`,
        ]),
  ]
  const counts = tallyOf(report.outcomes)
  const words = inWords([
    [counts.done, 'done'],
    [counts.failed, 'failed'],
    [counts.skipped, 'skipped'],
    [counts.waiting, 'waiting'],
    [report.leaks.length, 'did not converge'],
  ])
  return guarded(
    [
      ...lines,
      ...(lines.length > 0 ? [''] : []),
      `${ink.bold('Applied:')} ${words === '' ? 'nothing to do' : words}.`,
    ].join('\n'),
  )
}

const leakLines = (leak: Leak, report: Report, look: Look, ink: Ink): readonly string[] => [
  `${ink.red('did not converge:')} ${ink.bold(clean(leak.address))}  ${ink.dim('(in Statsig → as written)')}`,
  ...indented(2, editLines(leakEdits(leak), sensitiveOf(leak.address, report), look)),
]

/** Leaks are about operations that were done; what those hide stays hidden. */
export const sensitiveOf = (address: Leak['address'], { outcomes }: Report) => [
  ...new Set(
    outcomes.flatMap(({ operation }) => (operation.address === address ? operation.sensitive : [])),
  ),
]
