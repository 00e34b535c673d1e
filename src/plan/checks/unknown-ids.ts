// Notes ids in files that no live resource has: the name decides then, since no creation can set such an id.
import { type Diagnostic, note } from '../../core/diagnostic.ts'
import { join } from '../../core/pointer.ts'
import { kindText } from '../../kinds/kind-name.ts'
import type { Definition, LiveState, Resource } from '../../model/index.ts'
import { idOfResource, unknownPathId } from '../../resources/live.ts'

/** At most one note. Where the key cannot list the kind, or Statsig does not return the id, nothing is said. */
export const unknownIdNotes = (
  { address, kind, lifecycle, matchId, positions }: Definition,
  resource: Resource | undefined,
  live: LiveState,
): readonly Diagnostic[] => {
  if (matchId === undefined || live.unreadableKinds.has(kind)) return []
  const id = resource && idOfResource(resource)
  if (id === matchId || id === unknownPathId || resource?.pathId === matchId) return []
  const meaning =
    resource === undefined
      ? lifecycle.retired
        ? 'Nothing is archived or deleted'
        : 'One is created, and Statsig chooses its id'
      : `The one called \`${address.slice(kind.length + 1)}\` is meant`
  return [
    note(
      'ignored-field',
      `No ${kindText(kind)} in Statsig has the id \`${matchId}\`. ${meaning}.`,
      {
        at: positions.value(join('', 'id')),
        hint: id === undefined ? 'Delete the line.' : `Write \`id: ${id}\`, or delete the line.`,
      },
    ),
  ]
}
