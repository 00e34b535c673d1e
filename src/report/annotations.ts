// Faults where people look at them: on the lines of the files that a pull request changes.
import type { Diagnostic, Severity } from '../diagnostic.ts'
import { clean } from './escape/terminal.ts'
import { shortened } from './values/text-style.ts'

export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice'
  /** From the root of the repository. */
  readonly file?: string
  readonly line?: number
  readonly column?: number
  readonly title: string
  readonly message: string
}

/** GitHub takes ten of a level from a step, and the last one says how many more there are. */
const most = 9
/** GitHub cuts at 4,096 characters. */
const longest = 2000

/** `root`: the folder of the definitions within the repository, empty or with `/` at its end. */
export const annotationsOf = (
  diagnostics: readonly Diagnostic[],
  root: string,
): readonly Annotation[] =>
  (['error', 'warning', 'note'] as const).flatMap((severity) => {
    const found = diagnostics.filter((each) => each.severity === severity)
    return [
      ...found.slice(0, most).map((each) => annotation(each, root)),
      ...(found.length > most ? [more(severity, found.length - most)] : []),
    ]
  })

const annotation = (
  { at, code, hint, message, severity }: Diagnostic,
  root: string,
): Annotation => ({
  level: levelOf(severity),
  ...(at && { file: `${root}${at.file}`, line: at.line, column: at.column }),
  title: code,
  message: [message, ...(hint === undefined ? [] : [`hint: ${hint}`])]
    .map((line) => shortened(clean(line), longest))
    .join('\n'),
})

const more = (severity: Severity, count: number): Annotation => ({
  level: levelOf(severity),
  title: `${count} more`,
  message: `${count} more ${severity}${count === 1 ? '' : 's'}: the log of this step has all of them.`,
})

const levelOf = (severity: Severity): Annotation['level'] => {
  switch (severity) {
    case 'error':
    case 'warning':
      return severity
    case 'note':
      return 'notice'
  }
}
