// What people read in a terminal or a build log.
import { type Diagnostic, formatDiagnostic, type Severity } from '../../diagnostic.ts'
import type { Plan } from '../../model.ts'
import { blockedOperations, joinCounts, planCounts } from '../../summary/counts.ts'
import { escapeText, neutralizeCommands } from '../escape/terminal.ts'
import { noticeText } from '../sentences/notice.ts'
import type { WorkflowRun } from '../sentences/refusal.ts'
import { colorsOf, pluralize, type TextColors, type TextStyle } from '../values/text-style.ts'
import { keptSections } from './kept-differences.ts'
import { operationBlock } from './operation.ts'

export type { TextStyle } from '../values/text-style.ts'
export { outcomeLine, reportText } from './outcome.ts'

/** What the plan itself does not say. */
export interface PlanDetails {
  readonly forecastSeconds: number
  readonly writes: number
  /** Where the plan comes from, in words of the caller's. */
  readonly source?: string
  /** Where there is no command line to resolve a conflict with. */
  readonly byHand?: WorkflowRun
}

export const planText = (plan: Plan, style: TextStyle, details: PlanDetails): string => {
  const colors = colorsOf(style)
  const [byId, blocked] = [
    new Map(plan.operations.map((each) => [each.id, each])),
    blockedOperations(plan),
  ]
  const blocks = plan.operations.map((each) =>
    operationBlock(each, { byId, blocker: blocked.get(each), byHand: details.byHand }, style),
  )
  const parts = [
    details.source === undefined ? [] : [colors.dim(escapeText(details.source))],
    plan.notices.map((each) => colors.yellow(`! ${escapeText(noticeText(each))}`)),
    withBlankLines(blocks),
    ...keptSections(plan, style),
    planSummary(plan, details, colors),
  ]
  return neutralizeCommands(
    parts
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n'),
  )
}

/** An empty line between two blocks, unless both are single lines. */
const withBlankLines = (blocks: readonly (readonly string[])[]): readonly string[] =>
  blocks.flatMap((block, index) => {
    const last = blocks[index - 1]
    return last && (last.length > 1 || block.length > 1) ? ['', ...block] : block
  })

const planSummary = (
  plan: Plan,
  { forecastSeconds, writes }: PlanDetails,
  colors: TextColors,
): readonly string[] => {
  const counts = planCounts(plan)
  const rest = joinCounts([
    [counts.kept, 'held'],
    [counts.unchanged, 'unchanged'],
  ])
  if (plan.operations.length === 0)
    return plan.kept.length === 0 && plan.unchanged === 0
      ? ['There are no definitions here: nothing was compared.']
      : plan.kept.length === 0
        ? [
            `${colors.green('In sync:')} nothing to change. ${pluralize(plan.unchanged, 'resource')} unchanged.`,
          ]
        : [`${colors.bold('Plan:')} nothing to change, ${rest}.`]
  const words = joinCounts([
    ...counts.actions.map(({ action, count }) => [count, `to ${action}`] as const),
    [counts.refused, 'refused'],
    [counts.notRun, 'not run'],
  ])
  return [
    `${colors.bold('Plan:')} ${[words, rest].filter((each) => each !== '').join(', ')}.`,
    ...(writes > 0
      ? [
          forecastSeconds < 1
            ? `${pluralize(writes, 'write')}.`
            : `${pluralize(writes, 'write')}, about ${formatDuration(forecastSeconds)} under the API's limits.`,
        ]
      : []),
  ]
}

export const formatDuration = (seconds: number): string => {
  if (seconds <= 90) return `${Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  return minutes <= 90 ? `${minutes} min` : `${Math.round(minutes / 6) / 10} h`
}

/** Every fault, and how many there are. */
export const diagnosticsText = (diagnostics: readonly Diagnostic[], style: TextStyle): string => {
  if (diagnostics.length === 0) return ''
  const colors = colorsOf(style)
  const countOf = (wanted: Severity) =>
    diagnostics.filter(({ severity }) => severity === wanted).length
  const count = (severity: Severity) =>
    countOf(severity) === 0
      ? []
      : [severityColor(severity, colors)(pluralize(countOf(severity), severity))]
  const totals = [...count('error'), ...count('warning'), ...count('note')].join(', ')
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
