// What `drift --adopt` says of what it has written.

import type { Adoption } from '../../adoption/index.ts'
import type { JsonObject } from '../../json.ts'
import { escapeText, neutralizeCommands } from '../../report/escape/terminal.ts'
import { pluralize } from '../../report/values/text-style.ts'

export const adoptionText = ({ adopted, files, refused }: Adoption): string => {
  const lines = [
    ...adopted.map(
      ({ address, labels, path }) =>
        `${escapeText(address)}  ${escapeText(path)}  ${labels.map(escapeText).join(', ')}`,
    ),
    ...refused.map(
      ({ address, reason }) => `! ${escapeText(address)}  not adopted: ${escapeText(reason)}`,
    ),
  ]
  const fileText = files.length > 0 ? ` in ${pluralize(files.length, 'file')}` : ''
  const refusedText = refused.length > 0 ? `, ${refused.length} refused` : ''
  const adoptedText = adopted.length > 0 ? `${adopted.length}${fileText}` : 'nothing'
  return neutralizeCommands(
    [
      ...lines,
      ...(lines.length > 0 ? [''] : []),
      `Adopted: ${adoptedText}${refusedText}.${adopted.length > 0 ? ' Look at the difference, and commit it.' : ''}`,
    ].join('\n'),
  )
}

export const adoptionJson = ({ adopted, files, refused }: Adoption): JsonObject => ({
  version: 1,
  adopted: adopted.map(({ address, labels, path }) => ({ address, path, labels })),
  refused: refused.map(({ address, reason }) => ({ address, reason })),
  files: files.map(({ path }) => path),
})
