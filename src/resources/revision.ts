// Tells two states of a resource apart that have the same content: each write raises its version, and moves its time.
import { type JsonObject, pick } from '../core/json.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Resource } from '../model/index.ts'

/** Of a resource that was deleted and created again the id and the time of the creation differ, too. */
const revisionMembers: readonly string[] = ['id', 'version', 'createdTime', 'lastModifiedTime']

/** The members that Statsig sets with each write. Empty for a kind that has none. */
export type Revision = JsonObject

export const revisionOf = (
  { readOnlyFields }: Pick<Kind, 'readOnlyFields'>,
  { raw }: Pick<Resource, 'raw'>,
): Revision =>
  pick(
    raw,
    (name) => revisionMembers.includes(name) && readOnlyFields.includes(name) && raw[name] !== null,
  )

/** Whether the resource was not written in between. A member that only one side has says nothing. */
export const isSameRevision = (before: Revision, after: Revision): boolean =>
  revisionMembers.every(
    (name) =>
      before[name] === undefined || after[name] === undefined || before[name] === after[name],
  )
