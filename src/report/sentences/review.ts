// Makes the sentences of reviews in Statsig: what asks for one, how it goes on, and why a change cannot be reviewed.
import { kindText } from '../../kinds/kind-name.ts'
import type { RequiredReview, ReviewDemand, ReviewReference } from '../../model/index.ts'
import type { StatsigReviewRefusal } from '../../reasons/refusal.ts'
import { quoteNames } from './quoted.ts'

/** The beginning of a sentence. */
const demandText = (demand: ReviewDemand): string => {
  switch (demand.type) {
    case 'project':
      return 'the review settings of the project ask for a review'
    case 'resource':
      return 'the resource asks for a review of its changes'
    case 'owner':
    case 'part':
      return `the ${kindText(demand.kind)} \`${demand.name}\` asks for reviews`
  }
}

export const reviewReferenceText = ({ id, page, status }: ReviewReference): string =>
  `review \`${id}\`${page === undefined ? '' : ` at ${page}`}, \`${status}\``

/** What an apply does about it. */
export const requiredReviewText = ({
  byHeader,
  createdOff,
  demand,
  opened,
  steps,
}: RequiredReview): string => {
  const asks = demandText(demand)
  const types = quoteNames(steps.map(({ type }) => type))
  if (opened)
    return opened.isAccepted
      ? `${asks}. An apply commits the ${reviewReferenceText(opened)}`
      : `${asks}, and the change waits for it: ${reviewReferenceText(opened)}`
  if (byHeader)
    return `${asks}, and Statsig has no routes for reviews. An apply asks Statsig to hold the change for one`
  if (createdOff)
    return `${asks}. An apply creates it with ${valuesText(createdOff)}, which reaches no user, and opens a review of ${types}`
  return steps.length === 1
    ? `${asks}. An apply opens a review of ${types}, and the change waits for it`
    : `${asks}. An apply opens reviews one after the other, and the change waits for them: ${types}`
}

const valuesText = (values: NonNullable<RequiredReview['createdOff']>): string =>
  Object.entries(values)
    .map(([name, value]) => `\`${name}: ${JSON.stringify(value)}\``)
    .join(' and ')

export const statsigReviewText = (refusal: StatsigReviewRefusal): string => {
  switch (refusal.code) {
    case 'review-settings-unreadable':
      return `Statsig may ask for a review of it: this key cannot read ${refusal.kinds.map(kindText).join(', ')}`
    case 'no-review-routes':
      return `${demandText(refusal.demand)}, and Statsig’s API opens no reviews of the kind \`${refusal.kind}\``
    case 'creation-needs-review':
      return `${demandText(refusal.demand)}, and ${
        refusal.undeclared.length > 0
          ? `the file does not say ${quoteNames(refusal.undeclared)}, which a review has to switch on`
          : 'it cannot be created without reaching users'
      }`
    case 'not-in-reviews':
      return `${demandText(refusal.demand)}, and no review of Statsig’s API can hold a change of ${quoteNames(refusal.fields)}`
    case 'no-safe-review-order':
      return `${demandText(refusal.demand)}. A review holds one kind of change, and in each order of ${quoteNames(refusal.types)} users would get what neither Statsig nor the file gives them`
  }
}

export const statsigReviewHint = (refusal: StatsigReviewRefusal): string => {
  const bypass =
    'first apply `reviews: bypass` in `statsig.yaml` without this change: then it is written without a review'
  switch (refusal.code) {
    case 'review-settings-unreadable':
      return `Use a key that may read them, or ${bypass}.`
    case 'no-safe-review-order':
      return `Make the changes in several commits that are safe on their own, or ${bypass}.`
    case 'creation-needs-review':
      return refusal.undeclared.length > 0
        ? `Add ${quoteNames(refusal.undeclared)} to the file, or ${bypass}.`
        : `Create it in the console, or ${bypass}.`
    case 'no-review-routes':
    case 'not-in-reviews':
      return `Change it in the console, or ${bypass}.`
  }
}
