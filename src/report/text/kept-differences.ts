// What is left alone: what this change has to do with, in full, and what differs besides, a line each.
import type { Edit } from '../../fields/difference.ts'
import {
  isDrift,
  isRestrictiveDrift,
  type KeptCause,
  type KeptDifference,
  type Plan,
  type UnmanagedItem,
} from '../../model.ts'
import { hideSensitive, hideSensitiveEdit } from '../../redaction/sensitive-values.ts'
import { escapeText } from '../escape/terminal.ts'
import { keptText } from '../sentences/kept.ts'
import { editLines } from '../values/edits.ts'
import { inlineValue, isScalar } from '../values/inline-values.ts'
import { colorsOf, indentLines, type TextColors, type TextStyle } from '../values/text-style.ts'
import { authorText, lastAuthorText } from './author.ts'
import { positionText, withAsides } from './operation.ts'

/** Sections of a plan, each with its heading. */
export const keptSections = (plan: Plan, style: TextStyle): readonly (readonly string[])[] => {
  const colors = colorsOf(style)
  const { changed, alreadyDifferent, others, notYetManaged } = groupKept(plan)
  const keptBlocks = (list: readonly KeptDifference[]) =>
    list.flatMap((each) => indentLines(2, keptBlock(each, style)))
  return [
    section('Held, left as it is in Statsig:', keptBlocks(others)),
    section('Changed in Statsig and held (in git → in Statsig):', keptBlocks(changed)),
    section('First contact, held (in Statsig → in git):', keptBlocks(notYetManaged)),
    section(
      'Already different, held (in git → in Statsig):',
      indentLines(
        2,
        alreadyDifferent.map((each) => keptLine(each, colors)),
      ),
    ),
    section(
      'No longer managed, stays as it is:',
      indentLines(
        2,
        plan.unmanaged.map((each) => unmanagedLine(each, colors)),
      ),
    ),
    planHints(plan).map((line) => colors.dim(line)),
  ].filter((lines) => lines.length > 0)
}

export const groupKept = ({ kept }: Plan) => ({
  others: kept.filter((each) => !isDrift(each.cause) && each.cause !== 'not-yet-managed'),
  changed: kept.filter((each) => isDrift(each.cause) && !each.isDefinitionUnchanged),
  notYetManaged: kept.filter(({ cause }) => cause === 'not-yet-managed'),
  alreadyDifferent: kept.filter(
    (each) => isDrift(each.cause) && each.isDefinitionUnchanged === true,
  ),
})

const section = (heading: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [heading, ...lines]

export const keptBlock = (kept: KeptDifference, style: TextStyle): readonly string[] => {
  const { address, at, author, cause, edits, reason, sensitive } = kept
  const colors = colorsOf(style)
  const authorTextOf = cause === 'not-yet-managed' ? lastAuthorText : authorText
  const by = author === undefined ? '' : `; ${authorTextOf(author)}`
  return [
    ...withAsides(colors.bold(escapeText(address)), [positionText(at)], style, colors),
    `  ${escapeText(keptText(reason))}${escapeText(by)}`,
    ...editLines(isDrift(cause) ? edits.map(reverseEdit) : edits, sensitive, style),
  ]
}

const maxNamed = 3

const keptLine = (kept: KeptDifference, colors: TextColors): string => {
  const { address, author, cause, edits, sensitive } = kept
  const named = edits
    .slice(0, maxNamed)
    .map((edit) => shortEditText(hideSensitiveEdit(reverseEdit(edit), sensitive)))
  const more = edits.length - named.length
  const what = cause === 'archived' || edits.length === 0 ? [resourceStateText(cause)] : named
  return [
    colors.bold(escapeText(address)),
    [...what, ...(more > 0 ? [`${more} more`] : [])].join(', '),
    isRestrictiveDrift(kept) ? colors.yellow('protective') : '',
    colors.dim(author === undefined ? '' : escapeText(authorText(author))),
  ]
    .filter((part) => part !== '')
    .join('  ')
}

/** What became of the resource as a whole. */
export const resourceStateText = (cause: KeptCause): string => {
  switch (cause) {
    case 'deleted':
      return 'deleted in Statsig'
    case 'archived':
      return 'archived in Statsig'
    case 'drift':
    case 'restrictive':
    case 'ahead':
    case 'not-yet-managed':
    case 'not-pruned':
      return 'in use in Statsig again'
  }
}

export const shortEditText = ({ after, before, counts, item, label }: Edit): string => {
  if (counts || item === 'order') return escapeText(label)
  if (item === 'added') return `${escapeText(label)} added`
  if (item === 'removed') return `${escapeText(label)} removed`
  return areShort(before, after)
    ? `${escapeText(label)}: ${inlineValue(before)} → ${inlineValue(after)}`
    : escapeText(label)
}

/** Whether a line says all of it. */
export const isShortEdit = ({ after, before, counts, item }: Edit): boolean =>
  counts !== undefined || item === 'removed' || (item === undefined && areShort(before, after))

const areShort = (...sides: readonly Edit['before'][]): boolean =>
  sides.every((side) => side === undefined || (isScalar(side) && inlineValue(side).length <= 24))

/** From git to Statsig, where the edit tells what would lead back. */
export const reverseEdit = ({ after, before, counts, item, ...edit }: Edit): Edit => ({
  ...edit,
  ...(after !== undefined && { before: after }),
  ...(before !== undefined && { after: before }),
  ...(counts && {
    counts: {
      ...counts,
      added: counts.removed,
      removed: counts.added,
      total: counts.total - counts.added + counts.removed,
    },
  }),
  ...(item && { item: item === 'added' ? 'removed' : item === 'removed' ? 'added' : item }),
})

const unmanagedLine = (
  { address, label, live, pattern = '', sensitive }: UnmanagedItem,
  colors: TextColors,
): string => {
  if (label === undefined) return colors.bold(escapeText(address))
  const value = hideSensitive(live, pattern, sensitive)
  const valueText = value === undefined ? 'empty' : inlineValue(value)
  return `${colors.bold(escapeText(address))}  ${escapeText(label)} stays at ${valueText.length > 60 ? `${valueText.slice(0, 60)}…` : valueText}`
}

/** What a person can do about it. */
const planHints = ({ kept, origin, target }: Plan): readonly string[] => {
  const hasNotYetManaged = kept.some(({ cause }) => cause === 'not-yet-managed')
  const ref = `refs/statsig-gitops/${target}/applied`
  return [
    ...keptHints(kept),
    ...(hasNotYetManaged && origin?.record === undefined
      ? [
          `If it was applied from elsewhere, fetch what was recorded: git fetch origin ${ref}:${ref}`,
        ]
      : []),
  ]
}

const keptHints = (kept: readonly KeptDifference[]): readonly string[] => {
  const changed = kept.filter(({ cause }) => isDrift(cause))
  return [
    ...(changed.length > 0 ? [driftHint(changed)] : []),
    ...(kept.some(({ cause }) => cause === 'not-yet-managed')
      ? [
          'First contact: `drift --adopt <address>` writes what Statsig has into the files, `apply --take-over <glob>` what the files say into Statsig.',
        ]
      : []),
  ]
}

/** Statsig’s API does not bring back what is archived. */
const driftHint = (changed: readonly KeptDifference[]): string => {
  const adoptText = 'To settle it: `drift --adopt <address>` writes what Statsig has into the files'
  return changed.every(({ cause }) => cause === 'archived')
    ? `${adoptText}.`
    : `${adoptText}, \`apply --overwrite <address>\` what the files say into Statsig.`
}
