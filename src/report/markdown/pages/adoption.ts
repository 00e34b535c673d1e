// The page of a pull request that writes into the files what Statsig has.
import { escapeProse, inlineCode } from '../../escape/markdown.ts'
import { joinBlocks, renderBullets } from '../elements/blocks.ts'
import { runLink } from '../elements/links.ts'
import type { PageContext } from './context.ts'

export interface AdoptionSummary {
  readonly adopted: readonly {
    readonly address: string
    readonly path: string
    readonly labels: readonly string[]
  }[]
  readonly refused: readonly { readonly address: string; readonly reason: string }[]
}

const maxItems = 100

export const adoptionPage = ({ adopted, refused }: AdoptionSummary, context: PageContext): string =>
  joinBlocks([
    'Somebody changed this in Statsig, and the files do not say so yet. Merging writes it into them and changes nothing in Statsig. To undo it there, close this pull request and let the file win with `apply --overwrite`.',
    renderBullets(
      adopted,
      ({ address, labels, path }) =>
        `${inlineCode(address)} in ${inlineCode(path)}: ${labels.map(inlineCode).join(', ')}`,
      maxItems,
    ),
    refused.length === 0
      ? ''
      : joinBlocks([
          '**No file can say this**',
          renderBullets(
            refused,
            ({ address, reason }) => `${inlineCode(address)}: ${escapeProse(reason)}`,
            maxItems,
          ),
        ]),
    `<sub>Found by ${runLink(context)}</sub>`,
  ])
