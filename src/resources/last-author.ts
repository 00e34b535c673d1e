// Who changed a resource last, as far as the audit log tells. It says names and no ids: what may mean another resource
// tells nothing.
import { member } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Address, Author, Live, Resource } from '../model.ts'
import type { Deed } from './api.ts'

/** What is known besides the log. */
export interface Circumstances {
  /** An ISO time in UTC: nothing that was done earlier counts. */
  readonly since?: string
  /** Top-level members that differ; without any, whoever did anything last is meant. */
  readonly members?: readonly string[]
  /** The resource is no longer there: whoever deleted it is meant. */
  readonly isGone?: boolean
  /** Whether the name may mean another resource in an entry with this action. */
  readonly isNameTaken?: (name: string, action: string) => boolean
}

export const authorOf = (
  kind: Kind,
  resource: Pick<Resource, 'raw' | 'address'>,
  deeds: readonly Deed[] | undefined,
  { isGone = false, isNameTaken = () => false, members = [], since }: Circumstances = {},
): Author => {
  const told = (deeds ?? []).filter(
    (deed) =>
      isLogged(kind, deed.action) && isCalled(kind, resource, deed.name) && isWithin(deed, since),
  )
  const deed = isGone ? deletionAmong(kind, told) : changeAmong(kind, told, members)
  if (deed?.at === undefined || deed.by === '' || isNameTaken(deed.name, deed.action))
    return { is: 'unknown' }
  return { is: deed.isKey ? 'client' : 'person', by: deed.by, at: deed.at }
}

/** Whether a name in the log may mean another live resource, or one of a kind that was not read. */
export const namesTaken = (
  { hidden, kinds: read, resources }: Live,
  kinds: readonly Kind[],
  own: Address,
): ((name: string, action: string) => boolean) => {
  const seen = new Set<string>([...read].filter((kind) => !hidden.has(kind)))
  return (name, action) =>
    kinds
      .filter((kind) => isLogged(kind, action))
      .some(
        (kind) =>
          !seen.has(kind.kind) ||
          [...resources.values()].some(
            (each) => each.kind === kind.kind && each.address !== own && isCalled(kind, each, name),
          ),
      )
}

/** Talk about a resource that leaves it as it is. */
const aside =
  /_(discussion|follow|snapshot|data_report|template|pulse|allowed_reviewers|reviews?_(create|delete|reject|update|info|on))(_|$)/

/** Whether an action is about resources of the kind, or of another that shares its words. */
export const isLogged = ({ logged = [] }: Kind, action: string): boolean =>
  !aside.test(action) && logged.some((word) => action === word || action.startsWith(`${word}_`))

const isMaking = ({ logged = [] }: Kind, { action }: Deed): boolean =>
  logged.some(
    (word) =>
      action === `${word}_create` ||
      action === `${word}_add` ||
      (action === word && /^create_|_create$/.test(word)),
  )

const isDeletion = ({ logged = [] }: Kind, { action }: Deed): boolean =>
  logged.some(
    (word) => action === `${word}_delete` || (action === word && /^delete_|_delete$/.test(word)),
  )

/** By its name, by its id, or by what tells it from others; what a project has one of needs no name. */
const isCalled = (
  { identity, kind }: Kind,
  { address, raw }: Pick<Resource, 'raw' | 'address'>,
  name: string,
): boolean =>
  identity.by === 'project' ||
  name === address.slice(kind.length + 1) ||
  name === member(raw, 'name') ||
  name === member(raw, 'id')

/** The log tells whole seconds. An entry without a time may be of any. */
const isWithin = ({ at }: Deed, since: string | undefined): boolean =>
  since === undefined || at === undefined || at.slice(0, 19) >= since.slice(0, 19)

/** What was done before a deletion was done to another resource of that name, or to an earlier one. */
const changeAmong = (
  kind: Kind,
  told: readonly Deed[],
  members: readonly string[],
): Deed | undefined => {
  const end = told.findIndex((deed) => isDeletion(kind, deed))
  const since = end < 0 ? told : told.slice(0, end)
  const own = new Set(members.flatMap((name) => [name, ...twinsOf(kind, name)]))
  const touches = (deed: Deed) => deed.members.some((name) => own.has(name))
  // The log has names of its own for some members: an entry that uses one may be about any.
  const mayTouch = (deed: Deed) =>
    isMaking(kind, deed) ||
    deed.members.length === 0 ||
    deed.members.some((name) => !Object.hasOwn(kind.fields, name) && !kind.made.includes(name))
  if (members.length === 0) return since[0]
  if (since.some(touches)) return since.find((deed) => touches(deed) || isMaking(kind, deed))
  return ofOne(since.filter(mayTouch))
}

/** The other names of what a member says. */
const twinsOf = ({ twins = [] }: Kind, name: string): readonly string[] =>
  twins.filter((pair) => pair.includes(name)).flat()

/** What is gone was deleted after it was made for the last time. */
const deletionAmong = (kind: Kind, told: readonly Deed[]): Deed | undefined => {
  const made = told.findIndex((deed) => isMaking(kind, deed))
  const since = made < 0 ? told : told.slice(0, made)
  return ofOne(since.filter((deed) => isDeletion(kind, deed)))
}

/** The newest of deeds that are all by the same hand. */
const ofOne = (deeds: readonly Deed[]): Deed | undefined => {
  const [newest] = deeds
  return deeds.every(({ by, isKey }) => by === newest?.by && isKey === newest.isKey)
    ? newest
    : undefined
}
