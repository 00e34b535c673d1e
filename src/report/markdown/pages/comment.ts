// The whole page for a state, as large as it may be.

import { code, prose } from '../../escape/markdown.ts'
import { noticeText } from '../../sentences/notice.ts'
import { sortedHeld } from '../../text/kept-differences.ts'
import { alert, count, page, said } from '../elements/blocks.ts'
import { whereabouts } from '../elements/links.ts'
import { fitted, type Limits } from '../elements/size-levels.ts'
import { diagnosticsLists, severities } from '../sections/diagnostics.ts'
import { headingOf } from '../sections/heading.ts'
import { appliedPage, notAppliedPage } from './apply.ts'
import type { Page } from './context.ts'
import { plannedPage, shortenedNote } from './plan.ts'
import type { State } from './state.ts'

export { titleOf } from '../sections/heading.ts'

/** `marker` becomes the first line. The level counts from 0, where everything is told. */
export const commentBody = (
  state: State,
  at: Page,
  marker: string,
  most = 65_000,
): { readonly body: string; readonly level: number } => {
  const heading = `${marker}\n${headingOf(state, at)}`
  const render = explained(renderOf(state, at))
  return fitted((limits) => page([heading, render(limits)]), most, itemsIn(state))
}

/** The same in full, for the summary of a job. */
export const summaryBody = (state: State, at: Page, most = 1_000_000): string => {
  const render = explained(renderOf(state, at))
  return fitted((limits) => page([headingOf(state, at), render(limits)]), most, itemsIn(state)).body
}

/** Digests with a key are made on public repositories alone, where somebody will wonder about them. */
const explained =
  (render: (limits: Limits) => string) =>
  (limits: Limits): string => {
    const text = render(limits)
    return /\bhmac(?:&#58;|:)[0-9a-f]{8}/.test(text) ? page([text, digestWords]) : text
  }

const digestWords = `<sub>${code('hmac:…')} stands for a value, or a person, that only Statsig tells of: this repository is public. The same stands for the same.</sub>`

/** What a page has a row for, at the least. */
const itemsIn = (state: State): Pick<Limits, 'rows' | 'otherRows'> => ({
  rows: Math.max(
    'plan' in state ? state.plan.operations.length : 0,
    'diagnostics' in state
      ? state.diagnostics.filter(({ severity }) => severity === 'error').length
      : 0,
  ),
  otherRows:
    'plan' in state
      ? Math.max(...Object.values(sortedHeld(state.plan)).map(({ length }) => length))
      : 0,
})

/** The page below its heading, for each size. */
export const renderOf = (state: State, at: Page): ((limits: Limits) => string) => {
  switch (state.is) {
    case 'planned':
      return state.plan.operations.length + state.plan.held.length + state.diagnostics.length === 0
        ? () => nothing(state, at)
        : plannedPage(state, at)
    case 'invalid': {
      const faultsOf = diagnosticsLists(state.diagnostics, at)
      return (limits) =>
        page([
          `Nothing is planned, and nothing applied, as long as this is so — ${whereabouts(at)}`,
          shortenedNote(at, limits),
          faultsOf(limits),
        ])
    }
    case 'valid':
      return validated(state, at)
    case 'refused':
      return (limits) =>
        page([
          alert('WARNING', '', said(state.reason, limits.text)),
          `Nothing was planned — ${whereabouts(at)}`,
        ])
    case 'failed':
      return (limits) => failed(state, at, limits)
    case 'unplanned':
      return validated(state, at)
    case 'applied':
      return appliedPage(state, at)
    case 'not-applied':
      return notAppliedPage(state, at)
  }
}

const nothing = ({ plan }: Extract<State, { is: 'planned' }>, at: Page): string => {
  const words =
    plan.unchanged === 0
      ? 'There are no definitions here: nothing was compared'
      : `Statsig is as the files say: ${count(plan.unchanged, 'resource')} unchanged`
  return page([
    ...plan.notices.map((each) => `> ${prose(noticeText(each))}`),
    `${words} — ${whereabouts(at)}`,
  ])
}

const failed = (
  { previous, reason }: Extract<State, { is: 'failed' }>,
  at: Page,
  limits: Limits,
): string =>
  page([
    alert('WARNING', '', said(reason, limits.text)),
    `There is no plan: nobody knows what merging this would do — ${whereabouts(at)}, whose log has the details.`,
    previous === undefined
      ? ''
      : `The plan that stood here before, for ${code(previous.slice(0, 7))}, is no longer valid.`,
  ])

const validated = (
  state: Extract<State, { is: 'unplanned' | 'valid' }>,
  at: Page,
): ((limits: Limits) => string) => {
  const { definitions, diagnostics, files, unchecked } = state
  const found = severities(diagnostics)
  const faultsOf = diagnosticsLists(diagnostics, at)
  const sentences = [
    `Validated without Statsig: ${count(definitions, 'definition')} in ${count(files, 'file')}${found === '' ? ', nothing is wrong' : `: ${found}`}`,
    ...(unchecked === 0 ? [] : [`${count(unchecked, 'reference')} could not be checked`]),
  ]
  return (limits) =>
    page([
      ...(state.is === 'valid' ? [] : [alert('NOTE', '', whyWords[state.why])]),
      `${sentences.join('. ')} — ${whereabouts(at)}`,
      shortenedNote(at, limits),
      faultsOf(limits),
    ])
}

const whyWords: Readonly<Record<Extract<State, { is: 'unplanned' }>['why'], string>> = {
  fork: 'This pull request comes from a fork, and GitHub gives such a run no secrets: Statsig was not asked, and nobody knows yet what merging it would change. Somebody who may push to this repository can look through the commits and push them to a branch of it, to see the plan.',
  dependabot:
    'Dependabot opened this pull request, and GitHub gives such a run none of the secrets of Actions: Statsig was not asked. The plan appears when somebody else runs it again, or when Dependabot has a secret of its own.',
  'no-key':
    'This run was given no Console API key: Statsig was not asked, and nobody knows yet what merging this would change.',
}
