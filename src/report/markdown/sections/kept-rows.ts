// What differs and is left alone, as rows: what git says, what Statsig has, and whose change it is.
import type { Edit } from '../../../fields/difference.ts'
import {
  type Author,
  isRestrictiveDrift,
  type KeptDifference,
  type Operation,
} from '../../../model.ts'
import { hideSensitiveEdit } from '../../../redaction/sensitive-values.ts'
import { escapeProse, inlineCode, shortCode } from '../../escape/markdown.ts'
import { conflictLabels, refusalText } from '../../sentences/refusal.ts'
import { minuteOf, whoOf } from '../../text/author.ts'
import { resourceStateText, reverseEdit } from '../../text/kept-differences.ts'
import { countText } from '../../values/edits.ts'
import { inlineValue } from '../../values/inline-values.ts'
import { truncateMiddle } from '../../values/text-style.ts'

export const keptHeadings = ['Resource', 'What', 'In git', 'In Statsig', 'Changed by']

type TableRow = readonly string[]

const maxNameLength = 80
const maxValueLength = 120

const nameCell = (address: string): string => inlineCode(truncateMiddle(address, maxNameLength))

/** A row for each edit; one where the whole is meant. */
export const keptRows = (kept: KeptDifference): readonly TableRow[] => {
  const { address, author, cause, edits, sensitive } = kept
  const isNotYetManaged = cause === 'not-yet-managed'
  const by = authorCell(author, isNotYetManaged)
  const icon = isRestrictiveDrift(kept) ? '🛡️ ' : ''
  if (edits.length === 0 || cause === 'archived')
    return [[nameCell(address), `${icon}${resourceStateText(cause)}`, '', '', by]]
  return edits.map((edit) => [
    nameCell(address),
    `${icon}${nameCell(edit.label)}`,
    ...valueCells(
      hideSensitiveEdit(reverseEdit(edit), sensitive),
      isNotYetManaged ? notYetManagedLabels : changeLabels,
    ),
    by,
  ])
}

/** Why it is marked, where something is. */
export const restrictiveLegend = (kept: readonly KeptDifference[]): string =>
  kept.some(isRestrictiveDrift)
    ? '🛡️ took users away from something, as one does in an incident: it stays so until somebody overwrites it by name.'
    : ''

const authorCell = (author: Author | undefined, isLastChange = false): string => {
  if (author === undefined) return ''
  if (author.type === 'unknown') return 'unknown'
  return `${whoOf(author, shortCode)}, ${isLastChange ? 'last on' : 'since'} ${minuteOf(author.at, shortCode)}`
}

export const conflictRows = (operation: Operation): readonly TableRow[] => {
  const { address, author, edits, refusal, sensitive } = operation
  const by = authorCell(author)
  const labels = conflictLabels(operation)
  const conflicting = edits.filter(({ label }) => labels?.includes(label) ?? true)
  const reason = refusal ? refusalText(refusal, operation).reason : ''
  if (conflicting.length === 0) return [[nameCell(address), escapeProse(reason), '', '', by]]
  return conflicting.map((edit) => [
    nameCell(address),
    nameCell(edit.label),
    ...valueCells(hideSensitiveEdit(reverseEdit(edit), sensitive), changeLabels),
    by,
  ])
}

const changeLabels = { added: 'added', removed: 'removed' }
/** Nobody knows whether it was ever otherwise. */
const notYetManagedLabels = { added: 'only there', removed: 'not there' }

const valueCells = (
  { after, before, counts, item }: Edit,
  labels: typeof changeLabels,
): readonly [string, string] => {
  if (counts) return ['', inlineCode(`${countText(counts)} (+${counts.added}, -${counts.removed})`)]
  if (item === 'added' || item === 'removed') return ['', labels[item]]
  return [valueCell(before), valueCell(after)]
}

const valueCell = (value: Edit['before']): string =>
  value === undefined ? 'not set' : inlineCode(truncateMiddle(inlineValue(value), maxValueLength))
