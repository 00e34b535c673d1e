// Says why a merged pull request has no plan that counts as reviewed.
import type { PullRequest } from '../../io/github/index.ts'
import type { UnplannedReason } from '../../report/markdown/pages/state.ts'
import type { OwnComment } from './sealed-body.ts'

type MissingPlan =
  /** The newest sealed plan is for another commit. */
  | { readonly code: 'other-commit'; readonly planned: string }
  | { readonly code: 'edited' }
  /** The newest plan is for another base branch; absent: it names none. */
  | { readonly code: 'other-branch'; readonly planned: string | undefined }
  /** The last run has validated the files only. */
  | { readonly code: 'unplanned'; readonly why: UnplannedReason }
  /** The last run has failed, or the files were invalid. */
  | { readonly code: 'failed' }
  | { readonly code: 'none' }

/** Of a pull request without a sealed plan for its head. Comments are ordered, the oldest first. */
export const findMissingPlan = (
  { author, base, head, isFork }: Pick<PullRequest, 'author' | 'base' | 'head' | 'isFork'>,
  comments: readonly Pick<OwnComment, 'isSealed' | 'metadata'>[],
): MissingPlan => {
  const last = comments.at(-1)
  // A run without a key seals nothing. This decides on a sentence alone, and approves nothing.
  if (last?.metadata.unplanned !== undefined)
    return { code: 'unplanned', why: last.metadata.unplanned }
  const forOther = comments.findLast(
    ({ isSealed, metadata }) =>
      isSealed &&
      metadata.head === head.sha &&
      (metadata.branch === undefined ? metadata.plan !== undefined : metadata.branch !== base.ref),
  )
  if (forOther) return { code: 'other-branch', planned: forOther.metadata.branch }
  const sealed = comments.filter(
    ({ isSealed, metadata }) => isSealed && metadata.plan !== undefined,
  )
  const planned = sealed.at(-1)?.metadata.head
  if (planned !== undefined) return { code: 'other-commit', planned }
  if (last !== undefined) return { code: last.metadata.plan === undefined ? 'failed' : 'edited' }
  if (isFork) return { code: 'unplanned', why: 'fork' }
  return isDependabot(author) ? { code: 'unplanned', why: 'dependabot' } : { code: 'none' }
}

const isDependabot = (author: string): boolean => author === 'dependabot[bot]'

export const missingPlanText = (
  { base, head, number }: Pick<PullRequest, 'base' | 'head' | 'number'>,
  missing: MissingPlan,
): string => {
  switch (missing.code) {
    case 'other-commit':
      return `The plan on #${number} is for the commit ${missing.planned.slice(0, 7)}, but ${head.sha.slice(0, 7)} was merged.`
    case 'other-branch':
      return missing.planned === undefined
        ? `The plan on #${number} does not name its base branch: an earlier version made it.`
        : `The plan on #${number} was made for the base branch \`${missing.planned}\`, and it was merged into \`${base.ref}\`.`
    case 'edited':
      return `The plan on #${number} is not valid: its comment was edited, or sealed with another key.`
    case 'unplanned':
      return `There is no plan on #${number}: ${unplannedTexts[missing.why]}.`
    case 'failed':
      return `There is no plan on #${number}: its last run made none.`
    case 'none':
      return `There is no plan on #${number}.`
  }
}

const unplannedTexts: Readonly<Record<UnplannedReason, string>> = {
  fork: 'it comes from a fork, and GitHub gives the runs of forks no secrets',
  dependabot: 'Dependabot opened it, and GitHub gives its runs no secrets of Actions',
  'no-key': 'its run had no Console API key',
}
