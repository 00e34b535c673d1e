// What we tell people about their files: a code to look up, the place, what is wrong, and what to do about it.

/** Lines and columns count from 1, columns in UTF-16 code units. */
export interface Position {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** Every code with the sentence that `test/diagnostics/<code>/` shows an example of. */
export const diagnosticCodes = {
  'unreadable-file':
    'The file cannot be read as a definition: empty, not UTF-8, too large, a link.',
  'unusable-list': 'The file with a list, which a definition names, cannot be used.',
  'repeated-line': 'A line stands twice in the file with a list.',
  'yaml-syntax': 'The file is not valid YAML.',
  'yaml-feature': 'The file uses a part of YAML that definitions do not allow.',
  'unknown-kind': 'The document does not say which kind of resource it describes.',
  'unknown-field': 'The kind has no such field.',
  'empty-value': 'A key has nothing after it.',
  'invalid-value': 'The value does not fit the field.',
  'plain-secret': 'A secret stands in the file, or something else than the name of a variable.',
  'missing-field': 'A field that the kind needs is absent.',
  'missing-id': 'The definition does not say which resource it is.',
  'duplicate-address': 'Two documents describe the same resource.',
  'duplicate-name': 'Two items of one list bear the same name.',
  'unmet-requirement': 'Statsig needs more, or less, than the definition gives.',
  'unknown-reference':
    'The definition refers to something that neither the files nor Statsig have.',
  'ambiguous-reference': 'The definition refers to a name that more than one resource bears.',
  'reference-cycle': 'Resources that refer to each other in a ring cannot be created in any order.',
  'unusual-operator': 'The operator is not one that Statsig documents for this condition.',
  'ignored-field': 'The key is made by Statsig and is not read from files.',
  'unseen-value': 'Statsig does not show whether it holds what the file says.',
  'rejected-by-statsig': 'Statsig was asked with a dry run, and would not take the definition.',
  'needs-warehouse':
    'The definition needs a warehouse native project, and the key is of a cloud project.',
  'invalid-settings': 'The settings in `statsig.yaml` cannot be used.',
} as const
export type DiagnosticCode = keyof typeof diagnosticCodes

export type Severity = 'error' | 'warning' | 'note'

export interface Diagnostic {
  readonly code: DiagnosticCode
  readonly severity: Severity
  /** A full sentence. Names things in backquotes as the author wrote them. */
  readonly message: string
  readonly hint?: string
  readonly at?: Position
}

interface DiagnosticPlace {
  readonly at?: Position | undefined
  readonly hint?: string | undefined
}

const createDiagnostic = (
  severity: Severity,
  code: DiagnosticCode,
  message: string,
  { at, hint }: DiagnosticPlace = {},
): Diagnostic => ({
  code,
  severity,
  message,
  ...(hint !== undefined && { hint }),
  ...(at !== undefined && { at }),
})

export const error = (code: DiagnosticCode, message: string, place?: DiagnosticPlace): Diagnostic =>
  createDiagnostic('error', code, message, place)

export const warning = (
  code: DiagnosticCode,
  message: string,
  place?: DiagnosticPlace,
): Diagnostic => createDiagnostic('warning', code, message, place)

export const note = (code: DiagnosticCode, message: string, place?: DiagnosticPlace): Diagnostic =>
  createDiagnostic('note', code, message, place)

export const isFatal = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some(({ severity }) => severity === 'error')

/** By file, line and column, then in the order they were found. */
export const sortDiagnostics = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] =>
  diagnostics.toSorted(
    (a, b) =>
      compareText(a.at?.file ?? '', b.at?.file ?? '') ||
      (a.at?.line ?? 0) - (b.at?.line ?? 0) ||
      (a.at?.column ?? 0) - (b.at?.column ?? 0),
  )

/** `file:line:column: error[code]: message`, then the hint: the form that every editor and CI log can click. */
export const formatDiagnostic = ({ at, code, hint, message, severity }: Diagnostic): string => {
  const place = at ? `${at.file}:${at.line}:${at.column}: ` : ''
  return `${place}${severity}[${code}]: ${message}${hint ? `\n  hint: ${hint}` : ''}`
}

/** By code unit, the same on every machine whatever its locale. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
