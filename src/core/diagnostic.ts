// Diagnostics about files: a code, a position, a message and a hint.

/** Lines and columns count from 1, columns in UTF-16 code units. */
export interface Position {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** Every code with its description. `test/diagnostics/<code>/` has a page and an example of each. */
export const diagnosticCodes = {
  'unreadable-file':
    'The file cannot be read as a definition: it is empty, not UTF-8, too large, or a link.',
  'unusable-list': 'The list file that a definition names cannot be used.',
  'repeated-line': 'A line is in the list file more than once.',
  'yaml-syntax': 'The file is not valid YAML.',
  'unsupported-yaml': 'The file uses a feature of YAML that definitions do not allow.',
  'unknown-kind': 'The document does not say which kind of resource it defines.',
  'unknown-field': 'The kind has no such field.',
  'empty-value': 'A key has no value.',
  'invalid-value': 'The value is not valid for the field.',
  'plaintext-secret':
    'The value must be the name of an environment variable, so that no secret is stored in the file.',
  'missing-field': 'A required field is missing.',
  'missing-id': 'The definition does not identify its resource.',
  'duplicate-address': 'Two documents define the same resource.',
  'duplicate-name': 'Two items of one list have the same name.',
  'name-in-use':
    'Two resources of a kind have the same id or the same name, apart from upper and lower case.',
  'unmet-requirement': 'The combination of fields is not valid for Statsig.',
  'unknown-reference':
    'The definition refers to a resource that neither the files nor Statsig have.',
  'ambiguous-reference': 'More than one resource has the name that the definition refers to.',
  'reference-cycle': 'Resources refer to each other in a cycle.',
  'undocumented-operator': 'Statsig does not document this operator for this type of condition.',
  'ignored-field': 'Statsig sets this field itself; the value in the file is ignored.',
  'unreadable-value': 'Statsig does not return this field, so it cannot be compared.',
  'rejected-by-statsig': 'Statsig rejected the definition in a dry run.',
  'needs-warehouse':
    'The definition needs a warehouse native project, and the API key belongs to a cloud project.',
  'no-definitions': 'There is no definition, or a pattern of `definitions` matches no file.',
  'invalid-settings': 'A setting in `statsig.yaml` is not valid.',
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

/** By file, line and column, then in the order in which they were found. */
export const sortDiagnostics = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] =>
  diagnostics.toSorted(
    (a, b) =>
      compareText(a.at?.file ?? '', b.at?.file ?? '') ||
      (a.at?.line ?? 0) - (b.at?.line ?? 0) ||
      (a.at?.column ?? 0) - (b.at?.column ?? 0),
  )

/** `file:line:column: error[code]: message`, then the hint: editors and CI logs link this form to the file. */
export const formatDiagnostic = ({ at, code, hint, message, severity }: Diagnostic): string => {
  const place = at ? `${at.file}:${at.line}:${at.column}: ` : ''
  return `${place}${severity}[${code}]: ${message}${hint ? `\n  hint: ${hint}` : ''}`
}

/** By code unit, so that the order does not depend on the locale of the machine. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
