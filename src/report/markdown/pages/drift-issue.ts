// The page of the one issue that tells what differs, and the word that is added when that has changed.
import type { Held, Operation } from '../../../model.ts'
import { code, prose, shortCode } from '../../escape/markdown.ts'
import { minuteOf } from '../../text/author.ts'
import { countsText, type Drift } from '../../text/drift.ts'
import { isProtective } from '../../text/kept-differences.ts'
import { grouped } from '../../values/text-style.ts'
import { alert, bullets, few, page, table } from '../elements/blocks.ts'
import { commitLink, runLink } from '../elements/links.ts'
import { fitted, type Limits } from '../elements/size-levels.ts'
import { nameOf } from '../sections/changes-table.ts'
import { conflictRows, heldHeadings, heldRows } from '../sections/kept-rows.ts'
import { settling, settlingConflict } from '../sections/resolution-hints.ts'
import type { Page } from './context.ts'
import { noticesOf } from './plan.ts'

export interface Seen {
  /** ISO times in UTC. */
  readonly first: string
  readonly checked: string
  readonly runs: number
}

export const driftIssueBody = (
  drift: Drift,
  at: Page,
  marker: string,
  seen: Seen,
  most = 65_000,
): string => {
  const { conflicts, held } = drift
  const sorted = held.toSorted((one, other) => harmOf(one) - harmOf(other))
  const known = sorted.filter(({ because }) => because !== 'first-contact')
  const strange = sorted.filter(({ because }) => because === 'first-contact')
  const careful = known.filter(isProtective)
  const rowsOf = (list: readonly Held[]) => list.flatMap(heldRows)
  const section = (heading: string, rows: readonly (readonly string[])[], limits: Limits) =>
    rows.length === 0
      ? ''
      : page([`### ${heading}`, table(heldHeadings, rows, (row) => row, limits.rows)])
  const render = (limits: Limits): string =>
    page([
      `${marker}\n## Statsig drift${at.target === undefined ? '' : ` · ${code(at.target)}`}`,
      alert('CAUTION', '', careful.length === 0 ? '' : carefulText(careful, limits)),
      noticesOf(drift, limits),
      prose(countsText(drift)),
      section(`Changed in Statsig (${grouped(known.length)})`, rowsOf(known), limits),
      section(
        `In conflict: changed in git and in Statsig (${grouped(conflicts.length)})`,
        conflicts.flatMap(conflictRows),
        limits,
      ),
      section(`Different at first contact (${grouped(strange.length)})`, rowsOf(strange), limits),
      settling(held),
      bullets(conflicts, conflictText, mostHints),
      limits.isWhole
        ? ''
        : `Not everything fits here: the whole is in the summary of ${runLink(at)}.`,
      footer(at, seen),
    ])
  return fitted(render, most, { rows: held.length, otherRows: 0 }).body
}

/** The file would let users in again, whom somebody at the console has kept out. */
const carefulText = (careful: readonly Held[], limits: Limits): string =>
  `**${careful.length} of these took users away from something** 🛡️, as one does in an incident: ${few(careful, limits.names, ({ address }) => nameOf(address))}. No general rule undoes that, only somebody who overwrites it by name.`

const mostHints = 3

const conflictText = (operation: Operation): string =>
  `${nameOf(operation.address)}: ${settlingConflict(operation)}`

const harmOf = (held: Held): number => (isProtective(held) ? 0 : 1)

const footer = (at: Page, { checked, first, runs }: Seen): string => {
  const parts = [
    `First seen ${minuteOf(first, shortCode)}`,
    `last checked ${minuteOf(checked, shortCode)} by ${runLink(at)}`,
    `seen by ${runs === 1 ? '1 run' : `${grouped(runs)} runs`}`,
    ...(at.head === undefined ? [] : [`files of ${commitLink(at.head, at)}`]),
  ]
  return `<sub>${parts.join(' · ')}</sub>`
}

const mostNamed = 50

/** `added` and `gone` are addresses. */
export const driftComment = (
  { added, gone }: { readonly added: readonly string[]; readonly gone: readonly string[] },
  at: Page,
): string =>
  page([
    `The differences have changed, as ${runLink(at)} found.`,
    list('New', added),
    list('Gone', gone),
  ])

const list = (title: string, addresses: readonly string[]): string =>
  addresses.length === 0
    ? ''
    : page([`**${title} (${grouped(addresses.length)})**`, bullets(addresses, nameOf, mostNamed)])

/** Before the issue is closed. */
export const goneComment = (at: Page): string =>
  `There is no drift any more, as ${runLink(at)} found: Statsig is as git says.`
