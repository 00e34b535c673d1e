// Reports fields of a file that Statsig does not return, so that they cannot be compared.
import { type Diagnostic, note } from '../../core/diagnostic.ts'
import { join } from '../../core/pointer.ts'
import { isComparable, isReadable } from '../../fields/normalize.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { Caution, Definition, Resource } from '../../model/index.ts'
import type { NameResolver } from '../../resources/name-resolver.ts'

/** One note per resource. */
export const unreadableValueNotes = (
  kind: Kind,
  definition: Definition,
  live: Resource | undefined,
  names: NameResolver,
): readonly Diagnostic[] => {
  const { lifecycle } = definition
  if (live === undefined || lifecycle.retired) return []
  return [
    ...unreturnedValueNotes(kind, definition, live),
    ...internalIdNotes(kind, definition, live, names),
  ]
}

const internalIdNotes = (
  { fields }: Kind,
  { address, members, positions }: Definition,
  { raw }: Resource,
  { resolveName }: NameResolver,
): readonly Diagnostic[] =>
  Object.keys(members).flatMap((name) => {
    const field = fields[name]
    if (field?.shape !== 'ref' || isComparable(field, raw[name], members[name], resolveName))
      return []
    const noun = field.to.replaceAll('_', ' ')
    return [
      note(
        'unreadable-value',
        `Statsig returns an id in \`${name}\` of \`${address}\` that no ${noun} has, so the value cannot be compared.`,
        {
          at: positions.key(join('', name)),
          hint: `A change in the console from one ${noun} to another is not detected. A change of the file is applied where git has what was applied last.`,
        },
      ),
    ]
  })

const unreturnedValueNotes = (
  kind: Kind,
  definition: Definition,
  live: Resource,
): readonly Diagnostic[] => {
  const { address, positions } = definition
  const unreadable = unreadableNames(kind, definition, live)
  const [first] = unreadable
  if (first === undefined) return []
  return [
    note(
      'unreadable-value',
      `Statsig does not return ${formatNames(unreadable)} of \`${address}\`, so the value cannot be compared.`,
      {
        at: positions.key(join('', first)),
        hint: 'A change of this field alone is not detected. An update for another reason sends it, where the API allows it.',
      },
    ),
  ]
}

/** The caution about unreadable fields that an update sends in addition to what it changes. */
export const unreadableSentCautions = (
  kind: Kind,
  definition: Definition,
  live: Resource,
): readonly Caution[] => {
  const sentNames = unreadableNames(kind, definition, live).filter((name) => {
    const { sentIn = 'always' } = kind.fields[name] ?? {}
    return kind.routes.update.body === 'changed' && (sentIn === 'always' || sentIn === 'update')
  })
  return sentNames.length > 0 ? [{ code: 'sends-unreadable', fields: sentNames }] : []
}

const unreadableNames = (
  { fields }: Kind,
  { members }: Definition,
  { raw }: Resource,
): readonly string[] =>
  Object.keys(members).filter((name) => {
    const field = fields[name]
    return field !== undefined && !isReadable(field, raw[name])
  })

const formatNames = (names: readonly string[]): string =>
  names.map((name) => `\`${name}\``).join(', ')
