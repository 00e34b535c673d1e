// Differences that a plan does not change, as rows: the value in Statsig, the value in the file, and the author.
import type { Edit } from '../../../fields/difference.ts'
import {
  type Author,
  isRestrictiveDrift,
  type KeptDifference,
  type Operation,
} from '../../../model/index.ts'
import { hideSensitiveEdit } from '../../../redaction/sensitive-values.ts'
import { codeBlock, escapeProse, inlineCode, shortCode } from '../../escape/markdown.ts'
import { conflictLabels, refusalText } from '../../sentences/refusal.ts'
import { authorName, minuteOf } from '../../text/author.ts'
import { resourceStateText } from '../../text/kept-differences.ts'
import { countText, editDiff } from '../../values/edits.ts'
import { inlineValue } from '../../values/inline-values.ts'
import { shortenApart } from '../../values/shorten.ts'
import { truncateMiddle } from '../../values/text-style.ts'
import { joinBlocks } from '../elements/blocks.ts'

export const keptHeadings = ['Resource', 'What', 'In Statsig', 'In the file', 'Changed by']

type TableRow = readonly string[]

const maxNameLength = 80
const maxValueLength = 120

const nameCell = (address: string): string => inlineCode(truncateMiddle(address, maxNameLength))

/** A row for each edit; one row where the resource as a whole differs. */
export const keptRows = (kept: KeptDifference): readonly TableRow[] => {
  const { address, author, cause, edits, sensitive } = kept
  const by = authorCell(author, cause === 'not-yet-managed')
  const icon = isRestrictiveDrift(kept) ? '🛡️ ' : ''
  if (edits.length === 0 || cause === 'archived')
    return [[nameCell(address), `${icon}${resourceStateText(cause)}`, '', '', by]]
  return edits.map((edit) => [
    nameCell(address),
    `${icon}${nameCell(edit.label)}`,
    ...valueCells(hideSensitiveEdit(edit, sensitive)),
    by,
  ])
}

/** What the sign means; empty where no row has it. */
export const restrictiveLegend = (kept: readonly KeptDifference[]): string =>
  kept.some(isRestrictiveDrift)
    ? '🛡️ restricts users, as in an incident: only <code>--overwrite</code> with the address undoes it.'
    : ''

const authorCell = (author: Author | undefined, isLastChange = false): string => {
  if (author === undefined) return ''
  if (author.type === 'unknown') return 'unknown'
  return `${authorName(author, shortCode)}, ${isLastChange ? 'last on' : 'since'} ${minuteOf(author.at, shortCode)}`
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
    ...valueCells(hideSensitiveEdit(edit, sensitive)),
    by,
  ])
}

const valueCells = ({ after, before, counts, item }: Edit): readonly [string, string] => {
  if (counts) return ['', inlineCode(`${countText(counts)} (+${counts.added}, -${counts.removed})`)]
  if (item === 'added') return ['not there', 'there']
  if (item === 'removed') return ['there', 'not there']
  const [live, file] = shortenApart(inlineValue(before), inlineValue(after), maxValueLength)
  return [valueCell(before, live), valueCell(after, file)]
}

const valueCell = (value: Edit['before'], text: string): string =>
  value === undefined ? 'not set' : inlineCode(text)

/** Hunks of the texts that are too long for a cell. */
export const longTextDiffs = (kept: readonly KeptDifference[]): string =>
  joinBlocks(
    kept.flatMap(({ address, edits, sensitive }) =>
      edits
        .map((edit) => hideSensitiveEdit(edit, sensitive))
        .filter(isLongEdit)
        .map((edit) =>
          joinBlocks([
            `${nameCell(address)} ${nameCell(edit.label)}`,
            codeBlock(editDiff(edit).join('\n'), 'diff'),
          ]),
        ),
    ),
  )

const isLongEdit = ({ after, before, counts, item }: Edit): boolean =>
  counts === undefined &&
  item === undefined &&
  [before, after].some((side) => [...inlineValue(side)].length > maxValueLength)
