// Diagnostics, and why a command ends before its result, for programs.
import type { Diagnostic } from '../../core/diagnostic.ts'
import { type JsonObject, toPlainJson } from '../../core/json.ts'
import { countBySeverity } from '../../summary/severities.ts'
import type { StopResult, ValidationResult } from '../results.ts'
import { stopText } from '../text/stop.ts'
import { jsonVersion } from './version.ts'

export const validationJson = ({
  definitions,
  diagnostics,
  files,
  isValid,
  unchecked,
}: ValidationResult): JsonObject => ({
  ...diagnosticsJson(diagnostics),
  valid: isValid,
  files,
  definitions,
  unchecked,
})

export const stopJson = (stop: StopResult): JsonObject => {
  switch (stop.is) {
    case 'invalid':
      return { ...diagnosticsJson(stop.diagnostics), valid: false }
    case 'refused':
      return { version: jsonVersion, refused: stopText(stop) }
    case 'locked': {
      const { is: _, ...lock } = stop
      return { version: jsonVersion, refused: stopText(stop), locked: toPlainJson(lock) }
    }
    case 'stale':
      return { version: jsonVersion, refused: stopText(stop), stale: stop.addresses }
  }
}

const diagnosticsJson = (diagnostics: readonly Diagnostic[]): JsonObject => {
  const { error, note, warning } = countBySeverity(diagnostics)
  return {
    version: jsonVersion,
    diagnostics: diagnosticListJson(diagnostics),
    summary: { errors: error, warnings: warning, notes: note },
  }
}

export const diagnosticListJson = (diagnostics: readonly Diagnostic[]): readonly JsonObject[] =>
  diagnostics.map((each) => {
    const { at, code, hint, message, severity } = each
    return toPlainJson({ severity, code, message, hint, at })
  })
