// How a person can resolve differences, with the command line and with the Action.
import { isDrift, type KeptDifference, type Operation } from '../../../model/index.ts'
import { inlineCode } from '../../escape/markdown.ts'
import { quoteArgument } from '../../sentences/quoted.ts'
import { conflictLabels, refusalText } from '../../sentences/refusal.ts'
import { truncateMiddle } from '../../values/text-style.ts'
import { renderBullets, shortSentence } from '../elements/blocks.ts'

const maxLength = 80
const maxItems = 20
const maxTextLength = 1000
const maxPathLength = 300

/** Empty where there is no drift and nothing that is not yet managed. */
export const resolutionHints = (kept: readonly KeptDifference[]): string => {
  // Neither a file nor an apply restores a salt.
  const changed = kept.filter(({ cause }) => isDrift(cause) && cause !== 'resalted')
  const notYetManaged = kept.filter(({ cause }) => cause === 'not-yet-managed')
  // Statsig’s API cannot unarchive a resource.
  const isAllArchived = changed.every(({ cause }) => cause === 'archived')
  const hints = [
    ...(changed.length + notYetManaged.length > 0
      ? [adoptHint([...changed, ...notYetManaged])]
      : []),
    ...(isAllArchived
      ? []
      : [overwriteHint('overwrite', addressOrPlaceholder(changed, '<address>'))]),
    ...(notYetManaged.length > 0
      ? [overwriteHint('overwrite-unmanaged', addressOrPlaceholder(notYetManaged, '<glob>'))]
      : []),
    ...(kept.some(({ reason }) => reason.code === 'key-not-yet-managed')
      ? [
          `To write only one key of a file: ${inlineCode('apply --overwrite <address>#<key>')}, with the name of the key as the list above shows it.`,
        ]
      : []),
  ]
  return renderBullets(hints, (hint) => hint, maxItems)
}

const adoptHint = (kept: readonly KeptDifference[]): string =>
  `To keep the values of Statsig: ${inlineCode(`drift --adopt ${addressOrPlaceholder(kept, '<address>')}`)} writes the values of Statsig into the files, and so does the pull request of ${inlineCode('drift-pull-request: true')}.`

const overwriteHint = (option: 'overwrite' | 'overwrite-unmanaged', what: string): string =>
  `To restore the values of the files${option === 'overwrite-unmanaged' ? ' in what is not yet managed' : ''}: ${inlineCode(`apply --${option} ${what}`)}, or, ${manualRunHint(option, what)}.`

const manualRunHint = (option: 'overwrite' | 'overwrite-unmanaged', what: string): string =>
  `with the Action, run the apply workflow by hand with ${inlineCode(`${option}: ${what}`)}, and then again with the ${inlineCode('confirm-plan-hash')} that the first run prints`

/** The address if there is only one, so that the command can be copied. */
const addressOrPlaceholder = (kept: readonly KeptDifference[], otherwise: string): string => {
  const [first, ...others] = new Set(kept.map(({ address }) => address))
  return first === undefined || others.length > 0 ? otherwise : truncateMiddle(first, maxLength)
}

/** How to resolve one operation that is in conflict. */
export const conflictResolutionHint = (operation: Operation): string => {
  const { address, refusal } = operation
  const name = truncateMiddle(address, maxLength)
  // What both sides give together is in conflict, and no single path.
  const labels = refusal?.code === 'mixed-result' ? [] : (conflictLabels(operation) ?? [])
  const { hint = '' } = refusal ? refusalText(refusal, operation) : {}
  // The resource as a whole is in conflict: the hint of the refusal fits better.
  if (labels.length === 0)
    return `${shortSentence(hint, maxTextLength)}<br>Or, ${manualRunHint('overwrite', name)}.`
  const overwritePaths = labels
    .slice(0, maxItems)
    .map((label) => `${address}#${label}`)
    // A command that is cut does not work.
    .filter((overwritePath) => overwritePath.length <= maxPathLength)
  return [
    `To keep the values of Statsig: ${inlineCode(`drift --adopt ${name}`)}.`,
    `To restore the value of the file: ${inlineCode(`apply ${overwritePaths.map((overwritePath) => `--overwrite ${quoteArgument(overwritePath)}`).join(' ')}`)}, or, ${manualRunHint('overwrite', overwritePaths.join(', '))}.`,
  ].join('<br>')
}
