// What a kind descriptor says. The engine knows no kind by name; it reads these lines instead.
import { type Field, type Fields, record } from '../fields/field.ts'
import type { Json } from '../json.ts'
import type { Pointer } from '../pointer.ts'
import type { RestrictiveDirection } from './restrictive-direction.ts'

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

export interface Kind<Name extends string = string> {
  readonly kind: Name
  /** What the resource is, in a sentence or two of our own. */
  readonly doc: string
  /** The folder that holds the kind's files: its collection name. */
  readonly folder: string
  readonly identity: Identity
  readonly routes: Routes
  readonly fields: Fields
  /** Top-level keys that Statsig makes: ignored in files, with one note a file. */
  readonly readOnlyFields: readonly string[]
  /** What the audit log calls deeds done to it: whole words of `actionType`, or its beginning. Kinds share some. */
  readonly auditActions?: readonly string[]
  /**
   * Other spellings of top-level keys that files may use, and the API's key that each of them means: files of Statsig's
   * own sync example say `metricDefinition` for `warehouseNative`.
   */
  readonly aliases?: Readonly<Record<string, string>>
  /** Live resources that Statsig makes and nobody may manage: layers with `isImplicitLayer`. */
  readonly internalWhen?: readonly MemberTest[]
  /** How a live resource shows that it is archived. Any one test is enough. */
  readonly archivedWhen?: readonly MemberTest[]
  /** Live states that are ahead of the file: the named fields are left alone, with a note. */
  readonly ignoreWhen?: readonly IgnoreRule[]
  readonly statusMachine?: StatusMachine
  /**
   * Changes in the console that take users or traffic away from something, or protect an experiment: no general rule
   * ever undoes one, only somebody who names it. `*` stands for each item of a list.
   */
  readonly restrictive?: Readonly<Record<Pointer, RestrictiveDirection>>
  /** It decides who may do what, or lets somebody in: no change of it is harmless. */
  readonly grantsAccess?: true
  /** What Statsig needs beyond the shape of single fields. */
  readonly requirements?: readonly Requirement[]
  /** Keys that are free here and that another resource declares: a layer the parameters of its experiments' groups. */
  readonly declaredKeys?: readonly DeclaredKeys[]
  /** Pairs of fields that say the same in two ways: where a file uses one, the other is not handed back. */
  readonly alternatives?: readonly (readonly [string, string])[]
  /** Why a field that only a creation carries cannot be changed, and what to do instead. `{name}` is the resource's name. */
  readonly createOnly?: { readonly reason: string; readonly hint: string }
  /** The only sort of project that has resources of this kind. */
  readonly projectType?: 'warehouse'
  /**
   * Statsig validates creations and updates that carry `dryRun` and stores nothing. Where it does not know the key it
   * drops it and really writes: nothing is sent as a dry run without this word.
   */
  readonly dryRun?: true
  /** A resource that others refer to and no file defines is created with these members: tags must exist first. */
  readonly createOnReference?: Readonly<Record<string, Json>>
  /** The names of what every project has, whether a file describes it or not: the unit types `userID` and `stableID`. */
  readonly builtInNames?: readonly string[]
  /** What a creation says of members that the file leaves out, or that come afterwards: Statsig will not do without. */
  readonly createDefaults?: Readonly<Record<string, Json>>
}

/** How resources of a kind are told apart. */
export type Identity =
  /** By `id`, which the file must give. A file without one is offered the slug of its name. */
  | { readonly by: 'id' }
  /** By `name`. An `id` in the file serves for matching and is never sent. */
  | { readonly by: 'name' }
  /** By `id` where the file gives one, else by these members joined with `::`. */
  | {
      readonly by: 'members'
      readonly members: readonly string[]
      /** Files give no `id` besides. */
      readonly forbidsId?: true
    }
  /** A project has exactly one. */
  | { readonly by: 'project' }

/** The members that hold it; an `id` may stand for several of them. */
export const identityMembers = (identity: Identity): readonly string[] => {
  switch (identity.by) {
    case 'members':
      return identity.members
    case 'id':
    case 'name':
      return [identity.by]
    case 'project':
      return []
  }
}

export interface Routes {
  /** The pages of all resources; the one document, where a project has exactly one. */
  readonly list: string
  /** There is no list behind that path: resources are asked for one by one. */
  readonly lookup?: Lookup
  /** Query parameters that every page of the list needs. */
  readonly query?: Readonly<Record<string, string>>
  /** Where creations are posted; absent where Statsig’s API creates none. */
  readonly create?: string
  /**
   * A request that a creation sends first, with one field as its body. Nothing ever sends it again: `POST
   * ingestion/connection/databricks`, which Statsig never shows.
   */
  readonly preRequest?: { readonly field: string; readonly path: string }
  /** One resource; `{id}` stands for the member that `handle` names, percent-encoded. */
  readonly item: string
  /** A single resource cannot be asked for, as assignment sources cannot: the list is read instead. */
  readonly readFrom?: 'list'
  /** The live member that stands for `{id}`; or the query that asks for the resource, in `…?{id}`. */
  readonly pathId: 'id' | 'name' | 'key' | 'query'
  /** The handle is a secret, as the key in `keys/{id}` is: no plan, message or trace may hold it. */
  readonly isPathIdSecret?: true
  /** The member that is tried once where Statsig does not know a resource by its handle: tags go by name or by id. */
  readonly fallbackPathId?: 'id' | 'name'
  /** The request that changes an existing resource. */
  readonly update: Update
  readonly archive?: Endpoint
  readonly delete?: Endpoint
}

