// What `drift --adopt` says of what it has written.

import type { Adoption } from '../../adoption/index.ts'
import type { Members } from '../../json.ts'
import { clean, guarded } from '../../report/escape/terminal.ts'
import { counted } from '../../report/values/text-style.ts'

export const adoptionText = ({ adopted, files, refused }: Adoption): string => {
  const lines = [
    ...adopted.map(
      ({ address, labels, path }) =>
        `${clean(address)}  ${clean(path)}  ${labels.map(clean).join(', ')}`,
    ),
    ...refused.map(({ address, reason }) => `! ${clean(address)}  not adopted: ${clean(reason)}`),
  ]
  const written = files.length > 0 ? ` in ${counted(files.length, 'file')}` : ''
  const left = refused.length > 0 ? `, ${refused.length} refused` : ''
  const what = adopted.length > 0 ? `${adopted.length}${written}` : 'nothing'
  return guarded(
    [
      ...lines,
      ...(lines.length > 0 ? [''] : []),
      `Adopted: ${what}${left}.${adopted.length > 0 ? ' Look at the difference, and commit it.' : ''}`,
    ].join('\n'),
  )
}

export const adoptionJson = ({ adopted, files, refused }: Adoption): Members => ({
  version: 1,
  adopted: adopted.map(({ address, labels, path }) => ({ address, path, labels })),
  refused: refused.map(({ address, reason }) => ({ address, reason })),
  files: files.map(({ path }) => path),
})
