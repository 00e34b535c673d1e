// How many diagnostics there are of each severity.
import type { Diagnostic, Severity } from '../core/diagnostic.ts'

export const countBySeverity = (
  diagnostics: readonly Diagnostic[],
): Readonly<Record<Severity, number>> => {
  const countOf = (wanted: Severity) =>
    diagnostics.filter(({ severity }) => severity === wanted).length
  return { error: countOf('error'), warning: countOf('warning'), note: countOf('note') }
}
