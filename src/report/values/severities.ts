// The numbers of errors, warnings and notes, in words.
import type { Diagnostic, Severity } from '../../core/diagnostic.ts'
import { countBySeverity } from '../../summary/severities.ts'
import { pluralize } from './text-style.ts'

/** `2 errors, 1 warning`; a severity without diagnostics is left out. */
export const severityCountsText = (
  diagnostics: readonly Diagnostic[],
  decorate: (text: string, severity: Severity) => string = (text) => text,
): string => {
  const counts = countBySeverity(diagnostics)
  return (['error', 'warning', 'note'] as const)
    .filter((severity) => counts[severity] > 0)
    .map((severity) => decorate(pluralize(counts[severity], severity), severity))
    .join(', ')
}
