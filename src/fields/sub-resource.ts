// Members that have routes of their own below their resource's: no list shows them, and no update carries them.
import type { JsonObject } from '../json.ts'

export interface SubResource {
  /** Where it is read: appended to the resource's path. */
  readonly path: string
  /** One value, or pages of ids. */
  readonly read: 'value' | 'ids'
  readonly write: ReplaceWrite | AddRemoveWrite
}

/** `POST` to where it is read puts the value in place of what is there. */
export interface ReplaceWrite {
  readonly by: 'replace'
  /**
   * Members that go together: a body holds those of one form alone. Statsig may empty the other forms meanwhile, so that
   * `PATCH`, which adds, puts them back.
   */
  readonly forms?: readonly (readonly string[])[]
}

/** What is new is added, what is gone is taken out, so many at a time. Doing it twice does no harm. */
export interface AddRemoveWrite {
  readonly by: 'add-remove'
  readonly variants: readonly IdListVariant[]
}

export interface IdListVariant {
  /** The member of the resource that says whether this is its way. */
  readonly when: { readonly member: string; readonly is: string }
  readonly add: ItemsRequest
  readonly remove: ItemsRequest
  /** Items in one request. */
  readonly maxItems: number
}

export interface ItemsRequest {
  readonly method: 'PATCH' | 'DELETE'
  /** Appended to the resource's path. */
  readonly path: string
}

/** Absent where the resource is of a sort that has no such items. */
export const findIdListVariant = (
  { variants }: AddRemoveWrite,
  resource: JsonObject,
): IdListVariant | undefined => variants.find(({ when }) => resource[when.member] === when.is)

/** Whether resources like this one have the member at all. */
export const hasSubResource = ({ write }: SubResource, resource: JsonObject): boolean =>
  write.by === 'replace' || findIdListVariant(write, resource) !== undefined
