// What a definition is known by: its id, its name, or the members that Statsig makes an id from.
import { type Diagnostic, error } from '../../diagnostic.ts'
import { type Members, member } from '../../json.ts'
import { identityMembers, type Kind } from '../../kinds/kind.ts'
import { onlyOne, type Positions } from '../../model.ts'
import { join, type Pointer, topOf } from '../../pointer.ts'
import { slugOf } from '../../suggest.ts'
import { listText, lowered } from '../message-text.ts'

/** Absent where a part of it is missing, or is no text. */
export const identityOf = (kind: Kind, members: Members): string | undefined => {
  const texts = (names: readonly string[]) => {
    const found = names.map((name) => member(members, name))
    return found.every((text) => typeof text === 'string' && text !== '')
      ? found.join('::')
      : undefined
  }
  switch (kind.identity.by) {
    case 'members':
      return texts(['id']) ?? texts(kind.identity.members)
    case 'id':
    case 'name':
      return texts([kind.identity.by])
    case 'project':
      return onlyOne
  }
}

/** Whether a fault is about the words that a resource is known by. */
export const isIdentity = ({ identity }: Kind, pointer: Pointer): boolean =>
  identityMembers(identity).includes(topOf(pointer))

interface IdentityFault {
  readonly diagnostic: Diagnostic
  /** The keys that need no second message. */
  readonly about: readonly Pointer[]
}

/** `told`: keys that another message is about already. */
export const identityFaults = (
  kind: Kind,
  members: Members,
  positions: Positions,
  told: readonly Pointer[],
): readonly IdentityFault[] => [
  ...['id', 'name'].flatMap((name) => dotted(name, members, positions)),
  ...missing(kind, members, positions, told),
]

/** Resources are asked for by paths, where dots lead elsewhere. */
const dotted = (name: string, members: Members, positions: Positions): readonly IdentityFault[] => {
  const said = member(members, name)
  if (said !== '.' && said !== '..') return []
  const pointer = join('', name)
  const message = `\`${name}\` cannot be \`${said}\`, which would lead to another address.`
  const hint = 'Choose another one: Statsig is asked for the resource by a path that holds it.'
  return [
    {
      diagnostic: error('invalid-value', message, { at: positions.value(pointer), hint }),
      about: [pointer],
    },
  ]
}

const missing = (
  kind: Kind,
  members: Members,
  positions: Positions,
  told: readonly Pointer[],
): readonly IdentityFault[] => {
  if (identityOf(kind, members) !== undefined) return []
  const absent = identityMembers(kind.identity).filter(
    (name) => !Object.hasOwn(members, name) && !told.includes(join('', name)),
  )
  if (absent.length === 0) return []
  const names = absent.map((name) => `\`${name}\``).join(' and no ')
  const message = `This ${kind.kind.replaceAll('_', ' ')} has no ${names}.`
  return [
    {
      diagnostic: error('missing-id', message, {
        at: positions.key(''),
        hint: hintFor(kind, members, absent),
      }),
      about: absent.map((name) => join('', name)),
    },
  ]
}

const hintFor = (kind: Kind, members: Members, [first = '']: readonly string[]): string => {
  const name = member(members, 'name')
  if (kind.identity.by === 'id')
    return typeof name === 'string' && name !== ''
      ? `Add the line \`id: ${slugOf(name)}\`, if that is the id that Statsig knows it by.`
      : 'Add the line `id: …` with the id that Statsig knows it by.'
  const field = kind.fields[first]
  if (field?.shape === 'choice')
    return `Add the line \`${first}: …\` with one of ${listText(field.of.map(String))}.`
  return `Add the line \`${first}: …\`: ${lowered(field?.doc ?? 'it tells the resource from others.')}`
}
