// Makes the sentence that says what a merge would give users whom neither side gives it.
import type { Refusal } from '../../model/index.ts'
import type { Mixture } from '../../reasons/mixture.ts'
import { quoteNames } from './quoted.ts'

type MixedResultRefusal = Extract<Refusal, { code: 'mixed-result' }>

const maxNamed = 3

export const mixedResultText = (refusal: MixedResultRefusal): string => {
  const { file, live } = refusal
  const inFile = file.map(({ at, label }) => `\`${label}\`${at ? ` (${at.file}:${at.line})` : ''}`)
  const { isRefused, labels } = live
  const named = `${quoteNames(labels.slice(0, maxNamed))}${moreText(labels)}${ofText(live.of)}`
  const inStatsig = isRefused ? `the change of ${named} is refused` : `${named} changed in Statsig`
  return `the file changes ${listFirst(inFile)}, and ${inStatsig}. ${capitalize(mixtureText(refusal))}`
}

/** What both changes together would do. */
export const mixtureText = ({
  mixture,
  usersOf,
}: Pick<MixedResultRefusal, 'mixture' | 'usersOf'>): string => effectText(mixture, ofText(usersOf))

const capitalize = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`

const ofText = (address: string | undefined): string =>
  address === undefined ? '' : ` of \`${address}\``

const listFirst = (texts: readonly string[]): string =>
  `${texts.slice(0, maxNamed).join(', ')}${moreText(texts)}`

const moreText = ({ length }: readonly string[]): string =>
  length > maxNamed ? ` and ${length - maxNamed} more` : ''

const effectText = ({ label, result, type }: Mixture, of: string): string => {
  const by = label === undefined ? 'together they' : `together, \`${label}\`${of}`
  if (type === 'not-compared' || result === undefined)
    return 'their rules are too many to compare what users would get from both'
  switch (result.type) {
    case 'pass':
      return type === 'gains'
        ? `${by} would let in users whom neither the file nor Statsig lets in`
        : `${by} would keep out users whom both the file and Statsig let in`
    case 'exclusion': {
      const from = result.name === undefined ? '' : ` of \`${result.name}\``
      return type === 'gains'
        ? `${by} would hold users out${from} whom neither the file nor Statsig holds out`
        : `${by} would not hold users out${from} whom both the file and Statsig hold out`
    }
    case 'value':
      return `${by} would give users a value${result.name === undefined ? '' : ` of \`${result.name}\``} that neither the file nor Statsig gives them`
    case 'group':
      return `${by} would put users into a group into which neither the file nor Statsig puts them`
    case 'phase':
      return `${by} would give users the change at a time at which neither the file nor Statsig gives it to them`
  }
}
