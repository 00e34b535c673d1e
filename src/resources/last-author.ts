// Finds who changed a resource last in the audit log. The log has names and no ids, so that an entry counts only where
// its name means one resource.
import { member } from '../core/json.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Address, Author, LiveState, Resource } from '../model/index.ts'
import type { AuditEntry } from './api.ts'
import { isActionOfKind, isKnownAction } from './audit-actions.ts'

/** Facts that narrow down the entries of the log. */
export interface AttributionContext {
  /** An ISO time in UTC: earlier entries do not count. */
  readonly since?: string
  /** Top-level members that differ. Without any, the last change of any member counts. */
  readonly members?: readonly string[]
  /** The resource does not exist any more: the author of its deletion is wanted. */
  readonly isDeleted?: boolean
  /** Whether the name may mean another resource in an entry with this action. */
  readonly isNameTaken?: (name: string, action: string) => boolean
}

export const lastAuthor = (
  kind: Kind,
  resource: Pick<Resource, 'raw' | 'address'>,
  entries: readonly AuditEntry[] | undefined,
  { isDeleted = false, isNameTaken = () => false, members = [], since }: AttributionContext = {},
): Author => {
  const matching = (entries ?? []).filter(
    (entry) => isEntryOf(kind, resource, entry) && isSince(entry, since),
  )
  const entry = isDeleted ? findDeletion(kind, matching) : findLastChange(kind, matching, members)
  if (entry?.at === undefined || entry.actor === '' || isNameTaken(entry.name, entry.action))
    return { type: 'unknown' }
  return { type: entry.isApiKey ? 'api-key' : 'person', by: entry.actor, at: entry.at }
}

/** Whether an entry tells of a change of a resource of this kind and name. */
export const isEntryOf = (
  kind: Kind,
  resource: Pick<Resource, 'raw' | 'address'>,
  { action, name }: AuditEntry,
): boolean =>
  isActionOfKind(kind, action) &&
  hasName(kind, resource, name) &&
  // A resource that exists once has no name that an unknown action could be about.
  (isKnownAction(action) || kind.identity.by !== 'project')

/** Whether the log has an entry that may be about a change of the resource. Kinds that it does not have are unknown. */
export const mayBeInLog = (
  kind: Kind,
  resource: Pick<Resource, 'raw' | 'address'>,
  entries: readonly AuditEntry[],
): boolean =>
  kind.auditActions === undefined || entries.some((entry) => isEntryOf(kind, resource, entry))

/** The entries of changes of the resource since a time, newest first, without those of an earlier one of its name. */
export const changesSince = (
  kind: Kind,
  resource: Pick<Resource, 'raw' | 'address'>,
  entries: readonly AuditEntry[],
  since: string,
): readonly AuditEntry[] => {
  const matching = entries.filter(
    (entry) => isEntryOf(kind, resource, entry) && isSince(entry, since),
  )
  const deletionIndex = matching.findIndex((entry) => isDeletion(kind, entry))
  return deletionIndex < 0 ? matching : matching.slice(0, deletionIndex)
}

/** Whether a name in the log may mean another live resource, or one of a kind that was not read. */
export const createNameCollisionCheck = (
  { unreadableKinds, kinds: readKinds, resources }: LiveState,
  kinds: readonly Kind[],
  own: Address,
): ((name: string, action: string) => boolean) => {
  const readableKinds = new Set<string>([...readKinds].filter((kind) => !unreadableKinds.has(kind)))
  return (name, action) =>
    kinds
      .filter((kind) => isActionOfKind(kind, action))
      .some(
        (kind) =>
          !readableKinds.has(kind.kind) ||
          [...resources.values()].some(
            (each) => each.kind === kind.kind && each.address !== own && hasName(kind, each, name),
          ),
      )
}

const isCreation = ({ auditActions }: Kind, { action }: AuditEntry): boolean =>
  auditActions?.creates?.includes(action) ?? false

const isDeletion = ({ auditActions }: Kind, { action }: AuditEntry): boolean =>
  auditActions?.deletes?.includes(action) ?? false

/** Whether a name in the log is the resource's name, id or address. A resource that exists once needs no name. */
const hasName = (
  { identity, kind }: Kind,
  { address, raw }: Pick<Resource, 'raw' | 'address'>,
  name: string,
): boolean =>
  identity.by === 'project' ||
  name === address.slice(kind.length + 1) ||
  name === member(raw, 'name') ||
  name === member(raw, 'id')

/** The log has whole seconds. An entry without a time may have any. */
const isSince = ({ at }: AuditEntry, since: string | undefined): boolean =>
  since === undefined || at === undefined || at.slice(0, 19) >= since.slice(0, 19)

/** Entries before a deletion belong to an earlier resource of the same name. */
const findLastChange = (
  kind: Kind,
  matching: readonly AuditEntry[],
  members: readonly string[],
): AuditEntry | undefined => {
  const deletionIndex = matching.findIndex((entry) => isDeletion(kind, entry))
  const since = deletionIndex < 0 ? matching : matching.slice(0, deletionIndex)
  const own = new Set(members.flatMap((name) => [name, ...alternativesOf(kind, name)]))
  const touches = (entry: AuditEntry) => entry.members.some((name) => own.has(name))
  // The log has other names for some members: an entry with an unknown name may concern any member.
  const mayTouch = (entry: AuditEntry) =>
    isCreation(kind, entry) ||
    entry.members.length === 0 ||
    entry.members.some(
      (name) => !Object.hasOwn(kind.fields, name) && !kind.readOnlyFields.includes(name),
    )
  if (members.length === 0) return since[0]
  if (since.some(touches)) return since.find((entry) => touches(entry) || isCreation(kind, entry))
  return newestOfSingleActor(since.filter(mayTouch))
}

/** The alternative names of a member. */
const alternativesOf = ({ alternatives = [] }: Kind, name: string): readonly string[] =>
  alternatives.filter((pair) => pair.includes(name)).flat()

/** The deletion after the last creation. */
const findDeletion = (kind: Kind, matching: readonly AuditEntry[]): AuditEntry | undefined => {
  const creationIndex = matching.findIndex((entry) => isCreation(kind, entry))
  const since = creationIndex < 0 ? matching : matching.slice(0, creationIndex)
  return newestOfSingleActor(since.filter((entry) => isDeletion(kind, entry)))
}

/** The newest entry, where all entries have the same actor. */
const newestOfSingleActor = (entries: readonly AuditEntry[]): AuditEntry | undefined => {
  const [newest] = entries
  return entries.every(
    ({ actor, isApiKey }) => actor === newest?.actor && isApiKey === newest.isApiKey,
  )
    ? newest
    : undefined
}
