// What `drift --adopt` has written into the files, for terminals.
import { escapeText, neutralizeCommands } from '../escape/terminal.ts'
import type { AdoptionResult } from '../results.ts'
import { pluralize } from '../values/text-style.ts'

export const adoptionText = (adoption: AdoptionResult): string => {
  const { adopted, refused } = adoption
  const lines = [
    ...adopted.map(
      ({ address, labels, path }) =>
        `${escapeText(address)}  ${escapeText(path)}  ${labels.map(escapeText).join(', ')}`,
    ),
    ...refused.map(
      ({ address, reason }) => `! ${escapeText(address)}  not adopted: ${escapeText(reason)}`,
    ),
  ]
  return neutralizeCommands(
    [...lines, ...(lines.length > 0 ? [''] : []), adoptionSummary(adoption)].join('\n'),
  )
}

export const adoptionSummary = ({ adopted, files, refused }: AdoptionResult): string => {
  const fileText = files.length > 0 ? ` in ${pluralize(files.length, 'file')}` : ''
  const refusedText = refused.length > 0 ? `, ${refused.length} refused` : ''
  const adoptedText = adopted.length > 0 ? `${adopted.length}${fileText}` : 'nothing'
  const advice = adopted.length > 0 ? ' Review the changes of the files, and commit them.' : ''
  return `Adopted: ${adoptedText}${refusedText}.${advice}`
}
