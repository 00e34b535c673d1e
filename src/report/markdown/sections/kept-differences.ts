// What a plan leaves alone, and what a person can do about it.
import type { Held, Plan, Released } from '../../../model.ts'
import { shown } from '../../../redaction/sensitive-values.ts'
import { code } from '../../escape/markdown.ts'
import { heldText } from '../../sentences/kept.ts'
import { sortedHeld } from '../../text/kept-differences.ts'
import { inline } from '../../values/inline-values.ts'
import { grouped, shortened } from '../../values/text-style.ts'
import { bullets, details, page, said, table } from '../elements/blocks.ts'
import { sourceLink } from '../elements/links.ts'
import type { Limits } from '../elements/size-levels.ts'
import type { Page } from '../pages/context.ts'
import { nameOf } from './changes-table.ts'
import { heldHeadings, heldRows, shieldWords } from './kept-rows.ts'
import { settling } from './resolution-hints.ts'

/** Empty where nothing is left alone. */
export const leftAlone = (plan: Plan, at: Page, limits: Limits): string => {
  const { changed, elsewhere, full, strange } = sortedHeld(plan)
  const most = limits.otherRows
  const rows = (list: readonly Held[]) =>
    table(heldHeadings, list.flatMap(heldRows), (row) => row, most)
  const parts = [
    titled(`Changed in Statsig, left as it is (${grouped(changed.length)})`, [rows(changed)]),
    titled(`Different at first contact, left as it is (${grouped(strange.length)})`, [
      rows(strange),
    ]),
    titled(`Left as it is (${grouped(full.length)})`, [
      bullets(full, (each) => reasonOf(each, at, limits), most),
    ]),
    details(
      `Already different before this, left as it is (${grouped(elsewhere.length)})`,
      rows(elsewhere),
    ),
    details(
      `No longer managed, stays as it is in Statsig (${grouped(plan.released.length)})`,
      bullets(plan.released, releasedText, most),
    ),
  ].filter((part) => part !== '')
  return parts.length === 0 ? '' : page([...parts, shieldWords(plan.held), settling(plan.held)])
}

const titled = (title: string, parts: readonly string[]): string => {
  const inside = page(parts)
  return inside === '' ? '' : page([`### ${title}`, inside])
}

const reasonOf = ({ address, at: place, reason }: Held, at: Page, limits: Limits): string =>
  [nameOf(address), said(heldText(reason), limits.text), sourceLink(place, at)]
    .filter((each) => each !== '')
    .join(' · ')

const widest = 60

const releasedText = ({ address, label, live, pattern = '', sensitive }: Released): string => {
  if (label === undefined) return nameOf(address)
  const value = shown(live, pattern, sensitive)
  const stays = value === undefined ? 'empty' : `at ${code(shortened(inline(value), widest))}`
  return `${nameOf(address)} ${code(shortened(label, widest))} stays ${stays}`
}
