// Why a command ends before its result, for terminals.
import { escapeText } from '../escape/terminal.ts'
import type { StopResult } from '../results.ts'
import { applyUnderWayText, clockTime } from '../sentences/notice.ts'

type Stopped = Exclude<StopResult, { is: 'invalid' }>

export const stopText = (stop: Stopped): string => {
  switch (stop.is) {
    case 'refused':
      return stop.reason
    case 'locked':
      return `Locked: nothing was written. ${sentenceCase(applyUnderWayText(stop))} is under way (its lease ends at ${clockTime(stop.until)}). Wait until it has ended, or pass \`--lock-timeout 12m\`.`
    case 'stale':
      return staleText(stop)
  }
}

const sentenceCase = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`

const maxNamed = 20

const staleText = ({ addresses, cause }: Extract<Stopped, { is: 'stale' }>): string => {
  switch (cause) {
    case 'applied':
      return 'The saved plan was applied already. A plan is applied once. Nothing was written. Make a new plan.'
    case 'other-apply':
      return 'The saved plan is out of date: another apply came between. Nothing was written. Make a new plan.'
    case 'record-moved':
      return 'The plan is out of date: another apply was recorded since it was made. Nothing was written. Fetch the record (`git fetch <remote> "+refs/statsig-gitops/*:refs/statsig-gitops/*"`), and plan again.'
    case 'written-in-statsig':
      return [
        'The saved plan is out of date: these resources were written in Statsig since it was made. Nothing was written.',
        ...addresses.slice(0, maxNamed).map((address) => `  ${escapeText(address)}`),
        ...(addresses.length > maxNamed ? [`  … ${addresses.length - maxNamed} more`] : []),
        'Make a new plan.',
      ].join('\n')
  }
}
