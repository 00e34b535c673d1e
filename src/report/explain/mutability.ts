// Says when a key can be changed: only by a creation, by a transition, until a start, or at any time.
import type { FieldPath } from '../../fields/field-paths.ts'
import type { Kind, Transition } from '../../kinds/kind.ts'

/** When the value can be changed. The options of the fields above it apply to it, too. */
export const mutabilityText = (kind: Kind, { steps }: FieldPath): readonly string[] => {
  const fields = steps.map(({ field }) => field)
  const own = fields.at(-1)
  const [top] = steps
  if (own === undefined || top === undefined) return []
  if (!Object.hasOwn(kind.fields, top.name))
    return [top.name === 'id' ? identifiesText : 'Never sent to Statsig.']
  if (own.sentIn === 'match-only')
    return ['Never changed: it only matches the item in the file with the item in Statsig.']
  if (fields.some(({ sentIn }) => sentIn === 'transition')) return transitionsText(kind, top.name)
  if (fields.some(({ sentIn }) => sentIn === 'pre-request'))
    return ['Sent once, in a request before the creation. It cannot be changed later.']
  if (kind.routes.create === undefined && top.field.sentIn === 'create') return [identifiesText]
  if (fields.some(({ sentIn }) => sentIn === 'create'))
    return [`Only a creation sets it. ${kind.createOnly?.reason ?? 'No update sends it.'}`]
  const immutable = [...fields].reverse().find((each) => each.immutable)?.immutable
  const ignored = (kind.ignoreWhen ?? []).filter(({ fields: names }) => names.includes(top.name))
  return [
    immutable === undefined
      ? 'It can be changed at any time.'
      : `${restrictionText(immutable.since, immutable.allows)}: ${immutable.reason}.${immutable.hint === undefined ? '' : ` ${immutable.hint}`}`,
    ...(fields.some(({ sentIn }) => sentIn === 'update')
      ? ['A creation does not send it. An update after the creation does.']
      : []),
    ...(fields.some(({ deferred }) => deferred)
      ? ['An operation of its own sets it when the resources that it refers to exist.']
      : []),
    ...(top.field.subResource
      ? ['It has routes of its own: requests for it change nothing else.']
      : []),
    ...(own.resetWhenOmitted ? ['Every update sends it.'] : []),
    ...(own.writeOnly === true
      ? ['Statsig does not return it, so a plan cannot detect a change of it.']
      : []),
    ...ignored.map(
      ({ reason, when }) =>
        `Not changed while \`${when.member}\` is ${when.is.map((is) => `\`${String(is)}\``).join(' or ')}: ${reason}.`,
    ),
  ]
}

const identifiesText = 'Never sent to Statsig: it only identifies the resource.'

const restrictionText = (
  since: 'start' | undefined,
  allows: 'increase' | 'add' | undefined,
): string => {
  const when = since === undefined ? 'Once the resource exists, ' : 'Once it has started, '
  if (allows === 'increase') return `${when}it can only increase`
  return allows === 'add' ? `${when}items can only be added` : `${when}it cannot be changed`
}

const transitionsText = ({ statusMachine }: Kind, name: string): readonly string[] => {
  if (statusMachine === undefined) return []
  if (statusMachine.field === name)
    return [...statusMachine.transitions.map(transitionText), 'No other transition is possible.']
  const sentBy = statusMachine.transitions.filter(({ body }) => Object.values(body).includes(name))
  return [
    `Sent only by ${sentBy.map(({ action }) => `the transition \`${action}\``).join(' and ')}.`,
  ]
}

export const transitionText = ({ action, body, from, to }: Transition): string => {
  const needs = Object.values(body).map((each) => `\`${each}\``)
  return `\`${action}\`: from ${from.map((each) => `\`${each}\``).join(', ')} to \`${to}\`${needs.length > 0 ? `, with ${needs.join(' and ')}` : ''}.`
}
