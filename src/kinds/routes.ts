// Defines how the routes of a kind are described: where its resources are read, created, changed, archived and deleted.

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

export interface Routes {
  /** Where all resources are listed, page by page. Of a kind with one resource in a project, its one document. */
  readonly list: string
  /** Statsig has no list of the kind: each resource is read by a query of its own. */
  readonly lookup?: Lookup
  /**
   * Members that the list leaves out and a single read shows. Where an item of the list lacks one of them, the resource
   * is read by itself for every definition and every import: its absence does not mean that it is empty.
   */
  readonly listOmits?: readonly string[]
  /** Query parameters that every page of the list needs. */
  readonly query?: Readonly<Record<string, string>>
  /** Where resources are created. Absent where Statsig’s API creates none. */
  readonly create?: string
  /**
   * A request that a creation sends first, with one field as its body. No update sends it, since Statsig never returns
   * the field: `POST ingestion/connection/databricks`.
   */
  readonly preRequest?: { readonly field: string; readonly path: string }
  /** One resource. `{id}` stands for the member that `pathId` names, percent-encoded. */
  readonly item: string
  /** No route reads a single resource, as for assignment sources: the list is read instead. */
  readonly readFrom?: 'list'
  /** The live member that stands for `{id}`; or `query`: the query parameters of `lookup`, in `…?{id}`. */
  readonly pathId: 'id' | 'name' | 'key' | 'query'
  /** The path id is a secret, as the key in `keys/{id}`: it must not be in a plan, a message or a trace. */
  readonly isPathIdSecret?: true
  /** The member that is tried once where Statsig answers 404 to the path id: tags are found by name or by id. */
  readonly fallbackPathId?: 'id' | 'name'
  /** The request that changes a resource. */
  readonly update: Update
  readonly archive?: Endpoint
  readonly delete?: Endpoint
}

/** The query parameters are the identity members. They are added to the answer, which does not always contain them. */
export interface Lookup {
  /** The values of a parameter that Statsig defines. Values of other parameters are known from definitions only. */
  readonly parameters: Readonly<Record<string, readonly string[]>>
  /** The member of the answer that holds further members: ingestion answers `{id, type, enabled, data}`. */
  readonly nestedUnder?: string
}

export interface Update {
  readonly method: 'PATCH' | 'POST'
  /** The path in place of that of the item. Without `{id}`, the body identifies the resource. */
  readonly absolutePath?: string
  /**
   * `changed`: the changed keys. `whole`: every writable key, with the live value where the file has none.
   * `fieldValue`: the value of one field without an object around it, as `segments/{id}/conditional` takes the rules.
   */
  readonly body: 'changed' | 'whole' | { readonly fieldValue: string }
  /** The request replaces the resource and may delete what it leaves out: live members without a field are sent, too. */
  readonly replaces?: true
}

/** A request without a body, below the path of the item. */
export interface Endpoint {
  readonly method: 'PUT' | 'DELETE'
  readonly path: string
}
