// Diagnostics as people read them in a terminal or a build log.
import { type Diagnostic, formatDiagnostic, type Severity } from '../../core/diagnostic.ts'
import { escapeText, neutralizeCommands } from '../escape/terminal.ts'
import { severityCountsText } from '../values/severities.ts'
import { colorsOf, type TextColors, type TextStyle } from '../values/text-style.ts'

/** Every fault, and how many there are. */
export const diagnosticsText = (diagnostics: readonly Diagnostic[], style: TextStyle): string => {
  if (diagnostics.length === 0) return ''
  const colors = colorsOf(style)
  const totals = severityCountsText(diagnostics, (text, severity) =>
    severityColor(severity, colors)(text),
  )
  return neutralizeCommands(
    [...diagnostics.map((each) => diagnosticText(each, colors)), '', `${totals}.`].join('\n'),
  )
}

const diagnosticText = (diagnostic: Diagnostic, colors: TextColors): string => {
  const { at, code, hint, message, severity } = diagnostic
  const tag = `${severity}[${code}]:`
  const text = formatDiagnostic({
    ...diagnostic,
    message: escapeText(message),
    ...(hint !== undefined && { hint: escapeText(hint) }),
    ...(at && { at: { ...at, file: escapeText(at.file) } }),
  })
  return text.replace(tag, () => severityColor(severity, colors)(tag))
}

const severityColor = (severity: Severity, colors: TextColors): ((text: string) => string) => {
  switch (severity) {
    case 'error':
      return colors.red
    case 'warning':
      return colors.yellow
    case 'note':
      return colors.cyan
  }
}
