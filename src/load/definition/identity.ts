// Reads the identity of a definition: its id, its name, or the members that Statsig makes an id from.
import { type Diagnostic, error } from '../../core/diagnostic.ts'
import { type JsonObject, member } from '../../core/json.ts'
import { join, type Pointer, topLevelName } from '../../core/pointer.ts'
import { slugOf } from '../../core/suggest.ts'
import { identityMembers, type Kind } from '../../kinds/kind.ts'
import { kindText } from '../../kinds/kind-name.ts'
import { type Positions, singletonName } from '../../model/index.ts'
import { listText, lowercaseFirst } from '../message-text.ts'

/** `undefined` if a member of the identity is missing or is not a text. */
export const identityFromMembers = (kind: Kind, members: JsonObject): string | undefined => {
  const joinTexts = (names: readonly string[]) => {
    const found = names.map((name) => member(members, name))
    return found.every((text) => typeof text === 'string' && text !== '')
      ? found.join('::')
      : undefined
  }
  switch (kind.identity.by) {
    case 'members':
      return joinTexts(kind.identity.members) ?? joinTexts(['id'])
    case 'id':
    case 'name':
      return joinTexts([kind.identity.by])
    case 'project':
      return singletonName
  }
}

/** The `id` in the file of a kind that is identified by other members: it finds a resource that was renamed. */
export const matchIdOf = (
  { identity }: Kind,
  members: JsonObject,
  name: string,
): string | undefined => {
  const isFoundById =
    identity.by === 'name' || (identity.by === 'members' && identity.forbidsId !== true)
  const id = isFoundById ? member(members, 'id') : undefined
  const isOther = identity.by === 'name' || id !== name
  return typeof id === 'string' && id !== '' && isOther ? id : undefined
}

/** Whether a pointer leads to a member of the identity. */
export const isIdentityPointer = ({ identity }: Kind, pointer: Pointer): boolean =>
  identityMembers(identity).includes(topLevelName(pointer))

interface IdentityFault {
  readonly diagnostic: Diagnostic
  /** The keys that this diagnostic reports, so that no other one repeats them. */
  readonly pointers: readonly Pointer[]
}

/** `reported`: keys that another diagnostic reports already. */
export const identityFaults = (
  kind: Kind,
  members: JsonObject,
  positions: Positions,
  reported: readonly Pointer[],
): readonly IdentityFault[] => [
  ...['id', 'name'].flatMap((name) => dotIdentityFaults(name, members, positions)),
  ...missingIdentityFaults(kind, members, positions, reported),
]

/** `.` and `..` would address another resource, because URLs contain the id or name as a path segment. */
const dotIdentityFaults = (
  name: string,
  members: JsonObject,
  positions: Positions,
): readonly IdentityFault[] => {
  const identityValue = member(members, name)
  if (identityValue !== '.' && identityValue !== '..') return []
  const pointer = join('', name)
  const message = `\`${name}\` cannot be \`${identityValue}\`: in a URL it would address another resource.`
  const hint = 'Choose another value: the URL of the resource contains it.'
  return [
    {
      diagnostic: error('invalid-value', message, { at: positions.value(pointer), hint }),
      pointers: [pointer],
    },
  ]
}

const missingIdentityFaults = (
  kind: Kind,
  members: JsonObject,
  positions: Positions,
  reported: readonly Pointer[],
): readonly IdentityFault[] => {
  if (identityFromMembers(kind, members) !== undefined) return []
  const absent = identityMembers(kind.identity).filter(
    (name) => !Object.hasOwn(members, name) && !reported.includes(join('', name)),
  )
  if (absent.length === 0) return []
  const names = absent.map((name) => `\`${name}\``).join(' and no ')
  const message = `This ${kindText(kind.kind)} has no ${names}.`
  return [
    {
      diagnostic: error('missing-id', message, {
        at: positions.key(''),
        hint: missingIdentityHint(kind, members, absent),
      }),
      pointers: absent.map((name) => join('', name)),
    },
  ]
}

const missingIdentityHint = (
  kind: Kind,
  members: JsonObject,
  [first = '']: readonly string[],
): string => {
  const name = member(members, 'name')
  if (kind.identity.by === 'id')
    return typeof name === 'string' && name !== ''
      ? `Add the line \`id: ${slugOf(name)}\`, if that is its id in Statsig.`
      : 'Add the line `id: …` with its id in Statsig.'
  const field = kind.fields[first]
  if (field?.shape === 'choice')
    return `Add the line \`${first}: …\` with one of ${listText(field.of.map(String))}.`
  return `Add the line \`${first}: …\`: ${lowercaseFirst(field?.doc ?? 'it identifies the resource.')}`
}
