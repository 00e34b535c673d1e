// The page of the drift issue, and the comments that are added when the drift changes or ends.
import { isRestrictiveDrift, type KeptDifference, type Operation } from '../../../model/index.ts'
import type { Drift } from '../../../summary/drift.ts'
import { escapeProse, inlineCode, shortCode } from '../../escape/markdown.ts'
import { minuteOf } from '../../text/author.ts'
import { driftCountsText } from '../../text/drift.ts'
import { formatNumber } from '../../values/text-style.ts'
import {
  joinBlocks,
  joinFirst,
  renderAlert,
  renderBullets,
  renderTable,
} from '../elements/blocks.ts'
import { commitLink, runLink } from '../elements/links.ts'
import { fitToSize, type SizeLimits } from '../elements/size-levels.ts'
import { nameCode } from '../sections/changes-table.ts'
import { conflictRows, keptHeadings, keptRows, longTextDiffs } from '../sections/kept-rows.ts'
import { conflictResolutionHint, resolutionHints } from '../sections/resolution-hints.ts'
import type { RunPageContext } from './context.ts'
import { noticesAlert, truncationNote } from './plan.ts'

export interface DriftSightings {
  /** ISO times in UTC. */
  readonly first: string
  readonly checked: string
  readonly runs: number
}

export const driftIssueBody = (
  drift: Drift,
  context: RunPageContext,
  metadataLine: string,
  sightings: DriftSightings,
  maxBytes = 65_000,
): string => {
  const { conflicts, kept } = drift
  const sorted = kept.toSorted((one, other) => riskRank(one) - riskRank(other))
  const changed = sorted.filter(({ cause }) => cause !== 'not-yet-managed')
  const notYetManaged = sorted.filter(({ cause }) => cause === 'not-yet-managed')
  const restrictive = changed.filter(isRestrictiveDrift)
  const rowsOf = (list: readonly KeptDifference[]) => list.flatMap(keptRows)
  const section = (
    heading: string,
    rows: readonly (readonly string[])[],
    limits: SizeLimits,
    list: readonly KeptDifference[] = [],
  ) =>
    rows.length === 0
      ? ''
      : joinBlocks([
          `### ${heading}`,
          renderTable(keptHeadings, rows, (row) => row, limits.rows),
          limits.diffs === 'none' ? '' : longTextDiffs(list),
        ])
  const render = (limits: SizeLimits): string =>
    joinBlocks([
      `${metadataLine}\n## Statsig drift${context.target === undefined ? '' : ` · ${inlineCode(context.target)}`}`,
      renderAlert(
        'CAUTION',
        '',
        restrictive.length === 0 ? '' : restrictiveText(restrictive, limits),
      ),
      noticesAlert(drift, limits),
      escapeProse(driftCountsText(drift)),
      section(
        `Changed in Statsig (${formatNumber(changed.length)})`,
        rowsOf(changed),
        limits,
        changed,
      ),
      section(
        `In conflict: changed in git and in Statsig (${formatNumber(conflicts.length)})`,
        conflicts.flatMap(conflictRows),
        limits,
      ),
      section(
        `Not yet managed (${formatNumber(notYetManaged.length)})`,
        rowsOf(notYetManaged),
        limits,
        notYetManaged,
      ),
      resolutionHints(kept),
      renderBullets(conflicts, conflictText, maxHints),
      truncationNote(context, limits),
      footer(context, sightings),
    ])
  return fitToSize(render, maxBytes, { rows: kept.length, otherRows: 0 }).body
}

/** An apply of the files would let users in again who were excluded in the console. */
const restrictiveText = (restrictive: readonly KeptDifference[], limits: SizeLimits): string =>
  `**${restrictive.length} of these restrict users** 🛡️, as in an incident: ${joinFirst(restrictive, limits.names, ({ address }) => nameCode(address))}. Only ${inlineCode('--overwrite <address>')} undoes this.`

const maxHints = 3

const conflictText = (operation: Operation): string =>
  `${nameCode(operation.address)}: ${conflictResolutionHint(operation)}`

const riskRank = (kept: KeptDifference): number => (isRestrictiveDrift(kept) ? 0 : 1)

const footer = (context: RunPageContext, { checked, first, runs }: DriftSightings): string => {
  const parts = [
    `First seen ${minuteOf(first, shortCode)}`,
    `last checked ${minuteOf(checked, shortCode)} by ${runLink(context)}`,
    `found by ${runs === 1 ? '1 run' : `${formatNumber(runs)} runs`}`,
    ...(context.head === undefined ? [] : [`files of ${commitLink(context.head, context)}`]),
  ]
  return `<sub>${parts.join(' · ')}</sub>`
}

const maxNamed = 50

/** `added` and `gone` hold addresses. */
export const driftChangedComment = (
  { added, gone }: { readonly added: readonly string[]; readonly gone: readonly string[] },
  context: RunPageContext,
): string =>
  joinBlocks([
    `The drift has changed, as ${runLink(context)} found.`,
    addressList('New', added),
    addressList('Resolved', gone),
  ])

const addressList = (title: string, addresses: readonly string[]): string =>
  addresses.length === 0
    ? ''
    : joinBlocks([
        `**${title} (${formatNumber(addresses.length)})**`,
        renderBullets(addresses, nameCode, maxNamed),
      ])

/** Before the issue is closed. */
export const noDriftComment = (context: RunPageContext): string =>
  `${runLink(context)} found no drift: Statsig has the values of the files.`
