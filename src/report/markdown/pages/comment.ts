// The page of a comment or a job summary, shortened until it fits.

import { hasChanges } from '../../../summary/counts.ts'
import { escapeProse, inlineCode } from '../../escape/markdown.ts'
import { noticeText } from '../../sentences/notice.ts'
import { groupKept } from '../../text/kept-differences.ts'
import { severityCountsText } from '../../values/severities.ts'
import { formatCount, joinBlocks, renderAlert, shortSentence } from '../elements/blocks.ts'
import { hasRun, runLink, withRevision } from '../elements/links.ts'
import { fitToSize, type SizeLimits, sizeLevels } from '../elements/size-levels.ts'
import { createDiagnosticsLists } from '../sections/diagnostics.ts'
import { headingText } from '../sections/heading.ts'
import { applyPage, notAppliedPage } from './apply.ts'
import type { PageContext } from './context.ts'
import { planPage, shownOnPlanPage, truncationNote } from './plan.ts'
import type { PageState, UnplannedReason } from './state.ts'

/** `metadataLine` becomes the first line. At level 0 the page shows everything. `shown`: the ids that a plan shows in full. */
export const commentBody = (
  state: PageState,
  context: PageContext,
  metadataLine: string,
  maxBytes = 65_000,
): { readonly body: string; readonly level: number; readonly shown: ReadonlySet<string> } => {
  const heading = `${metadataLine}\n${headingText(state, context)}`
  const render = withRedactionLegend(createPage(state, context))
  const fitting = fitToSize(
    (limits) => joinBlocks([heading, render(limits)]),
    maxBytes,
    rowCounts(state),
  )
  const limits = sizeLevels[fitting.level]
  const shown =
    state.is === 'planned' && limits ? shownOnPlanPage(state, context, limits) : new Set<string>()
  return { ...fitting, shown }
}

/** For the summary of a job, which takes more text than a comment. */
export const summaryBody = (
  state: PageState,
  context: PageContext,
  maxBytes = 1_000_000,
): string => {
  const render = withRedactionLegend(createPage(state, context))
  return fitToSize(
    (limits) => joinBlocks([headingText(state, context), render(limits)]),
    maxBytes,
    rowCounts(state),
  ).body
}

