// Finds definitions of one kind that Statsig takes for the same: it compares ids and names without case.
import { type Diagnostic, error } from '../core/diagnostic.ts'
import { type Json, type JsonObject, member } from '../core/json.ts'
import { join } from '../core/pointer.ts'
import type { Kind } from '../kinds/kind.ts'
import { kindText } from '../kinds/kind-name.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import type { Definition } from '../model/index.ts'

/** Two definitions with the same value of a member that no two resources of the kind may share. */
export interface SharedName {
  readonly definition: Definition
  /** The one that comes first. */
  readonly other: Definition
  readonly member: string
}

/** What Statsig compares. Of a kind that is identified by its name, it makes the id from the name. */
export const comparedName = (
  { identity }: Pick<Kind, 'identity'>,
  value: Json | undefined,
): string | undefined => {
  const lower = typeof value === 'string' ? value.toLowerCase() : undefined
  return identity.by === 'name' ? lower?.replaceAll(' ', '_') : lower
}

export const findSharedNames = (
  definitions: Iterable<Definition>,
  registry: KindRegistry,
): readonly SharedName[] => {
  const first = new Map<string, Definition>()
  return [...definitions].flatMap((definition) => {
    const { kind, lifecycle, members } = definition
    if (lifecycle.retired) return []
    const descriptor = registry(kind).kind
    return uniqueMembersOf(descriptor, members).flatMap(([name, value]) => {
      const key = JSON.stringify([kind, name, comparedName(descriptor, value)])
      const other = first.get(key)
      if (other === undefined) first.set(key, definition)
      return other && other !== definition ? [{ definition, other, member: name }] : []
    })
  })
}

export const uniqueMembersOf = (
  { uniqueMembers = [] }: Kind,
  members: JsonObject,
): readonly (readonly [name: string, value: string])[] =>
  uniqueMembers.flatMap((name) => {
    const value = member(members, name)
    return typeof value === 'string' ? [[name, value] as const] : []
  })

export const sharedNameFault = ({ definition, member: name, other }: SharedName): Diagnostic => {
  const [value, otherValue] = [definition.members[name], other.members[name]]
  const at = definition.positions.value(join('', name))
  const { file, line } = other.positions.value(join('', name))
  const difference =
    value === otherValue ? '' : `: Statsig takes \`${otherValue}\` and \`${value}\` for the same`
  return error(
    'name-in-use',
    `The ${kindText(definition.kind)} \`${other.address.slice(other.kind.length + 1)}\` in ${file}:${line} has the same ${name}${difference}.`,
    { at, hint: `Give one of them another ${name}: Statsig refuses the second one.` },
  )
}
