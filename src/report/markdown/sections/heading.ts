// What stands above everything else: the state in words, and in numbers.
import { isConflict, type Plan, type Report } from '../../../model.ts'
import { countsOf, inWords, tallyOf } from '../../../summary/counts.ts'
import { code } from '../../escape/markdown.ts'
import { clean } from '../../escape/terminal.ts'
import { grouped } from '../../values/text-style.ts'
import type { Page } from '../pages/context.ts'
import type { State } from '../pages/state.ts'
import { severities } from './diagnostics.ts'

interface Head {
  readonly of: 'plan' | 'apply' | 'definitions'
  readonly sign: string
  /** Empty where the numbers say it. */
  readonly words: string
}

export const headingOf = (state: State, { target }: Page): string => {
  const { of, sign, words } = headOf(state)
  const parts = [`Statsig ${of}`, target === undefined ? '' : code(target), words]
  return `## ${sign === '' ? '' : `${sign} `}${parts.filter((part) => part !== '').join(' · ')}`
}

/** One plain line. */
export const titleOf = (state: State, { target }: Page): string => {
  const { of, words } = headOf(state)
  const numbers = state.is === 'planned' && words === '' ? planWords(state.plan) : words
  return `Statsig ${of}${target === undefined ? '' : ` · ${clean(target)}`}: ${numbers}`
}

const headOf = (state: State): Head => {
  switch (state.is) {
    case 'planned': {
      const isEmpty = state.plan.operations.length === 0
      return { of: 'plan', sign: '', words: isEmpty ? 'no changes' : '' }
    }
    case 'invalid':
      return {
        of: 'plan',
        sign: '❌',
        words: `invalid definitions (${severities(state.diagnostics)})`,
      }
    case 'valid':
      return { of: 'definitions', sign: '✅', words: 'valid' }
    case 'refused':
      return { of: 'plan', sign: '🛑', words: 'refused' }
    case 'failed':
      return { of: 'plan', sign: '❌', words: 'failed' }
    case 'unplanned':
      return { of: 'plan', sign: '⏸️', words: 'no plan for this pull request' }
    case 'applied':
      return { of: 'apply', ...appliedHead(state.report) }
    case 'not-applied':
      return { of: 'apply', sign: '🛑', words: 'not applied' }
  }
}

const appliedHead = (report: Report): Omit<Head, 'of'> => {
  const { done, failed, skipped, waiting } = tallyOf(report.outcomes)
  const all = report.outcomes.length
  const converged = done - report.leaks.length
  if (all === 0) return { sign: '✅', words: 'nothing to do' }
  if (failed + skipped + report.leaks.length > 0)
    return done + waiting === 0
      ? { sign: '❌', words: `failed (0 of ${all})` }
      : { sign: '⚠️', words: `partly applied (${Math.max(0, converged)} of ${all})` }
  if (waiting > 0) return { sign: '⏸️', words: `${waiting} of ${all} waiting for review` }
  return report.unverified === undefined
    ? { sign: '✅', words: 'applied' }
    : { sign: '⚠️', words: 'applied, and not looked at again' }
}

/** `3 to create, 1 to archive`. */
export const planWords = (plan: Plan): string => {
  const counts = countsOf(plan)
  const conflicts = plan.operations.filter(({ refused }) => isConflict(refused)).length
  return inWords([
    ...counts.actions.map(({ action, count }) => [count, `to ${action}`] as const),
    [conflicts, 'in conflict'],
    [counts.refused - conflicts, 'refused'],
    [counts.notRun, 'not run'],
  ])
}

/** What is to be done in bold, and what is left beside it. */
export const countsLine = (plan: Plan): string => {
  const words = planWords(plan)
  const rest = [
    ...(plan.held.length > 0 ? [`${grouped(plan.held.length)} left as in Statsig`] : []),
    ...(plan.unchanged > 0 ? [`${grouped(plan.unchanged)} unchanged`] : []),
  ]
  return [
    `**${words === '' ? 'Nothing to change' : words.replaceAll(', ', ' · ')}**`,
    ...rest,
  ].join(' · ')
}
