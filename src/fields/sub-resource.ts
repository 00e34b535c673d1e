// Members that have routes of their own below their resource's: no list shows them, and no update carries them.
import type { Members } from '../json.ts'

export interface Apart {
  /** Where it is read: appended to the resource's path. */
  readonly path: string
  /** One value, or pages of ids. */
  readonly read: 'value' | 'ids'
  readonly write: Setting | Exchange
}

/** `POST` to where it is read puts the value in place of what is there. */
export interface Setting {
  readonly by: 'set'
  /**
   * Members that go together: a body holds those of one form alone. Statsig may empty the other forms meanwhile, so that
   * `PATCH`, which adds, puts them back.
   */
  readonly forms?: readonly (readonly string[])[]
}

/** What is new is added, what is gone is taken out, so many at a time. Doing it twice does no harm. */
export interface Exchange {
  readonly by: 'exchange'
  readonly ways: readonly Way[]
}

export interface Way {
  /** The member of the resource that says whether this is its way. */
  readonly of: { readonly member: string; readonly is: string }
  readonly add: Step
  readonly remove: Step
  /** Items in one request. */
  readonly most: number
}

export interface Step {
  readonly method: 'PATCH' | 'DELETE'
  /** Appended to the resource's path. */
  readonly path: string
}

/** Absent where the resource is of a sort that has no such items. */
export const wayOf = ({ ways }: Exchange, resource: Members): Way | undefined =>
  ways.find(({ of }) => resource[of.member] === of.is)

/** Whether resources like this one have the member at all. */
export const hasPart = ({ write }: Apart, resource: Members): boolean =>
  write.by === 'set' || wayOf(write, resource) !== undefined
