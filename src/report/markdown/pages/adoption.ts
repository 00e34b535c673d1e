// The page of a pull request that writes into the files what Statsig has.
import { code, prose } from '../../escape/markdown.ts'
import { bullets, page } from '../elements/blocks.ts'
import { runLink } from '../elements/links.ts'
import type { Page } from './context.ts'

export interface Adopting {
  readonly adopted: readonly {
    readonly address: string
    readonly path: string
    readonly labels: readonly string[]
  }[]
  readonly refused: readonly { readonly address: string; readonly reason: string }[]
}

const most = 100

export const adoptionPage = ({ adopted, refused }: Adopting, at: Page): string =>
  page([
    'Somebody changed this in Statsig, and the files do not say so yet. Merging writes it into them and changes nothing in Statsig. To undo it there, close this pull request and let the file win with `apply --overwrite`.',
    bullets(
      adopted,
      ({ address, labels, path }) =>
        `${code(address)} in ${code(path)}: ${labels.map(code).join(', ')}`,
      most,
    ),
    refused.length === 0
      ? ''
      : page([
          '**No file can say this**',
          bullets(refused, ({ address, reason }) => `${code(address)}: ${prose(reason)}`, most),
        ]),
    `<sub>Found by ${runLink(at)}</sub>`,
  ])
