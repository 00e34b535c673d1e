// What was changed in Statsig and not in git, for terminals and for programs.

import type { Members } from '../../json.ts'
import { type Held, isConflict, type Notice, type Operation, type Plan } from '../../model.ts'
import { clean, guarded } from '../escape/terminal.ts'
import { shownHeld, shownNotices, shownOperation } from '../json.ts'
import { noticeText } from '../sentences/notice.ts'
import { counted, indented, inkOf, type Look } from '../values/text-style.ts'
import { heldBlock, isChange } from './kept-differences.ts'
import { operationBlock } from './operation.ts'

export interface Drift {
  readonly target: string
  readonly notices: readonly Notice[]
  /** Changed in Statsig alone, and what nobody can tell of. */
  readonly held: readonly Held[]
  /** Changed in the files as well. */
  readonly conflicts: readonly Operation[]
  /** Definitions that were looked at. */
  readonly looked: number
}

export const driftIn = (plan: Plan, looked: number): Drift => ({
  target: plan.target,
  notices: plan.notices,
  held: plan.held.filter(({ because }) => isChange(because) || because === 'first-contact'),
  conflicts: plan.operations.filter(({ refused }) => isConflict(refused)),
  looked,
})

export const driftText = (drift: Drift, look: Look, source: string): string => {
  const ink = inkOf(look)
  const { conflicts, held, notices } = drift
  const known = held.filter(({ because }) => because !== 'first-contact')
  const strange = held.filter(({ because }) => because === 'first-contact')
  const blocks = (list: readonly Held[]) =>
    list.flatMap((each) => ['', ...indented(2, heldBlock(each, look))])
  const around = { byId: new Map(), culprit: undefined }
  const parts = [
    [ink.dim(clean(source))],
    notices.map((each) => ink.yellow(`! ${clean(noticeText(each))}`)),
    known.length === 0 ? [] : ['Changed in Statsig (in git → in Statsig):', ...blocks(known)],
    conflicts.length === 0
      ? []
      : [
          'Changed in the files and in Statsig (in Statsig → in git):',
          ...conflicts.flatMap((each) => ['', ...indented(2, operationBlock(each, around, look))]),
        ],
    strange.length === 0
      ? []
      : ['Different, and never applied from here (in Statsig → in git):', ...blocks(strange)],
    [ending(drift)],
  ]
  return guarded(
    parts
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n'),
  )
}

/** With what can be done about it. */
export const ending = (drift: Drift): string =>
  drift.held.length + drift.conflicts.length === 0
    ? countsText(drift)
    : `${countsText(drift)} \`drift --adopt\` writes what Statsig has into the files.`

export const countsText = ({ conflicts, held, looked }: Drift): string => {
  if (held.length + conflicts.length === 0)
    return looked === 0
      ? 'There are no definitions here: nothing was compared.'
      : `No drift: ${counted(looked, 'resource')} as in git.`
  const strange = held.filter(({ because }) => because === 'first-contact').length
  const words = [
    [held.length - strange, 'changed in Statsig'],
    [conflicts.length, 'in conflict'],
    [strange, 'different at first contact'],
  ] as const
  const said = words.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`)
  return `Drift: ${said.join(', ')}, of ${counted(looked, 'resource')}.`
}

export const driftJson = (drift: Drift, source: string): Members => {
  const { conflicts, held, looked, notices, target } = drift
  return JSON.parse(
    JSON.stringify({
      version: 1,
      target,
      ...shownNotices(notices),
      drift: held.map(shownHeld),
      conflicts: conflicts.map(shownOperation),
      summary: { drift: held.length, conflicts: conflicts.length, looked },
      source,
    }),
  )
}
