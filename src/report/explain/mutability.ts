// When a key may be changed, in words: at creation alone, by a move, from a draft, or at any time.
import type { FieldPath } from '../../fields/field-paths.ts'
import type { Kind, Transition } from '../../kinds/kind.ts'

/** When the value may be changed; what is above the field binds it too. */
export const mutabilityText = (kind: Kind, { steps }: FieldPath): readonly string[] => {
  const fields = steps.map(({ field }) => field)
  const own = fields.at(-1)
  const [top] = steps
  if (own === undefined || top === undefined) return []
  if (!Object.hasOwn(kind.fields, top.name))
    return [top.name === 'id' ? 'Never sent: it finds the resource.' : 'Never sent.']
  if (own.sentIn === 'match-only')
    return ['Never sent from the file: it finds what it belongs to again.']
  if (fields.some(({ sentIn }) => sentIn === 'transition')) return transitionsText(kind, top.name)
  if (fields.some(({ sentIn }) => sentIn === 'pre-request'))
    return ['Sent once, right before the creation, and never again.']
  if (kind.routes.create === undefined && top.field.sentIn === 'create')
    return ['Never sent: it finds the resource.']
  if (fields.some(({ sentIn }) => sentIn === 'create'))
    return [`Only a creation sets it. ${kind.createOnly?.reason ?? 'No update carries it.'}`]
  const immutable = [...fields].reverse().find((each) => each.immutable)?.immutable
  const ignored = (kind.ignoreWhen ?? []).filter(({ fields: names }) => names.includes(top.name))
  return [
    immutable === undefined
      ? 'It can be changed at any time.'
      : `${restrictionText(immutable.since, immutable.allows)}: ${immutable.reason}.${immutable.hint === undefined ? '' : ` ${immutable.hint}`}`,
    ...(fields.some(({ sentIn }) => sentIn === 'update')
      ? ['A creation does not carry it: an update right after it does.']
      : []),
    ...(fields.some(({ deferred }) => deferred)
      ? ['It is attached once everything else is there.']
      : []),
    ...(top.field.subResource
      ? ['A request of its own changes it: nothing else goes with it.']
      : []),
    ...(own.resetWhenOmitted ? ['Every update carries it.'] : []),
    ...(own.writeOnly === true
      ? ['Statsig never shows it: a change of it alone is not seen.']
      : []),
    ...ignored.map(
      ({ reason, when }) =>
        `Left alone where \`${when.member}\` is ${when.is.map((is) => `\`${String(is)}\``).join(' or ')}: ${reason}.`,
    ),
  ]
}

const restrictionText = (
  since: 'start' | undefined,
  may: 'increase' | 'add' | undefined,
): string => {
  const when = since === undefined ? 'Once the resource exists, ' : 'Once it has started, '
  if (may === 'increase') return `${when}it may only rise`
  return may === 'add' ? `${when}items may only be added` : `${when}it cannot be changed`
}

const transitionsText = ({ statusMachine: transitions }: Kind, name: string): readonly string[] => {
  if (transitions === undefined) return []
  if (transitions.field === name)
    return [
      ...transitions.transitions.map(transitionText),
      'No other way leads from one to another.',
    ]
  const carried = transitions.transitions.filter(({ body }) => Object.values(body).includes(name))
  return [
    `Sent by the ${carried.map(({ action }) => `move \`${action}\``).join(' and the ')} alone.`,
  ]
}

export const transitionText = ({ action, body, from, to }: Transition): string => {
  const needs = Object.values(body).map((each) => `\`${each}\``)
  return `\`${action}\`: from ${from.map((each) => `\`${each}\``).join(', ')} to \`${to}\`${needs.length > 0 ? `, with ${needs.join(' and ')}` : ''}.`
}
