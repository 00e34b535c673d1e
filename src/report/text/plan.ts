// A plan as people read it in a terminal or a build log.
import { isRecordRefusal, type Notice, type Plan } from '../../model/index.ts'
import { blockedOperations, planCounts, settingChangesIn } from '../../summary/counts.ts'
import { escapeText, neutralizeCommands } from '../escape/terminal.ts'
import type { PlanDetails } from '../results.ts'
import { noticeText } from '../sentences/notice.ts'
import {
  colorsOf,
  formatDuration,
  joinCounts,
  pluralize,
  type TextStyle,
} from '../values/text-style.ts'
import { wrapProse } from '../values/wrap.ts'
import { keptSections } from './kept-differences.ts'
import { operationBlock } from './operation.ts'

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
    details.source === undefined
      ? []
      : wrapProse(escapeText(details.source), style.width).map(colors.dim),
    noticeLines(plan.notices, style),
    withBlankLines(blocks),
    ...keptSections(plan, style),
    planSummary(plan, details, style),
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

/** Each notice begins with `note:`. */
export const noticeLines = (notices: readonly Notice[], style: TextStyle): readonly string[] =>
  notices.flatMap((each) =>
    wrapProse(`note: ${escapeText(noticeText(each))}.`, style.width, 6).map(colorsOf(style).yellow),
  )

const planSummary = (plan: Plan, details: PlanDetails, style: TextStyle): readonly string[] => {
  const colors = colorsOf(style)
  const counts = planCounts(plan)
  const rest = joinCounts([
    [counts.kept, 'not changed'],
    [counts.unchanged, 'unchanged'],
  ])
  const settings = settingChangesIn(plan).length
  if (plan.operations.length === 0 && settings > 0)
    return [
      `${colors.bold('Plan:')} ${pluralize(settings, 'setting')} to change and nothing else${rest === '' ? '' : `, ${rest}`}.`,
    ]
  if (plan.operations.length === 0)
    return plan.kept.length === 0 && plan.unchanged === 0
      ? ['There are no definitions here: nothing was compared.']
      : plan.kept.length === 0 && !plan.notices.some(isRecordRefusal)
        ? [
            `${colors.green('In sync:')} nothing to change. ${pluralize(plan.unchanged, 'resource')} unchanged.`,
          ]
        : [`${colors.bold('Plan:')} nothing to change, ${rest}.`]
  const words = joinCounts([
    ...counts.actions.map(({ action, count }) => [count, `to ${action}`] as const),
    [counts.refused, 'refused'],
    [counts.notRun, 'not run'],
    [settings, `${settings === 1 ? 'setting' : 'settings'} to change`],
  ])
  const all = [words, rest].filter((each) => each !== '').join(', ')
  const [first = '', ...others] = wrapProse(`Plan: ${all}${requestsText(details)}.`, style.width)
  return [first.replace('Plan:', colors.bold), ...others]
}

const requestsText = (details: PlanDetails): string =>
  details.requests > 0 ? ` (${forecastText(details)})` : ''

/** `12 API requests, about 90 s`: the rate limits of the API decide how long it takes. */
export const forecastText = ({ forecastSeconds, requests }: PlanDetails): string =>
  forecastSeconds < 1
    ? pluralize(requests, 'API request')
    : `${pluralize(requests, 'API request')}, about ${formatDuration(forecastSeconds)} within the rate limits`
