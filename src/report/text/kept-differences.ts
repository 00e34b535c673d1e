// What a plan does not change: differences of changed definitions in full, all others on a line each.

import { isJsonArray, isJsonScalar, type Json } from '../../core/json.ts'
import type { Edit } from '../../fields/difference.ts'
import {
  isDrift,
  isRestrictiveDrift,
  type KeptCause,
  type KeptDifference,
  type Plan,
  type UnmanagedItem,
} from '../../model/index.ts'
import { appliedRefName } from '../../model/record-name.ts'
import { hideSensitive, hideSensitiveEdit } from '../../redaction/sensitive-values.ts'
import { escapeText } from '../escape/terminal.ts'
import { keptText } from '../sentences/kept.ts'
import { editLines } from '../values/edits.ts'
import { inlineSides, inlineValue } from '../values/inline-values.ts'
import {
  colorsOf,
  indentLines,
  type TextColors,
  type TextStyle,
  truncateMiddle,
} from '../values/text-style.ts'
import { wrapProse } from '../values/wrap.ts'
import { authorText, lastAuthorText } from './author.ts'
import { positionText, withAsides } from './operation.ts'

/** Sections of a plan, each with its heading. */
export const keptSections = (plan: Plan, style: TextStyle): readonly (readonly string[])[] => {
  const colors = colorsOf(style)
  const { ahead, changed, alreadyDifferent, notPruned, notYetManaged } = groupKept(plan)
  const blocks = (list: readonly KeptDifference[]) =>
    list.flatMap((each) => indentLines(2, keptBlock(each, style)))
  return [
    section(`Not changed, Statsig is ahead ${arrowLegend}:`, blocks(ahead)),
    section('Not defined any more, not changed:', blocks(notPruned)),
    section(`Drift beside a change of the file, not changed ${arrowLegend}:`, blocks(changed)),
    section(`Not yet managed, not changed ${arrowLegend}:`, blocks(notYetManaged)),
    section(
      `Existing drift, not changed ${arrowLegend}:`,
      alreadyDifferent.flatMap((each) => indentLines(2, keptLines(each, style))),
    ),
    section(
      'No longer managed, stays in Statsig:',
      indentLines(
        2,
        plan.unmanaged.map((each) => unmanagedLine(each, colors)),
      ),
    ),
    planHints(plan).flatMap((line) => wrapProse(line, style.width, 2).map(colors.dim)),
  ].filter((lines) => lines.length > 0)
}

/** What arrows and signs mean in a list of differences. */
export const arrowLegend = '(in Statsig → in the file)'

