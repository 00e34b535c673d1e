// The heading of a page: the state in words and in numbers.
import { isConflict, isRecordRefusal, type Plan, type RecordRefusal } from '../../../model/index.ts'
import { settingEffects } from '../../../reasons/setting-change.ts'
import {
  blockedOperations,
  hasChanges,
  isRefused,
  outcomeCounts,
  planCounts,
  settingChangesIn,
} from '../../../summary/counts.ts'
import { inlineCode } from '../../escape/markdown.ts'
import { escapeText } from '../../escape/terminal.ts'
import { settingEffectTexts } from '../../sentences/setting-change.ts'
import { severityCountsText } from '../../values/severities.ts'
import { formatNumber, joinCounts } from '../../values/text-style.ts'
import type { PageContext } from '../pages/context.ts'
import type { PageState } from '../pages/state.ts'

interface Heading {
  readonly of: 'plan' | 'apply' | 'definitions'
  readonly sign: string
  /** Empty where the counts are enough. */
  readonly text: string
}

export const headingText = (state: PageState, { target }: PageContext): string => {
  const { of, sign, text } = heading(state)
  const parts = [`Statsig ${of}`, target === undefined ? '' : inlineCode(target), text]
  return `## ${sign === '' ? '' : `${sign} `}${parts.filter((part) => part !== '').join(' · ')}`
}

/** One plain line. */
export const titleText = (state: PageState, { target }: PageContext): string => {
  const { of, text } = heading(state)
  const numbers =
    state.is === 'planned' && text === '' ? planCountsText(state.plan, state.inherited) : text
  return `Statsig ${of}${target === undefined ? '' : ` · ${escapeText(target)}`}: ${numbers}`
}

const heading = (state: PageState): Heading => {
  switch (state.is) {
    case 'planned': {
      const refusal = state.plan.notices.find(isRecordRefusal)
      if (refusal !== undefined)
        return { of: 'plan', sign: '🛑', text: refusalHeadings[refusal.code] }
      return { of: 'plan', sign: '', text: hasOwnChanges(state) ? '' : 'no changes' }
    }
    case 'invalid': {
      const counts = severityCountsText(state.diagnostics)
      return state.onBase === 'all'
        ? {
            of: headingOf(state),
            sign: '⏸️',
            text: `no plan, invalid definitions before (${counts})`,
          }
        : { of: headingOf(state), sign: '❌', text: `invalid definitions (${counts})` }
    }
    case 'valid':
      return { of: 'definitions', sign: '✅', text: 'valid' }
    case 'refused':
      return { of: headingOf(state), sign: '🛑', text: 'refused' }
    case 'failed':
      return { of: headingOf(state), sign: '❌', text: 'failed' }
    case 'unplanned':
      return { of: 'plan', sign: '⏸️', text: 'no plan for this pull request' }
    case 'applied':
      return { of: 'apply', ...withInherited(applyHeading(state), state.inherited) }
    case 'not-applied':
      return { of: 'apply', sign: '🛑', text: 'not applied' }
  }
}

const refusalHeadings: Readonly<Record<RecordRefusal['code'], string>> = {
  behind: 'behind the last apply',
  diverged: 'without the last apply',
  shallow: 'history too short',
  'record-not-fetched': 'record not fetched',
  unrecordable: 'cannot be recorded',
}

const headingOf = ({ during }: { readonly during?: string }): Heading['of'] =>
  during === undefined ? 'plan' : 'apply'

const hasOwnChanges = ({ inherited, plan }: Extract<PageState, { is: 'planned' }>): boolean =>
  hasChanges({ ...plan, operations: withoutIds(plan.operations, inherited) })

const withoutIds = <Item extends { readonly id: string }>(
  items: readonly Item[],
  ids: ReadonlySet<string> | undefined,
): readonly Item[] => items.filter(({ id }) => !ids?.has(id))

const refusedBeforeText = ({ size }: ReadonlySet<string>): string =>
  `${formatNumber(size)} refused before`

const withInherited = (
  { sign, text }: Omit<Heading, 'of'>,
  inherited: ReadonlySet<string> = new Set(),
): Omit<Heading, 'of'> => ({
  sign,
  text: inherited.size === 0 ? text : `${text} · ${refusedBeforeText(inherited)}`,
})

const applyHeading = ({
  areSettingsInForce,
  isBaselineRecorded,
  inherited,
  plan,
  report,
}: Extract<PageState, { is: 'applied' }>): Omit<Heading, 'of'> => {
  const outcomes = report.outcomes.filter(({ operation }) => !inherited?.has(operation.id))
  const { done, failed, skipped, 'pending-review': waiting } = outcomeCounts(outcomes)
  const total = outcomes.length
  const converged = done - report.nonConverged.length
  if (total === 0 && isBaselineRecorded) return { sign: '✅', text: 'baseline recorded' }
  if (total === 0)
    return areSettingsInForce && settingChangesIn(plan).length > 0
      ? { sign: '✅', text: 'settings in force' }
      : { sign: '✅', text: 'nothing to do' }
  if (failed + skipped + report.nonConverged.length > 0)
    return done + waiting === 0
      ? { sign: '❌', text: `failed (0 of ${total})` }
      : { sign: '⚠️', text: `partly applied (${Math.max(0, converged)} of ${total})` }
  if (waiting > 0) return { sign: '⏸️', text: `${waiting} of ${total} waiting for review` }
  return report.verificationError === undefined
    ? { sign: '✅', text: 'applied' }
    : { sign: '⚠️', text: 'applied, unverified' }
}

/** `3 to create, 1 to archive`. Inherited operations are not counted. */
export const planCountsText = (plan: Plan, inherited?: ReadonlySet<string>): string => {
  const counts = planCounts(plan)
  const operations = withoutIds(plan.operations, inherited)
  const conflicts = operations.filter(({ refusal }) => isConflict(refusal)).length
  const refused = operations.filter(isRefused).length
  const notRun = withoutIds([...blockedOperations(plan).keys()], inherited).length
  return joinCounts([
    ...counts.actions.map(({ action, count }) => [count, `to ${action}`] as const),
    [conflicts, 'in conflict'],
    [refused - conflicts, 'refused'],
    [notRun, 'not run'],
    ...settingCounts(plan),
  ])
}

const settingCounts = (plan: Plan): readonly (readonly [number, string])[] => {
  const changes = settingChangesIn(plan)
  return settingEffects.map((effect) => {
    const count = changes.filter((each) => each.effect === effect).length
    return [count, `${count === 1 ? 'setting' : 'settings'} ${settingEffectTexts[effect]}`] as const
  })
}

/** The operations in bold, then the kept differences and the unchanged resources. */
export const planCountsLine = (plan: Plan, inherited?: ReadonlySet<string>): string => {
  const text = planCountsText(plan, inherited)
  const rest = [
    ...(inherited && inherited.size > 0 ? [refusedBeforeText(inherited)] : []),
    ...(plan.kept.length > 0 ? [`${formatNumber(plan.kept.length)} not changed`] : []),
    ...(plan.unchanged > 0 ? [`${formatNumber(plan.unchanged)} unchanged`] : []),
  ]
  return [`**${text === '' ? 'Nothing to change' : text.replaceAll(', ', ' · ')}**`, ...rest].join(
    ' · ',
  )
}
