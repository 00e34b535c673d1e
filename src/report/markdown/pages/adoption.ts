// What `drift --adopt` writes into the files, and the page of the pull request that proposes it.
import { escapeProse, inlineCode } from '../../escape/markdown.ts'
import type { AdoptionResult } from '../../results.ts'
import { leftText } from '../../sentences/adoption.ts'
import { adoptionSummary } from '../../text/adoption.ts'
import { joinBlocks, renderBullets } from '../elements/blocks.ts'
import { runLink } from '../elements/links.ts'
import type { RunPageContext } from './context.ts'

const maxItems = 100

export const adoptionPage = (adoption: AdoptionResult, context: RunPageContext): string =>
  joinBlocks([
    'These values were changed in Statsig, and the files do not have them yet. Merging this pull request writes them into the files and changes nothing in Statsig. To restore the values of the files in Statsig instead, close this pull request and run `apply --overwrite`.',
    adoptionLists(adoption),
    `<sub>Found by ${runLink(context)}</sub>`,
  ])

/** After the files were written. */
export const adoptionMarkdown = (adoption: AdoptionResult): string =>
  joinBlocks([adoptionLists(adoption), escapeProse(adoptionSummary(adoption))])

const adoptionLists = ({ adopted, left, refused }: AdoptionResult): string =>
  joinBlocks([
    renderBullets(
      adopted,
      ({ address, labels, path }) =>
        `${inlineCode(address)} in ${inlineCode(path)}: ${labels.map(inlineCode).join(', ')}`,
      maxItems,
    ),
    refused.length === 0
      ? ''
      : joinBlocks([
          '**A file cannot describe these values**',
          renderBullets(
            refused,
            ({ address, reason }) => `${inlineCode(address)}: ${escapeProse(reason)}`,
            maxItems,
          ),
        ]),
    left.length === 0
      ? ''
      : joinBlocks([
          '**Left as in the files**',
          renderBullets(
            left,
            (each) => `${inlineCode(each.address)}: ${escapeProse(leftText(each))}.`,
            maxItems,
          ),
        ]),
  ])
