// What a person can do about what differs, on a machine and with the Action.
import type { Held, Operation } from '../../../model.ts'
import { code } from '../../escape/markdown.ts'
import { disputedIn, refusalText } from '../../sentences/refusal.ts'
import { isChange } from '../../text/kept-differences.ts'
import { shortened } from '../../values/text-style.ts'
import { bullets, said } from '../elements/blocks.ts'

const widest = 80
const most = 20
const mostText = 1000

/** Empty where nothing differs. */
export const settling = (held: readonly Held[]): string => {
  const changed = held.filter(({ because }) => isChange(because))
  const strange = held.filter(({ because }) => because === 'first-contact')
  // Statsig’s API does not bring back what is archived.
  const isLost = changed.every(({ because }) => because === 'archived')
  const ways = [
    ...(changed.length + strange.length > 0 ? [statsigIsRight([...changed, ...strange])] : []),
    ...(isLost ? [] : [filesAreRight('overwrite', wordFor(changed, '<address>'))]),
    ...(strange.length > 0 ? [filesAreRight('take-over', wordFor(strange, '<glob>'))] : []),
  ]
  return bullets(ways, (way) => way, most)
}

const statsigIsRight = (held: readonly Held[]): string =>
  `Is Statsig right? ${code(`drift --adopt ${wordFor(held, '<address>')}`)} writes it into the files; so does the pull request of ${code('drift-pull-request: true')}.`

const filesAreRight = (option: 'overwrite' | 'take-over', what: string): string =>
  `Are the files right${option === 'take-over' ? ' at first contact' : ''}? ${code(`apply --${option} ${what}`)}, or, ${byHand(option, what)}.`

const byHand = (option: 'overwrite' | 'take-over', what: string): string =>
  `with the Action, an apply by hand with ${code(`${option}: ${what}`)}, and then with the ${code('confirm-plan-hash')} that the first try tells`

/** The name where it is one, so that it can be copied. */
const wordFor = (held: readonly Held[], otherwise: string): string => {
  const [first, ...others] = new Set(held.map(({ address }) => address))
  return first === undefined || others.length > 0 ? otherwise : shortened(first, widest)
}

/** The same for one operation that is in conflict. */
export const settlingConflict = (operation: Operation): string => {
  const { address, refused } = operation
  const name = shortened(address, widest)
  const labels = disputedIn(operation) ?? []
  const { hint = '' } = refused ? refusalText(refused, operation) : {}
  // The whole of it is there, or it is not: its own words fit better.
  if (labels.length === 0) return `${said(hint, mostText)}<br>Or, ${byHand('overwrite', name)}.`
  const words = labels.slice(0, most).map((label) => shortened(`${name}#${label}`, 2 * widest))
  return [
    `Is Statsig right? ${code(`drift --adopt ${name}`)}.`,
    `Is the file right? ${code(`apply ${words.map((word) => `--overwrite '${word}'`).join(' ')}`)}, or, ${byHand('overwrite', words.join(', '))}.`,
  ].join('<br>')
}