/** Explains keyed digests, which only pages of public repositories have. */
const withRedactionLegend =
  (render: (limits: SizeLimits) => string) =>
  (limits: SizeLimits): string => {
    const text = render(limits)
    return /\bhmac(?:&#58;|:)[0-9a-f]{8}/.test(text) ? joinBlocks([text, redactionLegend]) : text
  }

const redactionLegend = `<sub>${inlineCode('hmac:…')} replaces a value or a person that only Statsig shows, since this repository is public. Equal values have equal digests.</sub>`

/** A lower bound of the rows of a page. */
const rowCounts = (state: PageState): Pick<SizeLimits, 'rows' | 'otherRows'> => ({
  rows: Math.max(
    'plan' in state ? state.plan.operations.length : 0,
    'diagnostics' in state
      ? state.diagnostics.filter(({ severity }) => severity === 'error').length
      : 0,
  ),
  otherRows:
    'plan' in state
      ? Math.max(...Object.values(groupKept(state.plan)).map(({ length }) => length))
      : 0,
})

/** The page below its heading, for each size. */
export const createPage = (
  state: PageState,
  context: PageContext,
): ((limits: SizeLimits) => string) => {
  switch (state.is) {
    case 'planned':
      return !hasChanges(state.plan) && state.plan.kept.length + state.diagnostics.length === 0
        ? () => noChangesPage(state, context)
        : planPage(state, context)
    case 'invalid': {
      const faultsOf = createDiagnosticsLists(state.diagnostics, context)
      return (limits) =>
        joinBlocks([
          state.onBase === undefined ? '' : renderAlert('NOTE', '', onBaseTexts[state.onBase]),
          withRevision(invalidTexts[state.during ?? 'plan'], context),
          truncationNote(context, limits),
          faultsOf(limits),
        ])
    }
    case 'valid':
      return createValidatedPage(state, context)
    case 'refused':
      return (limits) =>
        joinBlocks([
          renderAlert('WARNING', '', shortSentence(state.reason, limits.text)),
          withRevision(
            state.during === undefined ? 'Nothing was planned' : 'Not applied: nothing was written',
            context,
          ),
        ])
    case 'failed':
      return (limits) => failedPage(state, context, limits)
    case 'unplanned':
      return createValidatedPage(state, context)
    case 'applied':
      return applyPage(state, context)
    case 'not-applied':
      return notAppliedPage(state, context)
  }
}

const onBaseTexts: Readonly<Record<'all' | 'some', string>> = {
  all: 'Not from this change: it touches no definition and no setting, and the errors were there before. They do not stop it.',
  some: 'Not from this change: the base branch has the same errors. They have to be corrected there before anything can be planned.',
}

const noChangesPage = (
  { plan }: Extract<PageState, { is: 'planned' }>,
  context: PageContext,
): string => {
  const text =
    plan.unchanged === 0
      ? 'There are no definitions: nothing was compared'
      : `Statsig has the values of the files: ${formatCount(plan.unchanged, 'resource')} unchanged`
  return joinBlocks([
    ...plan.notices.map((each) => `> ${escapeProse(noticeText(each))}`),
    withRevision(text, context),
  ])
}

const invalidTexts: Readonly<Record<'apply' | 'plan', string>> = {
  plan: 'Nothing is planned or applied until these errors are corrected',
  apply: 'Not applied: nothing was written. Nothing is applied until these errors are corrected',
}

const failedTexts: Readonly<Record<'apply' | 'plan' | 'writes', string>> = {
  plan: 'There is no plan, so the effect of merging is not known',
  apply:
    'Not applied: the run ended before anything was written. When the cause is corrected, run the job again',
  writes:
    'The run ended while it was writing. The log shows what was done. Run the job again: it does the rest',
}

const failedPage = (
  { during, previous, reason }: Extract<PageState, { is: 'failed' }>,
  context: PageContext,
  limits: SizeLimits,
): string =>
  joinBlocks([
    renderAlert('WARNING', '', shortSentence(reason, limits.text)),
    withRevision(failedTexts[during ?? 'plan'], context),
    hasRun(context) ? `The log of ${runLink(context)} has the details.` : '',
    previous === undefined
      ? ''
      : `The plan that stood here before, for ${inlineCode(previous.slice(0, 7))}, is out of date.`,
  ])

const createValidatedPage = (
  state: Extract<PageState, { is: 'unplanned' | 'valid' }>,
  context: PageContext,
): ((limits: SizeLimits) => string) => {
  const { definitions, diagnostics, files, unchecked } = state
  const found = severityCountsText(diagnostics)
  const faultsOf = createDiagnosticsLists(diagnostics, context)
  const sentences = [
    `Validated offline: ${formatCount(definitions, 'definition')} in ${formatCount(files, 'file')}${found === '' ? ', no errors' : `: ${found}`}`,
    ...(unchecked === 0 ? [] : [`${formatCount(unchecked, 'reference')} could not be checked`]),
  ]
  return (limits) =>
    joinBlocks([
      ...(state.is === 'valid' ? [] : [renderAlert('NOTE', '', reasonTexts[state.why])]),
      withRevision(sentences.join('. '), context),
      truncationNote(context, limits),
      faultsOf(limits),
    ])
}

const withoutPlanText =
  'If it is merged without a plan, changes of definitions are not applied until a person who may run workflows confirms their plan by hand.'

const reasonTexts: Readonly<Record<UnplannedReason, string>> = {
  fork: `This pull request comes from a fork, and GitHub gives the run no secrets, so there is no plan. To see the plan, a person with write access can review the commits and push them to a branch of this repository. ${withoutPlanText}`,
  dependabot: `Dependabot opened this pull request, and GitHub gives the run no secrets of Actions, also if a person runs it again, so there is no plan. To see the plan, add the key to the secrets of Dependabot, or push a commit to the branch as a person. ${withoutPlanText}`,
  'no-key': `This run has no Console API key, so there is no plan. To see the plan, check that the secret exists in this repository. ${withoutPlanText}`,
}
