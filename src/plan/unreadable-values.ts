// What the file says and Statsig does not show: nobody can tell whether it is so, and that is said.
import { type Diagnostic, note } from '../diagnostic.ts'
import { isShown } from '../fields/normalize.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Caution, Definition, Resource } from '../model.ts'
import { join } from '../pointer.ts'

/** One note for each resource. */
export const unseenIn = (
  kind: Kind,
  definition: Definition,
  live: Resource | undefined,
): readonly Diagnostic[] => {
  const { address, lifecycle, positions } = definition
  if (live === undefined || lifecycle.retired) return []
  const unseen = namesOf(kind, definition, live)
  const [first] = unseen
  if (first === undefined) return []
  return [
    note(
      'unseen-value',
      `Statsig does not show ${listed(unseen)} of \`${address}\`: it may differ.`,
      {
        at: positions.key(join('', first)),
        hint: 'A change of it alone is not seen; any other change sends along what an update may carry.',
      },
    ),
  ]
}

/** What an update sends besides what it is planned for, since nobody can tell whether it is so already. */
export const goingAlong = (
  kind: Kind,
  definition: Definition,
  live: Resource,
): readonly Caution[] => {
  const along = namesOf(kind, definition, live).filter((name) => {
    const { sent = 'always' } = kind.fields[name] ?? {}
    return kind.routes.update.body === 'changed' && (sent === 'always' || sent === 'update')
  })
  return along.length > 0 ? [{ code: 'sends-unshown', fields: along }] : []
}

const namesOf = ({ fields }: Kind, { members }: Definition, { raw }: Resource): readonly string[] =>
  Object.keys(members).filter((name) => {
    const field = fields[name]
    return field !== undefined && !isShown(field, raw[name])
  })

const listed = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ')