export const groupKept = ({ kept }: Plan) => ({
  ahead: kept.filter(({ cause }) => cause === 'ahead'),
  notPruned: kept.filter(({ cause }) => cause === 'not-pruned'),
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
  const text = escapeText(`${keptText(reason)}${by}`)
  return [
    ...withAsides(colors.bold(escapeText(address)), [positionText(at)], narrow(style), colors),
    ...indentLines(2, wrapProse(text, style.width - 4, 2)),
    ...editLines(edits, sensitive, narrow(style)),
  ]
}

/** Without the two columns that a section is indented by. */
const narrow = (style: TextStyle): TextStyle => ({ ...style, width: style.width - 2 })

const maxNamed = 3

const keptLines = (kept: KeptDifference, style: TextStyle): readonly string[] => {
  const { address, author, cause, edits, sensitive } = kept
  const colors = colorsOf(style)
  const named = edits
    .slice(0, maxNamed)
    .map((edit) => shortEditText(hideSensitiveEdit(edit, sensitive), keptLabels))
  const more = edits.length - named.length
  const what = cause === 'archived' || edits.length === 0 ? [resourceStateText(cause)] : named
  return withAsides(
    colors.bold(escapeText(address)),
    [
      [...what, ...(more > 0 ? [`${more} more`] : [])].join(', '),
      isRestrictiveDrift(kept) ? 'restrictive' : undefined,
      author === undefined ? undefined : escapeText(authorText(author)),
    ],
    narrow(style),
    colors,
  )
}

/** The state of the resource as a whole. */
export const resourceStateText = (cause: KeptCause): string => {
  switch (cause) {
    case 'deleted':
      return 'deleted in Statsig'
    case 'archived':
      return 'archived in Statsig'
    case 'resalted':
      return 'salt changed: users are assigned again'
    case 'drift':
    case 'restrictive':
    case 'ahead':
    case 'not-yet-managed':
    case 'not-pruned':
      return 'in use in Statsig again'
  }
}

/** What a whole item is called that a plan adds or removes. */
const planLabels = { added: 'added', removed: 'removed' }
/** What it is called where the plan does not change it. */
const keptLabels = { added: 'only in the file', removed: 'only in Statsig' }

export const shortEditText = (
  { after, before, counts, item, label }: Edit,
  labels: typeof planLabels = planLabels,
): string => {
  if (counts || item === 'order') return escapeText(label)
  if (item) return `${escapeText(label)} ${labels[item]}`
  return areShort(before, after)
    ? `${escapeText(label)}: ${inlineSides(before, after).join(' → ')}`
    : escapeText(label)
}

/** Whether `shortEditText` shows the whole edit. */
export const isShortEdit = ({ after, before, counts, item }: Edit): boolean =>
  counts !== undefined || item === 'removed' || (item === undefined && areShort(before, after))

const areShort = (...sides: readonly Edit['before'][]): boolean =>
  sides.every(
    (side) =>
      side === undefined ||
      isEmptyList(side) ||
      (isJsonScalar(side) && inlineValue(side).length <= 24),
  )

const isEmptyList = (side: Json): boolean => isJsonArray(side) && side.length === 0

const maxValueWidth = 60

const unmanagedLine = (
  { address, label, live, pattern = '', sensitive }: UnmanagedItem,
  colors: TextColors,
): string => {
  if (label === undefined) return colors.bold(escapeText(address))
  const value = hideSensitive(live, pattern, sensitive)
  const valueText = value === undefined ? 'empty' : inlineValue(value)
  return `${colors.bold(escapeText(address))}  ${escapeText(label)} stays at ${truncateMiddle(valueText, maxValueWidth)}`
}

/** How a person can resolve the differences. */
const planHints = ({ kept, origin, target }: Plan): readonly string[] => {
  const changed = kept.filter(({ cause }) => isDrift(cause))
  const hasNotYetManaged = kept.some(({ cause }) => cause === 'not-yet-managed')
  const hasUnmanagedKey = kept.some(({ reason }) => reason.code === 'key-not-yet-managed')
  const ref = appliedRefName({ target, root: origin?.root ?? '' })
  return [
    ...(changed.length > 0 ? [`To resolve drift: ${driftHint(changed)}`] : []),
    ...(hasNotYetManaged
      ? [
          `To resolve what is not yet managed: ${adoptText}, ${overwriteText('--overwrite-unmanaged <glob>')}${hasUnmanagedKey ? ', and `apply --overwrite <address>#<key>` those of one key' : ''}.`,
        ]
      : []),
    ...(hasNotYetManaged && origin?.record === undefined
      ? [
          `If it was applied from another clone, fetch the record of the last apply: \`git fetch origin ${ref}:${ref}\``,
        ]
      : []),
  ]
}

const adoptText = '`drift --adopt <address>` writes the values of Statsig into the files'

const overwriteText = (option: string): string =>
  `\`apply ${option}\` writes the values of the files to Statsig`

/** Statsig’s API cannot unarchive a resource. */
const driftHint = (changed: readonly KeptDifference[]): string =>
  changed.every(({ cause }) => cause === 'archived')
    ? `${adoptText}.`
    : `${adoptText}, ${overwriteText('--overwrite <address>')}.`
