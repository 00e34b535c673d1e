// Tells two states of a resource apart that have the same content: each write raises its version, and moves its time.
import { type Json, type JsonObject, pick } from '../core/json.ts'
import { canonicalJson } from '../fields/normalize.ts'
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

/** The revision as a text to make a digest of. An id and the time of the creation stay the same when it is written. */
export const revisionText = (
  kind: Pick<Kind, 'readOnlyFields'>,
  resource: Pick<Resource, 'raw'>,
): string | undefined => {
  const revision = revisionOf(kind, resource)
  return revision['version'] === undefined && revision['lastModifiedTime'] === undefined
    ? undefined
    : canonicalJson(revision)
}

/** Whether the resource was not written in between. A member that only one side has says nothing. */
export const isSameRevision = (before: Revision, after: Revision): boolean =>
  revisionMembers.every(
    (name) =>
      before[name] === undefined || after[name] === undefined || before[name] === after[name],
  )

/** The times of a creation in one request. */
const creationToleranceMs = 1_000

/** Whether the resource was not written since its creation. `undefined` where Statsig does not show both times. */
export const isUntouchedSinceCreation = ({ raw }: Pick<Resource, 'raw'>): boolean | undefined => {
  const [created, modified] = [timeOf(raw['createdTime']), modificationTime({ raw })]
  return created === undefined || modified === undefined
    ? undefined
    : Math.abs(modified - created) <= creationToleranceMs
}

export const modificationTime = ({ raw }: Pick<Resource, 'raw'>): number | undefined =>
  timeOf(raw['lastModifiedTime'])

const timeOf = (value: Json | undefined): number | undefined => {
  const time = typeof value === 'string' ? Date.parse(value) : value
  return typeof time === 'number' && Number.isFinite(time) ? time : undefined
}