/** The query parameters are the members of the identity. They are part of what is answered, whether it says so or not. */
export interface Lookup {
  /** The values that a parameter may have; only definitions know those of the others. */
  readonly parameters: Readonly<Record<string, readonly string[]>>
  /** A member of the answer that holds members of the resource: ingestion answers `{id, type, enabled, data}`. */
  readonly nestedUnder?: string
}

export interface Update {
  readonly method: 'PATCH' | 'POST'
  /** In place of the item's path. Without `{id}` the body says which resource is meant. */
  readonly absolutePath?: string
  /**
   * `changed`: the changed keys. `whole`: every writable key, the live value where the file says nothing.
   * `bare`: the value of one field and nothing around it, as `segments/{id}/conditional` takes the rules.
   */
  readonly body: 'changed' | 'whole' | { readonly fieldValue: string }
  /** What the request leaves out may be gone afterwards: members that no field names go back as they came. */
  readonly replaces?: true
}

/** A request without a definition in it. */
export interface Endpoint {
  readonly method: 'PUT' | 'DELETE'
  readonly path: string
}

/** True when the live member is one of the values. */
export interface MemberTest {
  readonly member: string
  readonly is: readonly Json[]
}

export interface IgnoreRule {
  readonly when: MemberTest
  readonly fields: readonly string[]
  /** A sentence that says what to do. */
  readonly reason: string
}

/** Statuses as a graph. A status that the file names is reached along these edges, never by writing the field. */
export interface StatusMachine {
  readonly field: string
  /** The status of a resource that was just created. */
  readonly initialStatus: string
  /** Statuses in which everything may still be changed. */
  readonly draftStatuses: readonly string[]
  readonly transitions: readonly Transition[]
  /** Edges that only people in the console, or Statsig itself, go along. */
  readonly consoleTransitions: readonly { readonly from: string; readonly to: string }[]
}

export interface Transition {
  readonly action: 'start' | 'decide' | 'abandon' | 'archive'
  readonly from: readonly string[]
  readonly to: string
  readonly path: string
  /** Body member to the field that fills it. The file must give the fields. */
  readonly body: Readonly<Record<string, string>>
}

export interface Requirement {
  /** Applies when each of these members has one of the values; an empty record applies always. */
  readonly when: Readonly<Record<Pointer, readonly Json[]>>
  readonly needs: Need
  /** A full sentence. */
  readonly message: string
  readonly hint?: string
}

export type Need =
  /** Something is there, and it is not empty. */
  | { readonly rule: 'present'; readonly at: Pointer }
  | { readonly rule: 'absent'; readonly at: Pointer }
  /** A record, where there is one, has all of these members, and none but these and the others. */
  | {
      readonly rule: 'keys'
      readonly at: Pointer
      readonly required: readonly string[]
      readonly optional: readonly string[]
    }
  | { readonly rule: 'items'; readonly at: Pointer; readonly min: number; readonly max?: number }
  /** A member of all items adds up to a number, within 0.01. */
  | { readonly rule: 'sum'; readonly at: Pointer; readonly of: string; readonly is: number }
  /** Every item gives the same member names in this member. */
  | { readonly rule: 'same-keys'; readonly at: Pointer; readonly of: string }
  /** Each item has this member, not empty. */
  | { readonly rule: 'each'; readonly at: Pointer; readonly of: string }
  /** This member of each item is one of the values. */
  | {
      readonly rule: 'each-of'
      readonly at: Pointer
      readonly of: string
      readonly values: readonly Json[]
    }

  /** Where both are given, the one is a value and the other its JSON5 text; `*` stands for each item of a list. */
  | { readonly rule: 'same-value'; readonly at: Pointer; readonly alternative: Pointer }
  /** A member of the items of each such list adds up to no more than a number, within 0.01; `*` as above. */
  | { readonly rule: 'at-most'; readonly at: Pointer; readonly of: string; readonly limit: number }
  /** No two items agree in all of these members. */
  | { readonly rule: 'distinct'; readonly at: Pointer; readonly of: readonly string[] }
  /** These members of each item are of the JSON type that another member of the item names. */
  | {
      readonly rule: 'typed'
      readonly at: Pointer
      readonly by: string
      readonly of: readonly string[]
    }

/** A referred resource declares the keys of records: which there are, and which type of value each of them holds. */
export interface DeclaredKeys {
  /** The reference to the resource that declares them. */
  readonly reference: Pointer
  /** Its list, and the members of an item that are the key and the type, as JSON Schema names types. */
  readonly items: Pointer
  readonly keyMember: string
  readonly typeMember: string
  /** The records whose keys they are; `*` stands for each item of a list. */
  readonly keysOf: Pointer
  /** A full sentence. */
  readonly message: string
}

/** The whole resource as one field, so that every fold starts from a single root. */
export const rootFieldOf = (kind: Kind): Field => record(kind.doc, kind.fields)
