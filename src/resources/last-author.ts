// Who changed a resource last, as far as the audit log tells. It says names and no ids: what may mean another resource
// tells nothing.
import { member } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Address, Author, LiveState, Resource } from '../model.ts'
import type { AuditEntry } from './api.ts'

/** What is known besides the log. */
export interface AttributionContext {
  /** An ISO time in UTC: nothing that was done earlier counts. */
  readonly since?: string
  /** Top-level members that differ; without any, whoever did anything last is meant. */
  readonly members?: readonly string[]
  /** The resource is no longer there: whoever deleted it is meant. */
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
    (entry) =>
      isActionOfKind(kind, entry.action) &&
      hasName(kind, resource, entry.name) &&
      isSince(entry, since),
  )
  const entry = isDeleted ? findDeletion(kind, matching) : findLastChange(kind, matching, members)
  if (entry?.at === undefined || entry.actor === '' || isNameTaken(entry.name, entry.action))
    return { type: 'unknown' }
  return { type: entry.isApiKey ? 'api-key' : 'person', by: entry.actor, at: entry.at }
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

/** Talk about a resource that leaves it as it is. */
const nonChangingActions =
  /_(discussion|follow|snapshot|data_report|template|pulse|allowed_reviewers|reviews?_(create|delete|reject|update|info|on))(_|$)/

/** Whether an action is about resources of the kind, or of another that shares its words. */
export const isActionOfKind = ({ auditActions = [] }: Kind, action: string): boolean =>
  !nonChangingActions.test(action) &&
  auditActions.some(
    (actionPrefix) => action === actionPrefix || action.startsWith(`${actionPrefix}_`),
  )

const isCreation = ({ auditActions = [] }: Kind, { action }: AuditEntry): boolean =>
  auditActions.some(
    (actionPrefix) =>
      action === `${actionPrefix}_create` ||
      action === `${actionPrefix}_add` ||
      (action === actionPrefix && /^create_|_create$/.test(actionPrefix)),
  )

const isDeletion = ({ auditActions = [] }: Kind, { action }: AuditEntry): boolean =>
  auditActions.some(
    (actionPrefix) =>
      action === `${actionPrefix}_delete` ||
      (action === actionPrefix && /^delete_|_delete$/.test(actionPrefix)),
  )

/** By its name, by its id, or by what tells it from others; what a project has one of needs no name. */
const hasName = (
  { identity, kind }: Kind,
  { address, raw }: Pick<Resource, 'raw' | 'address'>,
  name: string,
): boolean =>
  identity.by === 'project' ||
  name === address.slice(kind.length + 1) ||
  name === member(raw, 'name') ||
  name === member(raw, 'id')

/** The log tells whole seconds. An entry without a time may be of any. */
const isSince = ({ at }: AuditEntry, since: string | undefined): boolean =>
  since === undefined || at === undefined || at.slice(0, 19) >= since.slice(0, 19)

/** What was done before a deletion was done to another resource of that name, or to an earlier one. */
const findLastChange = (
  kind: Kind,
  matching: readonly AuditEntry[],
  members: readonly string[],
): AuditEntry | undefined => {
  const deletionIndex = matching.findIndex((entry) => isDeletion(kind, entry))
  const since = deletionIndex < 0 ? matching : matching.slice(0, deletionIndex)
  const own = new Set(members.flatMap((name) => [name, ...alternativesOf(kind, name)]))
  const touches = (entry: AuditEntry) => entry.members.some((name) => own.has(name))
  // The log has names of its own for some members: an entry that uses one may be about any.
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

/** The other names of what a member says. */
const alternativesOf = ({ alternatives = [] }: Kind, name: string): readonly string[] =>
  alternatives.filter((pair) => pair.includes(name)).flat()

/** What is gone was deleted after it was made for the last time. */
const findDeletion = (kind: Kind, matching: readonly AuditEntry[]): AuditEntry | undefined => {
  const creationIndex = matching.findIndex((entry) => isCreation(kind, entry))
  const since = creationIndex < 0 ? matching : matching.slice(0, creationIndex)
  return newestOfSingleActor(since.filter((entry) => isDeletion(kind, entry)))
}

/** The newest of deeds that are all by the same hand. */
const newestOfSingleActor = (entries: readonly AuditEntry[]): AuditEntry | undefined => {
  const [newest] = entries
  return entries.every(
    ({ actor, isApiKey }) => actor === newest?.actor && isApiKey === newest.isApiKey,
  )
    ? newest
    : undefined
}
