// What `drift --adopt` has written into the files, for terminals.
import { escapeText, neutralizeCommands } from '../escape/terminal.ts'
import type { AdoptionResult } from '../results.ts'
import { leftText } from '../sentences/adoption.ts'
import { pluralize } from '../values/text-style.ts'

export const adoptionText = (adoption: AdoptionResult): string => {
  const { adopted, left, refused } = adoption
  const lines = [
    ...adopted.map(
      ({ address, labels, path }) =>
        `${escapeText(address)}  ${escapeText(path)}  ${labels.map(escapeText).join(', ')}`,
    ),
    ...refused.map(
      ({ address, reason }) => `! ${escapeText(address)}  not adopted: ${escapeText(reason)}`,
    ),
    ...left.map(
      (each) => `! ${escapeText(each.address)}  not adopted: ${escapeText(leftText(each))}.`,
    ),
  ]
  return neutralizeCommands(
    [...lines, ...(lines.length > 0 ? [''] : []), adoptionSummary(adoption)].join('\n'),
  )
}

export const adoptionSummary = ({ adopted, files, left, refused }: AdoptionResult): string => {
  const fileText = files.length > 0 ? ` in ${pluralize(files.length, 'file')}` : ''
  const refusedText = refused.length > 0 ? `, ${refused.length} refused` : ''
  const leftCount = left.length > 0 ? `, ${left.length} left as in the file` : ''
  const adoptedText = adopted.length > 0 ? `${adopted.length}${fileText}` : 'nothing'
  const advice = adopted.length > 0 ? ' Review the changes of the files, and commit them.' : ''
  return `Adopted: ${adoptedText}${refusedText}${leftCount}.${advice}`
}
