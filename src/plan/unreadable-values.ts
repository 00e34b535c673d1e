// What the file says and Statsig does not show: nobody can tell whether it is so, and that is said.
import { type Diagnostic, note } from '../diagnostic.ts'
import { isReadable } from '../fields/normalize.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Caution, Definition, Resource } from '../model.ts'
import { join } from '../pointer.ts'

/** One note for each resource. */
export const unreadableValueNotes = (
  kind: Kind,
  definition: Definition,
  live: Resource | undefined,
): readonly Diagnostic[] => {
  const { address, lifecycle, positions } = definition
  if (live === undefined || lifecycle.retired) return []
  const unreadable = unreadableNames(kind, definition, live)
  const [first] = unreadable
  if (first === undefined) return []
  return [
    note(
      'unseen-value',
      `Statsig does not show ${formatNames(unreadable)} of \`${address}\`: it may differ.`,
      {
        at: positions.key(join('', first)),
        hint: 'A change of it alone is not seen; any other change sends along what an update may carry.',
      },
    ),
  ]
}

/** What an update sends besides what it is planned for, since nobody can tell whether it is so already. */
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
