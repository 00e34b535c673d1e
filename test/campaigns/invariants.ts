// What holds for every apply of a campaign, whatever happens to it.
import { exitCodes } from '../../src/session/exit-codes.ts'
import { recoveries } from '../docs/recovery-table.ts'
import { type Result, resultCodes, type ShownOutcome } from './result.ts'
import { key } from './world.ts'

const codes: readonly number[] = Object.values(exitCodes)
const secretPart = key.replace(/^console-emulator-/, '')

/** Of one command, by itself. */
export const problemsOf = ({ code, outcomes, text }: Result): readonly string[] => [
  ...(codes.includes(code) ? [] : [`exit code ${code}`]),
  ...(outcomes.some(({ reason }) => reason === 'internal-error') ? ['an internal error'] : []),
  ...(/^\s+at .+:\d+:\d+\)?$/m.test(text) ? ['a stack'] : []),
  ...(partsOf(secretPart).some((part) => text.includes(part)) ? ['the key is printed'] : []),
  ...(code === exitCodes.success && outcomes.some(isIncomplete) ? ['0 and not all is done'] : []),
]

const isIncomplete = ({ reason, status }: ShownOutcome): boolean =>
  status === 'failed' || (status === 'skipped' && reason !== 'prerequisite')

const partsOf = (text: string): readonly string[] =>
  Array.from({ length: text.length - 7 }, (_, at) => text.slice(at, at + 8))

/** What an apply says is done, and a plan right after it does not show. */
export const falseClaims = (
  { nonConverged, outcomes }: Result,
  { kept, operations }: Result,
): readonly string[] => {
  const isKnown = (address: string) =>
    nonConverged.some((each) => each.address === address) ||
    outcomes.some((each) => each.address === address && each.status !== 'done')
  const isOpen = ({ action, address }: ShownOutcome) =>
    operations.some((each) => each.address === address && each.action === action)
  const isKept = ({ address }: ShownOutcome) =>
    kept.some((each) => each.address === address && each.labels.length > 0)
  return outcomes
    .filter(({ address, status }) => status === 'done' && !isKnown(address))
    .filter((each) => isOpen(each) || isKept(each))
    .map(({ action, address }) => `${address} ${action} is called done`)
}

/** The codes with which an apply leaves something to a person, as the documentation says. */
export const codesForPeople = (...results: readonly Result[]): readonly string[] => {
  const byCode = new Map(Object.entries(recoveries))
  return [...new Set(results.flatMap(resultCodes))].filter(
    (code) => byCode.get(code)?.by !== 'apply',
  )
}
