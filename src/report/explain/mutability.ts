// When a key may be changed, in words: at creation alone, by a move, from a draft, or at any time.
import type { Place } from '../../fields/field-paths.ts'
import type { Kind, Move } from '../../kinds/kind.ts'

/** When the value may be changed; what is above the field binds it too. */
export const changeText = (kind: Kind, { links }: Place): readonly string[] => {
  const fields = links.map(({ field }) => field)
  const own = fields.at(-1)
  const [top] = links
  if (own === undefined || top === undefined) return []
  if (!Object.hasOwn(kind.fields, top.name))
    return [top.name === 'id' ? 'Never sent: it finds the resource.' : 'Never sent.']
  if (own.sent === 'back') return ['Never sent from the file: it finds what it belongs to again.']
  if (fields.some(({ sent }) => sent === 'move')) return movesText(kind, top.name)
  if (fields.some(({ sent }) => sent === 'before'))
    return ['Sent once, right before the creation, and never again.']
  if (kind.routes.create === undefined && top.field.sent === 'create')
    return ['Never sent: it finds the resource.']
  if (fields.some(({ sent }) => sent === 'create'))
    return [`Only a creation sets it. ${kind.settled?.reason ?? 'No update carries it.'}`]
  const frozen = [...fields].reverse().find((each) => each.frozen)?.frozen
  const held = (kind.holds ?? []).filter(({ fields: names }) => names.includes(top.name))
  return [
    frozen === undefined
      ? 'It can be changed at any time.'
      : `${whenText(frozen.since, frozen.may)}: ${frozen.reason}.${frozen.hint === undefined ? '' : ` ${frozen.hint}`}`,
    ...(fields.some(({ sent }) => sent === 'update')
      ? ['A creation does not carry it: an update right after it does.']
      : []),
    ...(fields.some(({ late }) => late) ? ['It is attached once everything else is there.'] : []),
    ...(top.field.apart ? ['A request of its own changes it: nothing else goes with it.'] : []),
    ...(own.overwrites ? ['Every update carries it.'] : []),
    ...(own.unread === true ? ['Statsig never shows it: a change of it alone is not seen.'] : []),
    ...held.map(
      ({ reason, when }) =>
        `Left alone where \`${when.member}\` is ${when.is.map((is) => `\`${String(is)}\``).join(' or ')}: ${reason}.`,
    ),
  ]
}

const whenText = (since: 'start' | undefined, may: 'rise' | 'add' | undefined): string => {
  const when = since === undefined ? 'Once the resource exists, ' : 'Once it has started, '
  if (may === 'rise') return `${when}it may only rise`
  return may === 'add' ? `${when}items may only be added` : `${when}it cannot be changed`
}

const movesText = ({ moves }: Kind, name: string): readonly string[] => {
  if (moves === undefined) return []
  if (moves.field === name)
    return [...moves.edges.map(moveText), 'No other way leads from one to another.']
  const carried = moves.edges.filter(({ body }) => Object.values(body).includes(name))
  return [
    `Sent by the ${carried.map(({ action }) => `move \`${action}\``).join(' and the ')} alone.`,
  ]
}

export const moveText = ({ action, body, from, to }: Move): string => {
  const needs = Object.values(body).map((each) => `\`${each}\``)
  return `\`${action}\`: from ${from.map((each) => `\`${each}\``).join(', ')} to \`${to}\`${needs.length > 0 ? `, with ${needs.join(' and ')}` : ''}.`
}
