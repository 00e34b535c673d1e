// Defines the options that a field of any shape may have: what is sent, what may change, what absence means.
import type { Json } from '../core/json.ts'

export interface FieldMetadata {
  /** What the field is for, in one or two sentences. Shown by `explain`, by editors and in `schemas/`. */
  readonly doc: string
  /** A file must have the field. The JSON Schema requires it. */
  readonly required?: boolean
  /** Which request carries the field. Without the option, `always`. */
  readonly sentIn?: SentIn
  /** The field cannot be changed although an update would carry it: a plan refuses such a change. */
  readonly immutable?: Immutability
  /**
   * What absence means. A value that equals the default is absent in normal form. Inside a record, a member that the
   * file leaves out is compared as the default; without a default it is not managed, and requests send its live value.
   */
  readonly default?: Json
  /**
   * In a sub-resource: absence means the value of this member of the resource. Statsig may return the value where none was
   * sent.
   */
  readonly defaultMember?: string
  /** In a sub-resource: Statsig may return the value under this name. */
  readonly readAs?: string
  /**
   * Of a set or a list: an empty one is a value of its own. A rule with `environments: []` applies nowhere, and one
   * without the key, or with `null`, everywhere. Of any other list, empty and absent mean the same.
   */
  readonly emptyIsValue?: true
  /**
   * Every update carries the field: Statsig resets it to its own default when an update leaves the key out. Inside a
   * record that is replaced whole, a list that the file leaves out is sent as an empty list.
   */
  readonly resetWhenOmitted?: true
  /** `null` in a file clears the value. */
  readonly nullable?: true
  /** A pattern of live texts that mean the same as absence: Statsig returns `''` for a team that is not set. */
  readonly emptyPattern?: string
  /**
   * `true`: Statsig does not return the value as it was sent, so it is never compared and no import writes it.
   * `sometimes`: it is compared only where the live resource has the key, since Statsig does not always return it.
   */
  readonly writeOnly?: true | 'sometimes'
  /** A live value with this member is one that Statsig filled in itself: an import leaves it out of the file. */
  readonly serverDefault?: { readonly member: string; readonly is: Json }
  /** An import writes the list although it is empty: a file needs the key. */
  readonly writtenEmpty?: true
  /**
   * The value may refer to a resource that refers back to this one, as a team and its default holdout do. A creation
   * leaves the field out, and an update of its own sets it when both resources exist.
   */
  readonly deferred?: true
  /** The field has routes of its own, and operations of its own. Only for fields at the top level of a kind. */
  readonly subResource?: SubResource
  /** Only warehouse native projects have the field: a plan for a cloud project is refused where a file has it. */
  readonly warehouseOnly?: true
}

/** Which request carries a field. */
export type SentIn =
  /** Creations and updates. */
  | 'always'
  /** The creation. A later change of it is refused. */
  | 'create'
  /** Updates. A creation with the field is followed by an update, because Statsig ignores or refuses it there. */
  | 'update'
  /** A transition of the resource's status (`statusMachine` of the kind): the status itself and what goes with it. */
  | 'transition'
  /** A request before the creation (`preRequest` of the routes). */
  | 'pre-request'
  /** No request carries the value of the file: it matches the item with a live one, whose value is sent back. */
  | 'match-only'

/** Why a field cannot be changed once the resource exists, although an update would carry it. */
export interface Immutability {
  /** A clause without a period, shown after the name of the field. */
  readonly reason: string
  /** An imperative sentence that says what to do instead. */
  readonly hint?: string
  /** Immutable only once the resource has left the draft statuses of its `statusMachine`. */
  readonly since?: 'start'
  /** The change that is still allowed: a number may increase; a list may get further items. */
  readonly allows?: 'increase' | 'add'
}

/** Where a field is read and written that neither a list of resources shows nor an update carries. */
export interface SubResource {
  /** Where it is read, appended to the path of the resource. */
  readonly path: string
  /** A route that answers once for all resources that have the sub-resource. */
  readonly listed?: ListedSubResources
  /** The answer is one value, or pages of ids. */
  readonly read: 'value' | 'ids'
  readonly write: ReplaceWrite | AddRemoveWrite
}

/**
 * `GET` of the path has a list for each kind under the name of its folder. Items have the `id` of the resource, and the
 * members of its sub-resource beside it. Resources without it are left out.
 */
export interface ListedSubResources {
  readonly path: string
  /** Members that items may lack although the resource has them. */
  readonly mayLack?: readonly string[]
}

/** `POST` to the path where it is read replaces the live value. */
export interface ReplaceWrite {
  readonly by: 'replace'
  /**
   * Members that go together: Statsig takes the members of one form in one body. It may empty the other forms when it
   * replaces one, so `PATCH`, which adds, restores them.
   */
  readonly forms?: readonly (readonly string[])[]
}

/** Items are added and removed in requests of limited size. Repeating such a request changes nothing. */
export interface AddRemoveWrite {
  readonly by: 'add-remove'
  readonly variants: readonly IdListVariant[]
}

export interface IdListVariant {
  /** The member of the resource that decides whether this variant applies. */
  readonly when: { readonly member: string; readonly is: string }
  readonly add: ItemsRequest
  readonly remove: ItemsRequest
  /** The most items in one request. */
  readonly maxItems: number
}

export interface ItemsRequest {
  readonly method: 'PATCH' | 'DELETE'
  /** Appended to the path of the resource. */
  readonly path: string
}

/** A member of a record that another member makes necessary. */
export interface MemberNeed {
  readonly when: { readonly member: string; readonly is: string }
  readonly needs: string
  /** The member of the items of this list counts as well. */
  readonly orEachOf?: string
}

/** The items of a list of the resources of a kind, which other resources name. */
export interface ListItemKind {
  readonly kind: string
  readonly list: string
  /** The member that is the name of an item. */
  readonly key: string
  /** What an item is called in a sentence. */
  readonly noun: string
  /** Other names may be right, too: clients of Statsig may send any name of an environment. */
  readonly isOpen?: true
}

/** The items of a list of a resource that is referred to, of which a member beside the reference names one. */
export interface ReferencedItems {
  readonly namedBy: string
  readonly list: string
  /** The member that is the name of an item. */
  readonly key: string
  /** What an item is called in a sentence. */
  readonly noun: string
}
