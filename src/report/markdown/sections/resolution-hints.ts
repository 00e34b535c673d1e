// What a person can do about what differs, on a machine and with the Action.
import { isDrift, type KeptDifference, type Operation } from '../../../model.ts'
import { inlineCode } from '../../escape/markdown.ts'
import { conflictLabels, refusalText } from '../../sentences/refusal.ts'
import { truncateMiddle } from '../../values/text-style.ts'
import { renderBullets, shortSentence } from '../elements/blocks.ts'

const maxLength = 80
const maxItems = 20
const maxTextLength = 1000

/** Empty where nothing differs. */
export const resolutionHints = (kept: readonly KeptDifference[]): string => {
  const changed = kept.filter(({ cause }) => isDrift(cause))
  const notYetManaged = kept.filter(({ cause }) => cause === 'not-yet-managed')
  // Statsig’s API does not bring back what is archived.
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
  ]
  return renderBullets(hints, (hint) => hint, maxItems)
}

const adoptHint = (kept: readonly KeptDifference[]): string =>
  `Is Statsig right? ${inlineCode(`drift --adopt ${addressOrPlaceholder(kept, '<address>')}`)} writes it into the files; so does the pull request of ${inlineCode('drift-pull-request: true')}.`

const overwriteHint = (option: 'overwrite' | 'overwrite-unmanaged', what: string): string =>
  `Are the files right${option === 'overwrite-unmanaged' ? ' at first contact' : ''}? ${inlineCode(`apply --${option} ${what}`)}, or, ${manualRunHint(option, what)}.`

const manualRunHint = (option: 'overwrite' | 'overwrite-unmanaged', what: string): string =>
  `with the Action, an apply by hand with ${inlineCode(`${option}: ${what}`)}, and then with the ${inlineCode('confirm-plan-hash')} that the first try tells`

/** The name where it is one, so that it can be copied. */
const addressOrPlaceholder = (kept: readonly KeptDifference[], otherwise: string): string => {
  const [first, ...others] = new Set(kept.map(({ address }) => address))
  return first === undefined || others.length > 0 ? otherwise : truncateMiddle(first, maxLength)
}

/** The same for one operation that is in conflict. */
export const conflictResolutionHint = (operation: Operation): string => {
  const { address, refusal } = operation
  const name = truncateMiddle(address, maxLength)
  const labels = conflictLabels(operation) ?? []
  const { hint = '' } = refusal ? refusalText(refusal, operation) : {}
  // The whole of it is there, or it is not: its own words fit better.
  if (labels.length === 0)
    return `${shortSentence(hint, maxTextLength)}<br>Or, ${manualRunHint('overwrite', name)}.`
  const overwritePaths = labels
    .slice(0, maxItems)
    .map((label) => truncateMiddle(`${name}#${label}`, 2 * maxLength))
  return [
    `Is Statsig right? ${inlineCode(`drift --adopt ${name}`)}.`,
    `Is the file right? ${inlineCode(`apply ${overwritePaths.map((overwritePath) => `--overwrite '${overwritePath}'`).join(' ')}`)}, or, ${manualRunHint('overwrite', overwritePaths.join(', '))}.`,
  ].join('<br>')
}
