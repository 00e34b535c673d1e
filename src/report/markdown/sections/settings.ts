// The settings that a change loosens, tightens or alters: what loosens a protection stands first.
import type { Plan, SettingChange } from '../../../model/index.ts'
import { settingChangesIn } from '../../../summary/counts.ts'
import { escapeProse, inlineCode } from '../../escape/markdown.ts'
import {
  looserSettingText,
  settingLabel,
  settingOwner,
  settingValueText,
} from '../../sentences/setting-change.ts'
import { truncateMiddle } from '../../values/text-style.ts'
import { joinBlocks, renderAlert, renderBullets } from '../elements/blocks.ts'
import type { SizeLimits } from '../elements/size-levels.ts'
import { nameCode } from './changes-table.ts'

/** `lead` says what puts them into force: `Merging this pull request`. */
export const settingsAlerts = (
  plan: Pick<Plan, 'notices'>,
  lead: string,
  limits: SizeLimits,
  /** A note on one of them, or nothing. */
  aside: (change: SettingChange) => string = () => '',
): string => {
  const changes = settingChangesIn(plan)
  const withNotes = (change: SettingChange, text: string): string => {
    const note = aside(change)
    const when = change.isPending ? ' In force after this apply.' : ''
    return `${text}${when}${note === '' ? '' : ` (${note})`}`
  }
  const loosened = changes.filter(({ effect }) => effect === 'loosens')
  const others = changes.filter(({ effect }) => effect !== 'loosens')
  return joinBlocks([
    renderAlert(
      'CAUTION',
      `${lead} **loosens ${countText(loosened.length)}**:`,
      renderBullets(loosened, (each) => withNotes(each, settingText(each)), maxSettings(limits)),
    ),
    renderAlert(
      'NOTE',
      `${lead} changes ${countText(others.length)}:`,
      renderBullets(others, (each) => withNotes(each, textWithEffect(each)), maxSettings(limits)),
    ),
  ])
}

/** What an apply has put into force. */
export const settingsInForce = (
  plan: Pick<Plan, 'notices'>,
  isInForce: boolean,
  limits: SizeLimits,
): string => {
  const changes = settingChangesIn(plan)
  const isLoosened = changes.some(({ effect }) => effect === 'loosens')
  return isInForce
    ? renderAlert(
        isLoosened ? 'CAUTION' : 'NOTE',
        'In force from now on:',
        renderBullets(changes, textWithEffect, maxSettings(limits)),
      )
    : renderAlert(
        'WARNING',
        'Not in force yet, since not everything was applied and recorded. The next complete apply puts into force:',
        renderBullets(
          changes.filter(({ isPending }) => isPending),
          settingText,
          maxSettings(limits),
        ),
      )
}

/** Some are shown on the shortest page as well. */
const maxSettings = ({ otherRows }: SizeLimits): number => Math.max(minSettings, otherRows)
const minSettings = 10
const maxLength = 200

const countText = (count: number): string => `${count} ${count === 1 ? 'setting' : 'settings'}`

const settingText = (change: SettingChange): string => {
  const { after, before, effect } = change
  const owner = settingOwner(change)
  const codeOf = (value: SettingChange['before']) =>
    inlineCode(truncateMiddle(settingValueText(value), maxLength))
  const name = `${inlineCode(settingLabel(change))}${owner === undefined ? '' : ` of ${nameCode(owner)}`}`
  const meaning = effect === 'loosens' ? ` ${escapeProse(`${looserSettingText(change)}.`)}` : ''
  return `${name}: ${codeOf(before)} → ${codeOf(after)}.${meaning}`
}

const textWithEffect = (change: SettingChange): string =>
  `**${effectTexts[change.effect]}** ${settingText(change)}`

const effectTexts: Readonly<Record<SettingChange['effect'], string>> = {
  loosens: 'Looser:',
  alters: 'Changed:',
  tightens: 'Stricter:',
}
