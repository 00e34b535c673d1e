// What people read in a terminal or a build log.
import { type Diagnostic, format, type Severity } from '../../diagnostic.ts'
import type { Plan } from '../../model.ts'
import { blockedIn, countsOf, inWords } from '../../summary/counts.ts'
import { clean, guarded } from '../escape/terminal.ts'
import { noticeText } from '../sentences/notice.ts'
import type { ByHand } from '../sentences/refusal.ts'
import { counted, type Ink, inkOf, type Look } from '../values/text-style.ts'
import { heldSections } from './kept-differences.ts'
import { operationBlock } from './operation.ts'

export type { Look } from '../values/text-style.ts'
export { outcomeLine, reportText } from './outcome.ts'

/** What the plan itself does not say. */
export interface Facts {
  readonly forecastSeconds: number
  readonly writes: number
  /** Where the plan comes from, in words of the caller's. */
  readonly source?: string
  /** Where there is no command line to resolve a conflict with. */
  readonly byHand?: ByHand
}

export const planText = (plan: Plan, look: Look, facts: Facts): string => {
  const ink = inkOf(look)
  const [byId, blocked] = [new Map(plan.operations.map((each) => [each.id, each])), blockedIn(plan)]
  const blocks = plan.operations.map((each) =>
    operationBlock(each, { byId, culprit: blocked.get(each), byHand: facts.byHand }, look),
  )
  const parts = [
    facts.source === undefined ? [] : [ink.dim(clean(facts.source))],
    plan.notices.map((each) => ink.yellow(`! ${clean(noticeText(each))}`)),
    spaced(blocks),
    ...heldSections(plan, look),
    ending(plan, facts, ink),
  ]
  return guarded(
    parts
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n'),
  )
}

/** An empty line between two blocks, unless both are single lines. */
const spaced = (blocks: readonly (readonly string[])[]): readonly string[] =>
  blocks.flatMap((block, index) => {
    const last = blocks[index - 1]
    return last && (last.length > 1 || block.length > 1) ? ['', ...block] : block
  })

const ending = (plan: Plan, { forecastSeconds, writes }: Facts, ink: Ink): readonly string[] => {
  const counts = countsOf(plan)
  const rest = inWords([
    [counts.held, 'held'],
    [counts.unchanged, 'unchanged'],
  ])
  if (plan.operations.length === 0)
    return plan.held.length === 0 && plan.unchanged === 0
      ? ['There are no definitions here: nothing was compared.']
      : plan.held.length === 0
        ? [
            `${ink.green('In sync:')} nothing to change. ${counted(plan.unchanged, 'resource')} unchanged.`,
          ]
        : [`${ink.bold('Plan:')} nothing to change, ${rest}.`]
  const words = inWords([
    ...counts.actions.map(({ action, count }) => [count, `to ${action}`] as const),
    [counts.refused, 'refused'],
    [counts.notRun, 'not run'],
  ])
  return [
    `${ink.bold('Plan:')} ${[words, rest].filter((each) => each !== '').join(', ')}.`,
    ...(writes > 0
      ? [
          forecastSeconds < 1
            ? `${counted(writes, 'write')}.`
            : `${counted(writes, 'write')}, about ${duration(forecastSeconds)} under the API's limits.`,
        ]
      : []),
  ]
}

export const duration = (seconds: number): string => {
  if (seconds <= 90) return `${Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  return minutes <= 90 ? `${minutes} min` : `${Math.round(minutes / 6) / 10} h`
}

/** Every fault, and how many there are. */
export const diagnosticsText = (diagnostics: readonly Diagnostic[], look: Look): string => {
  if (diagnostics.length === 0) return ''
  const ink = inkOf(look)
  const of = (wanted: Severity) => diagnostics.filter(({ severity }) => severity === wanted).length
  const count = (severity: Severity) =>
    of(severity) === 0 ? [] : [inColour(severity, ink)(counted(of(severity), severity))]
  const closing = [...count('error'), ...count('warning'), ...count('note')].join(', ')
  return guarded(
    [...diagnostics.map((each) => diagnosticText(each, ink)), '', `${closing}.`].join('\n'),
  )
}

const diagnosticText = (given: Diagnostic, ink: Ink): string => {
  const { at, code, hint, message, severity } = given
  const tag = `${severity}[${code}]:`
  const text = format({
    ...given,
    message: clean(message),
    ...(hint !== undefined && { hint: clean(hint) }),
    ...(at && { at: { ...at, file: clean(at.file) } }),
  })
  return text.replace(tag, () => inColour(severity, ink)(tag))
}

const inColour = (severity: Severity, ink: Ink): ((text: string) => string) => {
  switch (severity) {
    case 'error':
      return ink.red
    case 'warning':
      return ink.yellow
    case 'note':
      return ink.cyan
  }
}
