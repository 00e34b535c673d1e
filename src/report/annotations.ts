// Faults where people look at them: on the lines of the files that a pull request changes.
import type { Diagnostic, Severity } from '../core/diagnostic.ts'
import { escapeText } from './escape/terminal.ts'
import { truncateMiddle } from './values/text-style.ts'

export interface DiagnosticAnnotation {
  readonly level: 'error' | 'warning' | 'notice'
  /** From the root of the repository. */
  readonly file?: string
  readonly line?: number
  readonly column?: number
  readonly title: string
  readonly message: string
}

/** GitHub takes ten of a level from a step, and the last one says how many more there are. */
const maxPerLevel = 9
/** GitHub cuts at 4,096 characters. */
const maxMessageLength = 2000

/** `root`: the folder of the definitions within the repository, empty or with `/` at its end. */
export const annotationsOf = (
  diagnostics: readonly Diagnostic[],
  root: string,
): readonly DiagnosticAnnotation[] =>
  (['error', 'warning', 'note'] as const).flatMap((severity) => {
    const found = diagnostics.filter((each) => each.severity === severity)
    return [
      ...found.slice(0, maxPerLevel).map((each) => toAnnotation(each, root)),
      ...(found.length > maxPerLevel
        ? [remainderAnnotation(severity, found.length - maxPerLevel)]
        : []),
    ]
  })

const toAnnotation = (
  { at, code, hint, message, severity }: Diagnostic,
  root: string,
): DiagnosticAnnotation => ({
  level: levelOf(severity),
  ...(at && { file: `${root}${at.file}`, line: at.line, column: at.column }),
  title: code,
  message: [message, ...(hint === undefined ? [] : [`hint: ${hint}`])]
    .map((line) => truncateMiddle(escapeText(line), maxMessageLength))
    .join('\n'),
})

const remainderAnnotation = (severity: Severity, count: number): DiagnosticAnnotation => ({
  level: levelOf(severity),
  title: `${count} more`,
  message: `${count} more ${severity}${count === 1 ? '' : 's'}: the log of this step has all of them.`,
})

const levelOf = (severity: Severity): DiagnosticAnnotation['level'] => {
  switch (severity) {
    case 'error':
    case 'warning':
      return severity
    case 'note':
      return 'notice'
  }
}
