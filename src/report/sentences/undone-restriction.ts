// Makes the phrase of an operation that takes back a restriction that people made in Statsig.
import type { Operation } from '../../model/index.ts'
import { reachesUsers } from '../../summary/undone-restrictions.ts'
import { authorText, type Quote } from '../text/author.ts'

/** `switches gate/checkout on again (isEnabled, by …)`. */
export const undoneRestrictionText = (
  { address, author, effects }: Operation,
  quote: Quote,
): string => {
  const found = effects.filter(reachesUsers)
  const isSwitch = found.some(({ type }) => type === 'switches-on')
  const labels = [...new Set(found.flatMap(({ label }) => (label === '' ? [] : [label])))]
  const details = [
    ...labels.slice(0, maxLabels).map(quote),
    ...(author === undefined ? [] : [authorText(author, quote)]),
  ]
  const what = isSwitch
    ? `switches ${quote(address)} on again`
    : `lets users in again at ${quote(address)}`
  return details.length === 0 ? what : `${what} (${details.join(', ')})`
}

const maxLabels = 3
